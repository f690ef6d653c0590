import { afterEach, describe, expect, test, vi } from "vitest";
import { Connection } from "../../../src/rpc/connection.js";
import type { ConnectionOptions } from "../../../src/rpc/connection-options.js";
import { isRequestTimeoutError } from "../../../src/rpc/request-timeout-error.js";
import { isInvalidParamsError, isInvalidRequestError, isRpcError } from "../../../src/rpc/rpc-error.js";
import { isUsageError } from "../../../src/errors/usage-error.js";
import { MemoryTransport } from "../../support/memory-transport.js";

async function connect(options: Partial<ConnectionOptions> = {}) {
  const transport = new MemoryTransport();
  const connection = await Connection.open({ transport, ...options });
  return { transport, connection };
}

afterEach(() => vi.useRealTimers());

test("ids count from 1, and answers find their calls in any order", async () => {
  const { transport, connection } = await connect();
  const calls = ["a", "b", "c"].map((method) => connection.request(method, { method }));
  expect(transport.sent).toEqual([
    { id: 1, method: "a", params: { method: "a" } },
    { id: 2, method: "b", params: { method: "b" } },
    { id: 3, method: "c", params: { method: "c" } },
  ]);
  for (const id of [2, 3, 1]) transport.push({ id, result: `result ${String(id)}` });
  expect(await Promise.all(calls)).toEqual(["result 1", "result 2", "result 3"]);
});

test("params are taken when the call is made, and left out where there are none", async () => {
  const { transport, connection } = await connect({ maxInFlight: 1 });
  const params = { list: ["a"], gone: undefined };
  const calls = [connection.request("first"), connection.request("second", params)];
  params.list.push("b");
  transport.push({ id: 1, result: 1 });
  transport.push({ id: 2, result: 2 });
  await Promise.all(calls);
  expect(transport.sent).toEqual([
    { id: 1, method: "first" },
    { id: 2, method: "second", params: { list: ["a"] } },
  ]);
});

test("params without a JSON form are refused before anything is sent", async () => {
  const { transport, connection } = await connect();
  await expect(connection.request("m", { n: 1n })).rejects.toSatisfy(isUsageError);
  expect(() => connection.notify("m", 1n)).toThrow(expect.toSatisfy(isUsageError));
  expect(transport.sent).toEqual([]);
});

describe("a refusal is typed by its code", () => {
  test.each([
    [-32600, isInvalidRequestError],
    [-32602, isInvalidParamsError],
    [-32603, isRpcError],
    [12345, isRpcError],
  ])("%i", async (code, guard) => {
    const { transport, connection } = await connect();
    const call = connection.request("turn/start", {});
    const message = "unknown variant, expected one of ".repeat(140);
    transport.push({ id: 1, error: { code, message, data: { why: 1 } } });
    await expect(call).rejects.toSatisfy(guard);
    await expect(call).rejects.toMatchObject({ code, method: "turn/start", message, data: { why: 1 } });
  });
});

test("answers that nobody waits for are ignored: unknown, repeated, of no id", async () => {
  const { transport, connection } = await connect();
  const call = connection.request("m");
  transport.push({ id: 99, result: 0 });
  transport.push({ id: "1", result: 0 });
  transport.push({ id: null, error: { code: -32700, message: "?" } });
  transport.push({ id: 1, result: "first" });
  transport.push({ id: 1, result: "second" });
  transport.push({ id: 1, error: { code: -32001, message: "late" } });
  expect(await call).toBe("first");
});

describe("the window", () => {
  test("holds back what exceeds it, and lets it go in order", async () => {
    const { transport, connection } = await connect({ maxInFlight: 2 });
    const calls = ["a", "b", "c", "d"].map((method) => connection.request(method));
    expect(transport.methods).toEqual(["a", "b"]);
    transport.push({ id: 2, result: "b" });
    expect(transport.methods).toEqual(["a", "b", "c"]);
    transport.push({ id: 1, error: { code: -32600, message: "no" } });
    expect(transport.methods).toEqual(["a", "b", "c", "d"]);
    transport.push({ id: 3, result: "c" });
    transport.push({ id: 4, result: "d" });
    const settled = await Promise.allSettled(calls);
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled", "fulfilled"]);
  });

  test("is 32 wide by default, and does not hold back notifications", async () => {
    const { transport, connection } = await connect();
    const calls = Array.from({ length: 40 }, () => connection.request("m"));
    connection.notify("initialized");
    expect(transport.methods).toEqual([...Array<string>(32).fill("m"), "initialized"]);
    for (let id = 1; id <= 40; id++) transport.push({ id, result: id });
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  test("takes a peer that answers at once, with a long queue behind it", async () => {
    const { transport, connection } = await connect({ maxInFlight: 1 });
    const first = connection.request("m");
    const rest = Array.from({ length: 20_000 }, () => connection.request("m"));
    transport.serve(({ id }) => transport.push({ id, result: id }));
    transport.push({ id: 1, result: 1 });
    await first;
    expect((await Promise.all(rest)).at(-1)).toBe(20_001);
  });

  test.each([0, -1, Number.NaN])("of %d is refused", async (maxInFlight) => {
    await expect(connect({ maxInFlight })).rejects.toSatisfy(isUsageError);
  });
});

describe("an abort", () => {
  test("before the call: nothing is sent", async () => {
    const { transport, connection } = await connect();
    const reason = new Error("enough");
    await expect(connection.request("m", {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(transport.sent).toEqual([]);
  });

  test("in the queue: it is never sent, and what waits behind it is", async () => {
    const { transport, connection } = await connect({ maxInFlight: 1 });
    const controller = new AbortController();
    const first = connection.request("first");
    const second = connection.request("second", {}, { signal: controller.signal });
    const third = connection.request("third");
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(second).rejects.toBe(reason);
    transport.push({ id: 1, result: 1 });
    transport.push({ id: 2, result: 3 });
    expect(await Promise.all([first, third])).toEqual([1, 3]);
    expect(transport.methods).toEqual(["first", "third"]);
  });

  test("on the wire: its place goes to the next, and its late answer is ignored", async () => {
    const { transport, connection } = await connect({ maxInFlight: 1 });
    const controller = new AbortController();
    const first = connection.request("first", {}, { signal: controller.signal });
    const second = connection.request("second");
    controller.abort();
    await expect(first).rejects.toBe(controller.signal.reason);
    transport.push({ id: 1, result: "late" });
    transport.push({ id: 2, result: "second" });
    expect(await second).toBe("second");
  });

  test("after the answer: nothing happens", async () => {
    const { transport, connection } = await connect();
    const controller = new AbortController();
    const call = connection.request("m", {}, { signal: controller.signal });
    transport.push({ id: 1, result: "in time" });
    controller.abort();
    expect(await call).toBe("in time");
  });

  test("of one signal ends all its calls, without a leak warning of Node", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on("warning", onWarning);
    const { connection } = await connect();
    const controller = new AbortController();
    const calls = Array.from({ length: 50 }, () =>
      connection.request("m", {}, { signal: controller.signal }),
    );
    controller.abort(new Error("enough"));
    const settled = await Promise.allSettled(calls);
    expect(settled.every(({ status }) => status === "rejected")).toBe(true);
    await new Promise(setImmediate);
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
  });
});

describe("a timeout", () => {
  test("ends a call on the wire and one in the queue, and leaves no timer", async () => {
    vi.useFakeTimers();
    const { transport, connection } = await connect({ maxInFlight: 1, requestTimeoutMs: 1000 });
    const calls = Promise.allSettled([
      connection.request("slow"),
      connection.request("queued", {}, { timeoutMs: 500 }),
    ]);
    await vi.advanceTimersByTimeAsync(1000);
    const [slow, queued] = await calls;
    expect(slow).toMatchObject({ reason: { method: "slow", timeoutMs: 1000 } });
    expect(queued).toMatchObject({ reason: expect.toSatisfy(isRequestTimeoutError) as unknown });
    expect(transport.methods).toEqual(["slow"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("that was not reached leaves no timer", async () => {
    vi.useFakeTimers();
    const { transport, connection } = await connect();
    const call = connection.request("m");
    expect(vi.getTimerCount()).toBe(1);
    transport.push({ id: 1, result: 1 });
    await call;
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([0, Infinity, 2 ** 40])("of %d is none", async (timeoutMs) => {
    vi.useFakeTimers();
    const { transport, connection } = await connect({ requestTimeoutMs: 10 });
    const call = connection.request("m", {}, { timeoutMs });
    await vi.advanceTimersByTimeAsync(3_600_000);
    transport.push({ id: 1, result: "at last" });
    expect(await call).toBe("at last");
  });

  test.each([-1, Number.NaN])("of %d is refused", async (timeoutMs) => {
    const { connection } = await connect();
    await expect(connection.request("m", {}, { timeoutMs })).rejects.toSatisfy(isUsageError);
    await expect(connect({ requestTimeoutMs: timeoutMs })).rejects.toSatisfy(isUsageError);
  });
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Connection } from "../../../src/rpc/connection.js";
import type { ConnectionOptions } from "../../../src/rpc/connection-options.js";
import { isRequestTimeoutError } from "../../../src/rpc/request-timeout-error.js";
import { isServerOverloadedError } from "../../../src/rpc/rpc-error.js";
import { MemoryTransport, type Sent } from "../../support/memory-transport.js";

const refusal = { code: -32001, message: "Server overloaded; retry later." };

/** Refuses the first attempts of each method, then answers with the method. */
async function overloadedFor(refusals: number, options: Partial<ConnectionOptions> = {}) {
  const transport = new MemoryTransport();
  const seen = new Map<string | undefined, number>();
  transport.serve(({ id, method }: Sent) => {
    const count = (seen.get(method) ?? 0) + 1;
    seen.set(method, count);
    transport.push(count <= refusals ? { id, error: refusal } : { id, result: method });
  });
  return { transport, connection: await Connection.open({ transport, ...options }) };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.999);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("a refused call is sent again, with a new id and the same params, until it is taken", async () => {
  const { transport, connection } = await overloadedFor(3);
  const call = connection.request("turn/start", { a: 1 });
  await vi.runAllTimersAsync();
  expect(await call).toBe("turn/start");
  expect(transport.sent).toEqual([1, 2, 3, 4].map((id) => ({ id, method: "turn/start", params: { a: 1 } })));
  expect(vi.getTimerCount()).toBe(0);
});

test("the waits double up to a bound", async () => {
  const { transport, connection } = await overloadedFor(6, {
    retry: { initialDelayMs: 100, maxDelayMs: 400 },
  });
  const call = connection.request("m");
  const at: number[] = [];
  const start = performance.now();
  transport.serve(({ id }) => {
    at.push(performance.now() - start);
    transport.push(at.length <= 4 ? { id, error: refusal } : { id, result: 1 });
  });
  await vi.runAllTimersAsync();
  await call;
  const waits = at.map((time, i) => Math.round((time - (at[i - 1] ?? 0)) / 100) * 100);
  expect(waits).toEqual([100, 200, 400, 400, 400]);
});

test("after 15 s it is given up", async () => {
  const { transport, connection } = await overloadedFor(Infinity);
  const call = connection.request("m");
  call.catch(() => undefined);
  const start = performance.now();
  await vi.runAllTimersAsync();
  await expect(call).rejects.toSatisfy(isServerOverloadedError);
  await expect(call).rejects.toMatchObject({ code: -32001, method: "m", attempts: transport.sent.length });
  expect(performance.now() - start).toBeLessThanOrEqual(15_000);
  expect(performance.now() - start).toBeGreaterThan(12_000);
});

test("with retry: false it is given up at once", async () => {
  const { transport, connection } = await overloadedFor(1, { retry: false });
  await expect(connection.request("m")).rejects.toMatchObject({ name: "ServerOverloadedError", attempts: 1 });
  expect(transport.sent).toHaveLength(1);
});

test("an abort between two attempts ends it: nothing more is sent", async () => {
  const { transport, connection } = await overloadedFor(1);
  const controller = new AbortController();
  const call = connection.request("m", {}, { signal: controller.signal });
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
  expect(vi.getTimerCount()).toBe(0);
  expect(transport.sent).toHaveLength(1);
});

test("the timeout counts over all attempts", async () => {
  const { connection } = await overloadedFor(Infinity, { requestTimeoutMs: 1_000 });
  const call = connection.request("m");
  call.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(1_000);
  await expect(call).rejects.toSatisfy(isRequestTimeoutError);
  expect(vi.getTimerCount()).toBe(0);
});

test("a call that waits to be sent again leaves its place to others", async () => {
  const { transport, connection } = await overloadedFor(1, { maxInFlight: 1 });
  const calls = [connection.request("a"), connection.request("b")];
  expect(transport.methods).toEqual(["a", "b"]);
  await vi.runAllTimersAsync();
  expect(await Promise.all(calls)).toEqual(["a", "b"]);
});

test("closing ends a call between two attempts", async () => {
  const { connection } = await overloadedFor(Infinity);
  const call = connection.request("m");
  call.catch(() => undefined);
  await connection.close();
  await expect(call).rejects.toMatchObject({ name: "ConnectionClosedError", reason: "closed" });
  expect(vi.getTimerCount()).toBe(0);
});

test("an urgent call that is refused passes the queue again", async () => {
  const transport = new MemoryTransport();
  let attempts = 0;
  transport.serve(({ id, method }) => {
    if (method !== "turn/interrupt") return;
    attempts += 1;
    transport.push(attempts === 1 ? { id, error: refusal } : { id, result: "interrupted" });
  });
  const connection = await Connection.open({ transport, maxInFlight: 1, requestTimeoutMs: 30_000 });
  const others = ["one", "two"].map((method) => connection.request(method, {}, { timeoutMs: 0 }));
  for (const other of others) other.catch(() => undefined);
  const call = connection.request("turn/interrupt", {}, { urgent: true });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(transport.methods).toEqual(["one", "turn/interrupt", "turn/interrupt"]);
  expect(await call).toBe("interrupted");
  await connection.close();
});

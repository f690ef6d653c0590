import { describe, expect, test } from "vitest";
import { Connection } from "../../../src/rpc/connection.js";
import { ConnectionClosedError } from "../../../src/transport/connection-closed-error.js";
import { isProtocolError } from "../../../src/transport/protocol-error.js";
import type { Transport } from "../../../src/transport/transport.js";
import { MemoryTransport } from "../../support/memory-transport.js";

async function withCalls() {
  const transport = new MemoryTransport();
  const connection = await Connection.open({ transport, maxInFlight: 1 });
  const calls = Promise.allSettled([connection.request("on the wire"), connection.request("queued")]);
  return { transport, connection, calls };
}

const reasons = (settled: PromiseSettledResult<unknown>[]): unknown[] =>
  settled.map((one): unknown => (one.status === "rejected" ? one.reason : undefined));

test("when the peer goes, every call rejects with the same error, and so do later ones", async () => {
  const { transport, connection, calls } = await withCalls();
  const end = new ConnectionClosedError("died", { reason: "exited", exitCode: 3 });
  transport.end(end);
  expect(reasons(await calls)).toEqual([end, end]);
  await expect(connection.request("later")).rejects.toBe(end);
  expect(await connection.closed).toBe(end);
  expect(transport.methods).toEqual(["on the wire"]);
});

describe("a peer that does not speak the protocol", () => {
  test.each([
    ["text", "Usage: codex [OPTIONS]"],
    ["JSON that is no message", "[]"],
  ])("is hung up on: %s", async (_, text) => {
    const { transport, connection, calls } = await withCalls();
    transport.pushText(text);
    transport.push({ id: 1, result: "too late" });
    const [first, second] = reasons(await calls);
    expect(first).toSatisfy(isProtocolError);
    expect(second).toBe(first);
    expect(await connection.closed).toBe(first);
    expect(transport.closeCalls).toBeGreaterThan(0);
  });
});

describe("close", () => {
  test("rejects the calls at once, and resolves when the peer is gone", async () => {
    const { transport, connection, calls } = await withCalls();
    const closing = connection.close();
    expect(reasons(await calls)).toEqual([
      expect.objectContaining({ name: "ConnectionClosedError", reason: "closed" }),
      expect.objectContaining({ name: "ConnectionClosedError", reason: "closed" }),
    ]);
    await closing;
    expect(await connection.closed).toMatchObject({ reason: "closed", exitCode: 0 });
    expect(transport.methods).toEqual(["on the wire"]);
  });

  test("twice, at the same time, and after the end is fine", async () => {
    const { connection, calls } = await withCalls();
    await Promise.all([connection.close(), connection.close(), connection[Symbol.asyncDispose]()]);
    await connection.close();
    await calls;
    await expect(connection.request("m")).rejects.toMatchObject({ reason: "closed" });
  });

  test("silences the connection: no notification is heard, nothing is sent", async () => {
    const { transport, connection, calls } = await withCalls();
    const heard: string[] = [];
    connection.onNotification(({ method }) => heard.push(method));
    await connection.close();
    transport.push({ method: "late" });
    connection.notify("late");
    await calls;
    expect(heard).toEqual([]);
    expect(transport.methods).toEqual(["on the wire"]);
  });
});

describe("opening", () => {
  test("rejects with what the transport rejects with", async () => {
    const failure = new Error("no");
    const transport: Transport = { open: () => Promise.reject(failure) };
    await expect(Connection.open({ transport })).rejects.toBe(failure);
  });

  test("that is aborted rejects with the reason, and closes a channel that came too late", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    let closed = false;
    const transport: Transport = {
      async open() {
        controller.abort(reason);
        return { send: () => undefined, close: async () => void (closed = true) };
      },
    };
    await expect(Connection.open({ transport, signal: controller.signal })).rejects.toBe(reason);
    expect(closed).toBe(true);
  });

  test("rejects if the peer has ended by then", async () => {
    const end = new ConnectionClosedError("died", { reason: "exited" });
    const transport: Transport = {
      async open(sink) {
        sink.closed(end);
        return { send: () => undefined, close: () => Promise.resolve() };
      },
    };
    await expect(Connection.open({ transport })).rejects.toBe(end);
  });
});

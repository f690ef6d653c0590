import { describe, expect, test, vi } from "vitest";
import { Connection } from "../../../src/rpc/connection.js";
import type { ServerRequestHandler } from "../../../src/rpc/incoming.js";
import type { Notification } from "../../../src/rpc/messages.js";
import { MemoryTransport } from "../../support/memory-transport.js";

async function connect(onServerRequest?: ServerRequestHandler) {
  const transport = new MemoryTransport();
  const connection = await Connection.open({ transport, maxInFlight: 1, onServerRequest });
  return { transport, connection };
}

describe("notifications", () => {
  test("are heard in the order of the wire, unknown ones and unknown members too", async () => {
    const { transport, connection } = await connect();
    const heard: Notification[] = [];
    connection.onNotification((notification) => heard.push(notification));
    const messages = [
      { method: "item/started", params: { threadId: "t" }, emittedAtMs: 17 },
      { method: "from/the/future", params: [1], more: true },
      { method: "bare" },
    ];
    for (const message of messages) transport.push(message);
    expect(heard).toEqual(messages);
  });

  test("of one method are heard by who asked for it, until disposed", async () => {
    const { transport, connection } = await connect();
    const heard: unknown[] = [];
    const subscription = connection.onMethod("m", ({ params }) => heard.push(params));
    transport.push({ method: "m", params: { n: 1 } });
    transport.push({ method: "other", params: { n: 2 } });
    subscription[Symbol.dispose]();
    transport.push({ method: "m", params: { n: 3 } });
    expect(heard).toEqual([{ n: 1 }]);
  });

  test("a listener that throws breaks neither the others nor the reading; its error becomes uncaught", async () => {
    const { transport, connection } = await connect();
    const bug = new Error("a listener's bug");
    const nextTick = vi.spyOn(process, "nextTick").mockImplementation(() => undefined);
    const heard: string[] = [];
    connection.onNotification(() => {
      throw bug;
    });
    connection.onNotification(({ method }) => heard.push(method));
    transport.push({ method: "one" });
    transport.push({ method: "two" });
    const thrown = nextTick.mock.calls.map(([callback]) => callback as () => void);
    nextTick.mockRestore();
    expect(heard).toEqual(["one", "two"]);
    expect(thrown).toHaveLength(2);
    for (const rethrow of thrown) expect(rethrow).toThrow(bug);
  });
});

describe("requests of the server", () => {
  test.each<[string, ServerRequestHandler | undefined, object]>([
    ["with the result", async () => ({ decision: "decline" }), { result: { decision: "decline" } }],
    ["with null for undefined", async () => undefined, { result: null }],
    [
      "with an error if it rejects",
      () => Promise.reject(new Error("no")),
      { error: { code: -32603, message: "no" } },
    ],
    [
      "with an error if it throws",
      () => {
        throw new Error("no");
      },
      { error: { code: -32603, message: "no" } },
    ],
    [
      "with an error if it throws something else",
      () => Promise.reject("secret"), // oxlint-disable-line typescript/prefer-promise-reject-errors
      { error: { code: -32603, message: "The client's handler failed." } },
    ],
    ["with an error if there is no JSON of it", async () => 1n, { error: { code: -32603 } }],
    ["with an error if there is no handler", undefined, { error: { code: -32601 } }],
  ])("are answered %s", async (_, handler, want) => {
    const { transport } = await connect(handler);
    const answered = new Promise((resolve) => transport.serve(resolve));
    transport.push({ id: 0, method: "ask", params: { a: 1 } });
    expect(await answered).toMatchObject({ id: 0, ...want });
  });

  test("are given whole to the handler, and answered past the queue of calls, in any order", async () => {
    const resolvers = new Map<unknown, (result: string) => void>();
    const seen: unknown[] = [];
    const { transport, connection } = await connect((request) => {
      seen.push(request);
      return new Promise((resolve) => resolvers.set(request.id, resolve));
    });
    const call = connection.request("m");
    transport.push({ id: 0, method: "ask", params: { n: 0 } });
    transport.push({ id: "x", method: "ask", params: { n: 1 } });
    // By now, and not later: the next message may be about them.
    expect(seen).toEqual([
      { id: 0, method: "ask", params: { n: 0 } },
      { id: "x", method: "ask", params: { n: 1 } },
    ]);
    resolvers.get("x")?.("second");
    await vi.waitFor(() => expect(transport.sent).toHaveLength(2));
    resolvers.get(0)?.("first");
    await vi.waitFor(() => expect(transport.sent).toHaveLength(3));
    expect(transport.sent.slice(1)).toEqual([
      { id: "x", result: "second" },
      { id: 0, result: "first" },
    ]);
    transport.push({ id: 1, result: "done" });
    expect(await call).toBe("done");
  });

  test("that come while the transport opens are answered once it is open", async () => {
    const sent: string[] = [];
    const connection = await Connection.open({
      onServerRequest: async () => "early",
      transport: {
        async open(sink) {
          sink.message('{"id":0,"method":"ask"}');
          await new Promise(setImmediate);
          return { send: (text) => sent.push(text), close: () => Promise.resolve() };
        },
      },
    });
    expect(sent).toEqual(['{"id":0,"result":"early"}']);
    await connection.close();
  });

  test("are not answered any more after the end", async () => {
    let answer: (result: string) => void = () => undefined;
    const { transport, connection } = await connect(() => new Promise((resolve) => (answer = resolve)));
    transport.push({ id: 0, method: "ask" });
    await Promise.resolve();
    await connection.close();
    answer("too late");
    await new Promise(setImmediate);
    expect(transport.sent).toEqual([]);
  });
});

import { describe, expect, test, vi } from "vitest";
import { Codex, type ConnectOptions, type Turn } from "../../src/index.js";
import { FakeServer } from "../support/fake-server.js";
import { Traces } from "./traces.js";
import { ways } from "./ways.js";

// These servers break the protocol on purpose: what they send is not held to its schema.
vi.unmock("../../src/transport/stdio/stdio.js");

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => ({ resolved: value }),
    (error: unknown) => error,
  );

/** Everything that can wait for a running turn. */
function waitersOf(codex: Codex, turn: Turn): Promise<unknown>[] {
  const iterators = [turn.events, turn.events].map((events) => events[Symbol.asyncIterator]());
  const drain = async (iterator: AsyncIterator<unknown>): Promise<unknown> => {
    while ((await iterator.next()).done !== true);
    return "the end";
  };
  return [
    ...iterators.slice(0, 1).map(drain),
    turn.result(),
    turn.result(),
    codex.call("fault/hold"),
    codex.call("fault/hold", {}, { timeoutMs: 0, signal: new AbortController().signal }),
  ];
}

// Windows has no signals: a process that ignores them, and one that is killed by them, cannot be had there.
describe.skipIf(process.platform === "win32")(
  "close, while a turn runs and the server does not want to go",
  () => {
    test("tells everybody at once and with one error, before the server is gone", async () => {
      const traces = new Traces();
      const { transport } = await ways.stdio("ignores the end of stdin and SIGTERM", {});
      const codex = await Codex.connect({ transport });
      const thread = await codex.startThread();
      const turn = await thread.runStreamed("go");
      const queued = thread.run("later");
      const order: string[] = [];
      const waiters = [...waitersOf(codex, turn), queued].map(failureOf);
      const told = Promise.all(waiters).then((errors) => (order.push("told"), errors));
      const closing = Promise.all([codex.close(), codex.close()]).then(() => order.push("closed"));
      const errors = [
        ...(await told),
        await failureOf(codex.call("fault/echo")),
        await failureOf(thread.run("more")),
      ];
      await closing;
      errors.push(
        await failureOf(turn.steer("more")),
        await failureOf(codex.startThread()),
        await failureOf(turn.result()),
      );
      expect(errors[0]).toMatchObject({ name: "ConnectionClosedError", reason: "closed" });
      expect(new Set(errors).size).toBe(1);
      expect(order).toEqual(["told", "closed"]);
      expect(await codex.closed).toMatchObject({ reason: "closed", signal: "SIGKILL" });
      await codex.close();
      await traces.expectNone();
    });
  },
);

test("a client takes no signal of this process for itself, and one exit listener for all its runtimes", async () => {
  const counts = () =>
    ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGCHLD", "beforeExit", "uncaughtException", "exit"].map(
      (event) => process.listenerCount(event),
    );
  const before = counts();
  const clients = await Promise.all(
    [1, 2].map(async () => Codex.connect({ transport: (await ways.stdio("none", {})).transport })),
  );
  expect(counts()).toEqual([...before.slice(0, -1), (before.at(-1) ?? 0) + 1]);
  await Promise.all(clients.map((codex) => codex.close()));
  expect(counts()).toEqual(before);
});

describe("a server that breaks the protocol in the read that ends a turn", () => {
  /** Answers `turn/start`, ends the turn or not, and goes mad, all in one read. */
  async function connect(ends: boolean) {
    const server: FakeServer = new FakeServer({
      "turn/start": ({ threadId }) => {
        const turn = { id: "U1", items: [], status: "inProgress", error: null };
        queueMicrotask(() => server.push({}));
        server.push({
          method: "item/agentMessage/delta",
          params: { threadId, turnId: "U1", itemId: "I", delta: "hi" },
        });
        if (ends)
          server.push({
            method: "turn/completed",
            params: { threadId, turn: { ...turn, status: "completed" } },
          });
        return { turn };
      },
    });
    const codex = await Codex.connect({ transport: server });
    return { codex, thread: await codex.startThread() };
  }

  test("has ended it all the same", async () => {
    const { codex, thread } = await connect(true);
    expect(await thread.run("go")).toMatchObject({ id: "U1", status: "completed" });
    expect(await codex.closed).toMatchObject({ name: "ProtocolError" });
  });

  test("and has not ended it: what came is read before the error", async () => {
    const { codex, thread } = await connect(false);
    const turn = await thread.runStreamed("go");
    const iterator = turn.events[Symbol.asyncIterator]();
    expect(await iterator.next()).toMatchObject({ value: { params: { delta: "hi" } } });
    const error = await failureOf(iterator.next());
    expect(error).toMatchObject({ name: "ProtocolError" });
    expect(await failureOf(turn.result())).toBe(error);
    expect(await codex.closed).toBe(error);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });
});

describe.skipIf(process.platform === "win32")("connecting that is given up", () => {
  test.each<[string, (giveUp: () => void) => void]>([
    ["before it begins", (giveUp) => giveUp()],
    ["while the process is started", (giveUp) => queueMicrotask(giveUp)],
    ["while the process starts up", (giveUp) => setImmediate(giveUp)],
    ["while initialize has no answer", (giveUp) => setTimeout(giveUp, 300)],
  ])("%s rejects with the reason, once, and leaves nothing behind", async (_, when) => {
    const traces = new Traces();
    const controller = new AbortController();
    const reason = new RangeError("changed my mind");
    const { transport } = await ways.stdio("never answers initialize", {});
    const connecting = failureOf(Codex.connect({ transport, signal: controller.signal }));
    when(() => controller.abort(reason));
    expect(await connecting).toBe(reason);
    await traces.expectNone();
  });

  test("after it is through changes nothing", async () => {
    const controller = new AbortController();
    const { transport } = await ways.stdio("none", {});
    await using codex = await Codex.connect({ transport, signal: controller.signal });
    controller.abort();
    expect(await codex.call("fault/echo", 1)).toBe(1);
  });
});

describe.skipIf(process.platform === "win32")("a call that is aborted", () => {
  const reason = new RangeError("enough");

  async function connect(fault: string, options: Partial<ConnectOptions> = {}) {
    const { transport } = await ways.stdio(fault, {});
    return Codex.connect({ transport, maxInFlight: 1, ...options } as ConnectOptions);
  }

  test("before the write is not written, during it and after it is not waited for; others go on", async () => {
    await using codex = await connect("answers late");
    const controller = new AbortController();
    const { signal } = controller;
    const already = failureOf(codex.call("fault/trigger", {}, { signal: AbortSignal.abort(reason) }));
    const onWire = failureOf(codex.call("fault/trigger", "x".repeat(4_000_000), { signal }));
    const queued = failureOf(codex.call("fault/trigger", {}, { signal }));
    const other = codex.call("fault/echo", "still here");
    controller.abort(reason);
    expect(await Promise.all([already, onWire, queued])).toEqual([reason, reason, reason]);
    expect(await other).toBe("still here");
  });

  test("in the moment of its answer comes out one way", async () => {
    await using codex = await connect("none");
    for (let n = 0; n < 20; n++) {
      const controller = new AbortController();
      const call = failureOf(codex.call("fault/echo", n, { signal: controller.signal }));
      await codex.call("fault/echo");
      queueMicrotask(() => controller.abort(reason));
      expect(await call).toEqual({ resolved: n });
    }
  });

  test("between two attempts of an overloaded server is not sent again", async () => {
    await using codex = await connect("is overloaded for ever", {
      retry: { initialDelayMs: 60_000, maxDelayMs: 60_000, maxElapsedMs: Infinity },
    });
    const controller = new AbortController();
    const call = failureOf(codex.call("fault/trigger", {}, { signal: controller.signal }));
    // Its refusal has been read by the time that what came behind it is answered.
    await codex.call("fault/echo");
    controller.abort(reason);
    expect(await call).toBe(reason);
  });
});

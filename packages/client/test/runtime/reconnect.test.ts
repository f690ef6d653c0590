import { describe, expect, it, vi } from "vitest";

import {
  Codex,
  isConnectionClosedError,
  webSocketTransport,
  type ApprovalDecision,
  type Turn,
  type TurnEvent,
} from "../../src/index.js";
import { Deferred } from "../../src/lib/deferred.js";
import { functionCall, gate, message, startListeningRuntime } from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";
import { collect, textOf } from "../support/notifications.js";
import { quick, startReconnecting, type Reconnecting } from "../support/reconnecting.js";
import { sharingServer } from "../support/shared-codex.js";
import { startTestServer } from "../support/test-server.js";

const serve = sharingServer(() => startTestServer());

const settled = (promise: Promise<unknown>): Promise<unknown> => promise.catch((reason: unknown) => reason);

const echo = () => functionCall("exec_command", { cmd: "echo hi" }, { callId: "echo" });

/** Reads a turn's events up to the first delta; the rest comes later. */
async function upToDelta({ events }: Turn) {
  const seen: TurnEvent[] = [];
  const iterator = events[Symbol.asyncIterator]();
  for (;;) {
    const { value } = (await iterator.next()) as { value: TurnEvent };
    seen.push(value);
    if (value.method === "item/agentMessage/delta") break;
  }
  const rest = collect({ [Symbol.asyncIterator]: () => iterator });
  return { seen, rest };
}

const methodsOf = (events: readonly TurnEvent[]) => events.map(({ method }) => method);

/** Waits, past the proxy, until a thread's newest turn is over. */
async function overOnServer({ runtime }: Reconnecting, threadId: string): Promise<void> {
  await using other = await Codex.connect({ transport: webSocketTransport({ url: runtime.address }) });
  await vi.waitFor(async () => {
    const { data } = await other.rpc.thread.turns.list({ threadId });
    expect(data[0]?.status).not.toBe("inProgress");
  }, 10_000);
}

describe("a connection that is cut in the middle of a message", () => {
  it("comes back: the turn goes on with a gap, and its final item has the whole text", async () => {
    await using side = await startReconnecting(serve);
    const held = gate(message("one two three four", { deltas: 4 }), { afterDeltas: 1 });
    side.test.model.enqueue(echo(), held);
    const thread = await side.codex.startThread({ approvalMode: "deny_all" });
    const turn = await thread.runStreamed("Count");
    const { seen, rest } = await upToDelta(turn);

    const back = side.next("connected");
    side.proxy.cut();
    expect(await back).toEqual({ state: "connected", lostThreads: [], unsubscribedThreads: [] });
    held.release();

    const later = await rest;
    const methods = methodsOf(later);
    expect(methods.filter((method) => method === "$/gap")).toHaveLength(1);
    expect(methods.indexOf("$/gap")).toBeLessThan(methods.indexOf("item/completed"));
    expect(methods.at(-1)).toBe("turn/completed");
    // What was completed before the gap is not told of again.
    const completed = [...seen, ...later].flatMap((event) =>
      event.method === "item/completed" ? [event.params.item.type] : [],
    );
    expect(completed).toEqual(["userMessage", "commandExecution", "agentMessage"]);

    const result = await turn.result();
    expect(result).toMatchObject({ status: "completed", finalResponse: "one two three four", gap: true });
    expect(result.items.map(({ type }) => type)).toEqual(completed);
    expect(thread.settings.approvalMode).toBe("deny_all");
    expect(side.changes.map(({ state }) => state)).toEqual(["disconnected", "connected"]);
    side.test.model.enqueue(message("And on"));
    const after = await thread.run("Go on");
    expect(after.finalResponse).toBe("And on");
    expect(after.gap).toBeUndefined();
  });

  it("twice: there are two gaps", async () => {
    await using side = await startReconnecting(serve);
    const held = gate(message("one two three", { deltas: 3 }), { afterDeltas: 1 });
    side.test.model.enqueue(held);
    const thread = await side.codex.startThread();
    const turn = await thread.runStreamed("Count");
    const { rest } = await upToDelta(turn);
    for (let i = 0; i < 2; i += 1) {
      const back = side.next("connected");
      side.proxy.cut();
      await back;
    }
    held.release();
    expect(methodsOf(await rest).filter((method) => method === "$/gap")).toHaveLength(2);
    expect(await turn.result()).toMatchObject({ status: "completed", finalResponse: "one two three" });
  });

  it("and again in the middle of each handshake: it is dialled until it holds", async () => {
    await using side = await startReconnecting(serve);
    const held = gate(message("one two", { deltas: 2 }), { afterDeltas: 1 });
    side.test.model.enqueue(held);
    const thread = await side.codex.startThread();
    const turn = await thread.runStreamed("Count");
    const { rest } = await upToDelta(turn);
    // The websocket opens; the answers to initialize, or to thread/resume, do not come whole.
    for (const bytes of [100, 300, 1200]) {
      const dropped = side.proxy.next();
      side.proxy.cutAfter(bytes);
      side.proxy.cut();
      await dropped;
      await side.proxy.next();
    }
    const back = side.next("connected");
    side.proxy.cutAfter(undefined);
    await back;
    held.release();
    await rest;
    expect(await turn.result()).toMatchObject({ finalResponse: "one two", gap: true });
  });

  it("and that nobody cuts but that stands still: the pings notice", async () => {
    await using side = await startReconnecting(serve, {
      socket: { keepAlive: { intervalMs: 50, timeoutMs: 300 }, handshakeTimeoutMs: 2_000 },
    });
    const held = gate(message("one two", { deltas: 2 }), { afterDeltas: 1 });
    side.test.model.enqueue(held);
    const thread = await side.codex.startThread();
    const turn = await thread.runStreamed("Count");
    const { rest } = await upToDelta(turn);
    const lost = side.next("disconnected");
    const back = side.next("connected");
    side.proxy.stall();
    expect((await lost).error.message).toContain("nor an answer to a ping");
    side.proxy.flow();
    await back;
    held.release();
    await rest;
    expect(await turn.result()).toMatchObject({ finalResponse: "one two", gap: true });
  });
});

it("a turn that ends in the gap has its result from the thread's history, and says so", async () => {
  await using side = await startReconnecting(serve);
  const held = gate(message("one two", { deltas: 2 }), { afterDeltas: 1 });
  side.test.model.enqueue(held, message("next"));
  const thread = await side.codex.startThread();
  const turn = await thread.runStreamed("Count");
  const { rest } = await upToDelta(turn);
  const waiting = thread.run("Next");
  side.proxy.refuse(true);
  side.proxy.cut();
  held.release();
  await overOnServer(side, thread.id);
  side.proxy.refuse(false);

  expect(methodsOf(await rest).filter((method) => method !== "thread/status/changed")).toEqual([
    "$/gap",
    "item/completed",
    "turn/completed",
  ]);
  const result = await turn.result();
  expect(result).toMatchObject({ status: "completed", finalResponse: "one two", gap: true });
  expect(result.items.map(({ type }) => type)).toEqual(["userMessage", "agentMessage"]);
  expect((await waiting).finalResponse).toBe("next");
});

describe("an approval", () => {
  it.each(["while the connection is broken", "after it is restored"])(
    "that is open when the connection breaks is asked once, and may be answered %s",
    async (when) => {
      const asked = new Deferred<AbortSignal>();
      const answer = new Deferred<ApprovalDecision>();
      let calls = 0;
      await using side = await startReconnecting(serve, {
        onApproval: (_, { signal }) => {
          calls += 1;
          asked.resolve(signal);
          return answer.promise;
        },
      });
      const thread = await side.codex.startThread({ approvalMode: "ask" });
      const file = scriptEscalation(side.test);
      const turn = thread.run("Write it");
      const signal = await asked.promise;

      const back = side.next("connected");
      side.proxy.refuse(true);
      side.proxy.cut();
      if (when.startsWith("while")) answer.resolve("accept");
      await side.proxy.next();
      expect(file.exists).toBe(false);
      side.proxy.refuse(false);
      await back;
      expect(signal.aborted).toBe(false);
      answer.resolve("accept");

      expect(await turn).toMatchObject({ finalResponse: "Done", gap: true });
      expect(file.exists).toBe(true);
      expect(calls).toBe(1);
    },
  );

  it("that comes up in the gap is asked when the connection is restored", async () => {
    let calls = 0;
    await using side = await startReconnecting(serve, {
      onApproval: () => {
        calls += 1;
        return "decline";
      },
    });
    const thread = await side.codex.startThread({ approvalMode: "ask" });
    const held = gate(message("First", { deltas: 1 }));
    side.test.model.enqueue(held);
    const first = thread.run("Hi");
    await held.reached;
    held.release();
    await first;
    const file = scriptEscalation(side.test);
    const turn = await thread.runStreamed("Write it");
    side.proxy.refuse(true);
    side.proxy.cut();
    await using other = await Codex.connect({
      transport: webSocketTransport({ url: side.runtime.address }),
    });
    await vi.waitFor(async () => {
      const { thread: seen } = await other.rpc.thread.read({ threadId: thread.id });
      expect(seen.status).toMatchObject({ activeFlags: ["waitingOnApproval"] });
    }, 10_000);
    side.proxy.refuse(false);
    expect(await turn.result()).toMatchObject({ status: "completed", gap: true });
    expect(file.exists).toBe(false);
    expect(calls).toBe(1);
  });

  it("of a turn that is stopped in the gap: its signal aborts", async () => {
    const asked = new Deferred<AbortSignal>();
    await using side = await startReconnecting(serve, {
      onApproval: (_, { signal }) => {
        asked.resolve(signal);
        return new Promise(() => undefined);
      },
    });
    const thread = await side.codex.startThread({ approvalMode: "ask" });
    scriptEscalation(side.test);
    const turn = await thread.runStreamed("Write it");
    const signal = await asked.promise;
    side.proxy.refuse(true);
    side.proxy.cut();
    {
      await using other = await Codex.connect({
        transport: webSocketTransport({ url: side.runtime.address }),
      });
      await other.rpc.turn.interrupt({ threadId: thread.id, turnId: turn.id });
    }
    await overOnServer(side, thread.id);
    side.proxy.refuse(false);
    expect(await turn.result()).toMatchObject({ status: "interrupted", gap: true });
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
  });
});

describe("threads", () => {
  it("without a turn are heard again from their first turn on", async () => {
    await using side = await startReconnecting(serve);
    const thread = await side.codex.startThread({ approvalMode: "deny_all" });
    const back = side.next("connected");
    side.proxy.cut();
    expect(await back).toMatchObject({ lostThreads: [] });
    side.test.model.enqueue(echo(), message("Hello"), message("Again"));
    const turn = await thread.runStreamed("Hi");
    const methods = methodsOf(await collect(turn.events));
    expect(methods.at(-1)).toBe("turn/completed");
    const result = await turn.result();
    expect(result).toMatchObject({ status: "completed", finalResponse: "Hello" });
    // The server keeps nothing of the thread before the turn: whether all of that is heard is a race, and is said.
    expect(result.gap === true || methods.includes("turn/started")).toBe(true);
    expect(result.items.map(({ type }) => type)).toEqual(["userMessage", "commandExecution", "agentMessage"]);
    expect((await thread.run("Again")).gap).toBeUndefined();
  });

  it("that are ephemeral are lost, and say so instead of waiting for ever", async () => {
    await using side = await startReconnecting(startTestServer);
    const thread = await side.codex.startThread({ ephemeral: true });
    const held = gate(message("one two", { deltas: 2 }), { afterDeltas: 1 });
    side.test.model.enqueue(held);
    const turn = await thread.runStreamed("Hi");
    const { rest } = await upToDelta(turn);
    const gone = settled(rest);
    const back = side.next("connected");
    side.proxy.cut();
    expect(await back).toEqual({ state: "connected", lostThreads: [thread.id], unsubscribedThreads: [] });
    const error = await settled(turn.result());
    expect(isConnectionClosedError(error) && error.message).toContain("cannot be known any more");
    expect(await gone).toBe(error);
    expect(await settled(thread.run("More"))).toBe(error);
    held.release();
  });

  it.runIf(process.platform !== "win32")("in a server that comes back as another process", async () => {
    await using side = await startReconnecting(startTestServer);
    const { model } = side.test;
    const kept = await side.codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
    const empty = await side.codex.startThread();
    const held = gate(message("one two", { deltas: 2 }), { afterDeltas: 1 });
    model.enqueue(held);
    const turn = await kept.runStreamed("Hi");
    const { rest } = await upToDelta(turn);

    const back = side.next("connected");
    side.proxy.refuse(true);
    process.kill(side.runtime.pid, "SIGKILL");
    await using another = await startListeningRuntime(side.test);
    side.proxy.target = another.address;
    side.proxy.refuse(false);
    expect(await back).toEqual({ state: "connected", lostThreads: [], unsubscribedThreads: [empty.id] });
    await rest;
    expect(await turn.result()).toMatchObject({ status: "interrupted", finalResponse: null, gap: true });
    expect(await settled(empty.run("Hi"))).toMatchObject({
      name: "ConnectionClosedError",
      message: expect.stringContaining("another process"),
    });
    // What was asked of the handle is carried, whatever the new process has in force.
    model.enqueue(message("Back"));
    expect((await kept.run("Go on")).finalResponse).toBe("Back");
    expect(kept.settings).toMatchObject({ approvalMode: "deny_all", sandbox: { type: "readOnly" } });
    await side.codex.close();
  });
});

describe("calls", () => {
  it("that were under way reject, those that were not wait, and later ones too", async () => {
    await using side = await startReconnecting(serve, { maxInFlight: 1 });
    side.proxy.stall();
    const sent = settled(side.codex.rpc.thread.loaded.list({}));
    const queued = side.codex.rpc.thread.loaded.list({});
    const lost = side.next("disconnected");
    side.proxy.refuse(true);
    side.proxy.cut();
    const { error } = await lost;
    expect(await sent).toBe(error);
    expect(error).toMatchObject({ reason: "disconnected" });
    const later = side.codex.rpc.model.list({});
    side.proxy.flow();
    side.proxy.refuse(false);
    expect(await queued).toMatchObject({ data: [] });
    expect((await later).data.length).toBeGreaterThan(0);
  });
});

describe("a server that is gone for good", () => {
  it("ends the connection after so many attempts, and everything with it", async () => {
    await using side = await startReconnecting(serve, { reconnect: { ...quick, maxAttempts: 3 } });
    const held = gate(message("one two", { deltas: 2 }), { afterDeltas: 1 });
    side.test.model.enqueue(held);
    const thread = await side.codex.startThread();
    const turn = await thread.runStreamed("Hi");
    const { rest } = await upToDelta(turn);
    const before = side.proxy.accepted;
    const lost = side.next("disconnected");
    side.proxy.refuse(true);
    side.proxy.cut();
    const running = [rest, turn.result()].map(settled);
    await lost;
    const queued = settled(side.codex.rpc.thread.loaded.list({}));
    const end = await side.codex.closed;
    expect(isConnectionClosedError(end) && end.message).toContain("could not be restored in 3 attempts");
    expect(side.proxy.accepted - before).toBe(3);
    const later = [thread.run("More"), side.codex.startThread()].map(settled);
    for (const error of await Promise.all([...running, queued, ...later])) expect(error).toBe(end);
  });

  it("is no matter to close, which stops the waiting and the dialling at once", async () => {
    await using side = await startReconnecting(serve, {
      reconnect: { initialDelayMs: 600_000, maxElapsedMs: 900_000 },
    });
    const thread = await side.codex.startThread();
    const lost = side.next("disconnected");
    side.proxy.cut();
    await lost;
    const waiting = settled(thread.run("Hi"));
    await side.codex.close();
    expect(await waiting).toMatchObject({ reason: "closed" });
    await expect(side.codex.closed).resolves.toMatchObject({ reason: "closed" });

    await using other = await startReconnecting(serve, { socket: { handshakeTimeoutMs: 600_000 } });
    other.proxy.stall();
    other.proxy.cut();
    await other.proxy.next();
    await other.codex.close();
    await expect(other.codex.closed).resolves.toMatchObject({ reason: "closed" });
  });
});

it("a slow network is no broken one", async () => {
  await using side = await startReconnecting(serve, {
    socket: { keepAlive: { intervalMs: 50, timeoutMs: 2_000 } },
  });
  side.proxy.delay(100);
  side.test.model.enqueue(message("one two", { deltas: 2 }));
  const thread = await side.codex.startThread();
  const turn = await thread.runStreamed("Hi");
  expect(textOf(await collect(turn.events))).toBe("one two");
  expect((await turn.result()).gap).toBeUndefined();
  expect(side.changes).toEqual([]);
});

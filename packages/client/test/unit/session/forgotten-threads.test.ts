import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it, vi } from "vitest";

import { Codex, type ConnectionChange } from "../../../src/index.js";
import { ThreadRecords } from "../../../src/session/thread-records.js";
import { DroppingServer } from "../../support/dropping-server.js";
import { FakeServer, opened } from "../../support/fake-server.js";
import { quick } from "../../support/reconnecting.js";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Resolves when what was weakly held is gone. */
async function gone(...held: readonly WeakRef<object>[]): Promise<void> {
  await vi.waitFor(
    async () => {
      await new Promise(setImmediate);
      collectGarbage();
      expect(held.filter((reference) => reference.deref() !== undefined)).toEqual([]);
    },
    { timeout: 5_000, interval: 10 },
  );
}

let threads = 0;
const startServer = () =>
  new FakeServer({
    "thread/start": (params) => opened(`T${String(++threads)}`, params),
    "thread/resume": (params) => opened(String(params["threadId"]), params),
  });

describe("what is done leaves nothing behind", () => {
  it("a thread whose handle is gone, its handler, and what the handler holds", async () => {
    await using codex = await Codex.connect({ transport: startServer(), onApproval: () => "decline" });
    const run = async (): Promise<WeakRef<object>[]> => {
      const closure = { large: "x".repeat(10_000) };
      const onApproval = () => (closure.large === "" ? ("accept" as const) : ("decline" as const));
      const thread = await codex.startThread({ onApproval });
      await thread.run("Hi");
      return [new WeakRef(closure), new WeakRef(onApproval), new WeakRef(thread)];
    };
    await gone(...(await run()));
  });

  it.each<[string, (codex: Codex, id: string, server: FakeServer) => Promise<unknown>]>([
    ["closed", async (codex, id) => (await codex.resumeThread(id)).close()],
    ["archived", (codex, id) => codex.archiveThread(id)],
    ["deleted", (codex, id) => codex.deleteThread(id)],
    [
      "closed by the server",
      async (_codex, id, server) => server.push({ method: "thread/closed", params: { threadId: id } }),
    ],
  ])("a thread that was %s, though its handle is kept", async (_, end) => {
    const server = startServer();
    await using codex = await Codex.connect({ transport: server, onApproval: () => "decline" });
    const handles: unknown[] = [];
    const open = async (): Promise<[WeakRef<object>, string]> => {
      const onApproval = () => "accept" as const;
      const thread = await codex.startThread({ onApproval });
      handles.push(thread.id);
      return [new WeakRef(onApproval), thread.id];
    };
    const [handler, id] = await open();
    await end(codex, id, server);
    await gone(handler);
  });

  it("a handle of a thread that has another which is kept", async () => {
    const handles: WeakRef<object>[] = [];
    const Native = WeakRef;
    vi.stubGlobal(
      "WeakRef",
      class<T extends object> extends Native<T> {
        constructor(target: T) {
          super(target);
          if (target.constructor.name === "ThreadHandle") handles.push(new Native(this));
        }
      },
    );
    try {
      await using codex = await Codex.connect({ transport: startServer() });
      const kept = await codex.startThread();
      const open = async (): Promise<void> => void (await codex.resumeThread(kept.id));
      await open();
      const [, opened] = handles;
      await vi.waitFor(
        async () => {
          await open();
          await new Promise(setImmediate);
          collectGarbage();
          expect(opened !== undefined && opened.deref() === undefined).toBe(true);
        },
        { timeout: 5_000, interval: 10 },
      );
      expect(handles[0]?.deref() !== undefined && kept.id !== "").toBe(true);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("approvals that nobody reads", async () => {
    const server = startServer();
    await using codex = await Codex.connect({ transport: server });
    const ask = (): WeakRef<object> => new WeakRef(codex.approvals());
    await gone(ask());
    for (let id = 0; id < 5; id += 1)
      await server.ask(id, "item/permissions/requestApproval", {
        threadId: "T",
        turnId: "U",
        itemId: String(id),
      });
  });

  it("but approvals that somebody waits for are told, however long that takes", async () => {
    const server = startServer();
    await using codex = await Codex.connect({ transport: server });
    const next = codex.approvals()[Symbol.asyncIterator]().next();
    for (let times = 0; times < 5; times += 1) {
      await new Promise(setImmediate);
      collectGarbage();
    }
    await server.ask(1, "item/permissions/requestApproval", { threadId: "T", turnId: "U", itemId: "i" });
    expect((await next).value).toMatchObject({ type: "requested" });
  });

  it("a thread on which a turn runs is kept without a handle, and its own handler decides", async () => {
    const server: FakeServer = new FakeServer({
      "turn/start": () => ({ turn: { id: "U", items: [], status: "inProgress", error: null } }),
    });
    const asked: string[] = [];
    await using codex = await Codex.connect({
      transport: server,
      onApproval: () => {
        asked.push("client");
        return "accept";
      },
    });
    const start = async (): Promise<void> => {
      const onApproval = () => {
        asked.push("thread");
        return "decline" as const;
      };
      const thread = await codex.startThread({ onApproval });
      void (await thread.runStreamed("Hi"));
    };
    await start();
    for (let times = 0; times < 5; times += 1) {
      await new Promise(setImmediate);
      collectGarbage();
    }
    const params = { threadId: "T", turnId: "U", itemId: "i", startedAtMs: 1 };
    await server.ask(1, "item/commandExecution/requestApproval", params);
    expect(asked).toEqual(["thread"]);
  });

  it("where a thread's own handler is gone with its handle, nobody else is asked in its place", async () => {
    const server = startServer();
    const asked: string[] = [];
    await using codex = await Codex.connect({
      transport: server,
      onApproval: () => {
        asked.push("client");
        return "accept";
      },
    });
    const open = async (): Promise<[WeakRef<object>, string]> => {
      const onApproval = () => "decline" as const;
      return [new WeakRef(onApproval), (await codex.startThread({ onApproval })).id];
    };
    const [handler, threadId] = await open();
    await gone(handler);
    const params = { threadId, turnId: "U", itemId: "i", startedAtMs: 1 };
    expect(await server.ask(1, "item/commandExecution/requestApproval", params)).toMatchObject({
      result: { decision: "decline" },
    });
    expect(asked).toEqual([]);
  });

  it("at most 1000 threads leave behind what a later resume must know", () => {
    const records = new ThreadRecords();
    for (let n = 0; n < 1_200; n += 1) {
      const id = String(n);
      const residue = { id, declines: true, previous: undefined };
      records.forget({ id } as never, residue);
    }
    const kept = Array.from({ length: 1_200 }, (_, n) => records.residueOf(String(n))).filter(Boolean);
    expect(kept).toHaveLength(1_000);
    expect(kept.at(-1)).toMatchObject({ id: "1199" });
  });
});

describe("after a break", () => {
  const inUse = { threadId: "T", turnId: "U" };

  it("only what goes on is taken up; the rest is named, and resumed at its next use", async () => {
    const server = new DroppingServer();
    let started = 0;
    server.answers["thread/start"] = (params) => opened(`S${String(++started)}`, params);
    server.answers["thread/resume"] = (params) =>
      opened(String(params["threadId"]), params, {
        thread: { id: params["threadId"], status: { type: "idle" } },
      });
    await using codex = await Codex.connect({ transport: server, reconnect: quick });
    const changes: ConnectionChange[] = [];
    codex.onConnectionChange((change) => changes.push(change));
    const [one, two, unsubscribed, deleted] = [
      await codex.startThread({ approvalMode: "deny_all" }),
      await codex.startThread(),
      await codex.startThread(),
      await codex.startThread(),
    ];
    await codex.rpc.thread.unsubscribe({ threadId: unsubscribed.id });
    await deleted.delete();
    const turn = await two.runStreamed("Hi");
    server.answers["thread/turns/list"] = () => ({ data: [{ id: turn.id, items: [], status: "completed" }] });
    const before = server.sent.length;
    server.drop();
    await vi.waitFor(() => expect(changes).toHaveLength(2));
    expect(server.sent.slice(before).map(({ method }) => method)).toEqual([
      "initialize",
      "initialized",
      "thread/resume",
      "thread/turns/list",
    ]);
    expect(changes[1]).toEqual({ state: "connected", lostThreads: [], unsubscribedThreads: [one.id] });
    expect((await turn.result()).status).toBe("completed");

    void one.run("Later").catch(() => undefined);
    const starts = await server.received("turn/start", 2);
    expect(starts[1]?.params).toMatchObject({ threadId: one.id, approvalPolicy: "never" });
    expect((await server.received("thread/resume", 2))[1]?.params).toMatchObject({ threadId: one.id });
  });

  it("an open request of a process that is gone is withdrawn, and a new one under its id is asked about anew", async () => {
    const server = new DroppingServer();
    const asked: { message: string; signal: AbortSignal }[] = [];
    const answers: ((decision: "decline") => void)[] = [];
    await using codex = await Codex.connect({
      transport: server,
      reconnect: quick,
      onApproval: {
        mcpElicitation: (request, { signal }) => {
          asked.push({ message: "message" in request ? request.message : "", signal });
          return new Promise((resolve) => answers.push(resolve));
        },
      },
    });
    const changes: ConnectionChange[] = [];
    codex.onConnectionChange((change) => changes.push(change));
    await codex.startThread({ approvalMode: "ask" });
    const request = (message: string) => ({
      id: 0,
      method: "mcpServer/elicitation/request",
      params: { threadId: inUse.threadId, turnId: null, serverName: "s", mode: "form", message },
    });
    server.push(request("first"));
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    // Nothing is loaded in the process that answers now.
    server.answers["thread/loaded/list"] = () => ({ data: [], nextCursor: null });
    server.drop();
    await vi.waitFor(() => expect(changes).toHaveLength(2));
    expect(asked[0]?.signal.aborted).toBe(true);
    answers[0]?.("decline");
    server.push(request("second"));
    await vi.waitFor(() => expect(asked.map(({ message }) => message)).toEqual(["first", "second"]));
    answers[1]?.("decline");
    const replies = () => server.sent.filter(({ id, method }) => id === 0 && method === undefined);
    await vi.waitFor(() => expect(replies()).toHaveLength(1));
  });
});

it("what restores a connection is not timed while it waits for room", async () => {
  const server = new DroppingServer();
  let started = 0;
  server.answers["thread/start"] = (params) => opened(`S${String(++started)}`, params);
  server.answers["turn/start"] = ({ threadId }) => ({
    turn: { id: `U${String(threadId)}`, items: [], status: "inProgress", error: null },
  });
  let open = 0;
  server.answers["thread/resume"] = (params) => {
    open += 1;
    const answer = opened(String(params["threadId"]), params, {
      thread: { id: params["threadId"], status: { type: "idle" } },
    });
    return new Promise<object>((resolve) => setTimeout(() => resolve(answer), 20));
  };
  await using codex = await Codex.connect({
    transport: server,
    reconnect: quick,
    maxInFlight: 1,
    requestTimeoutMs: 150,
  });
  const changes: ConnectionChange[] = [];
  codex.onConnectionChange((change) => changes.push(change));
  for (let n = 0; n < 12; n += 1) await (await codex.startThread()).runStreamed("Hi");
  server.drop();
  await vi.waitFor(() => expect(changes.at(-1)?.state).toBe("connected"), 3_000);
  expect(server.opens).toBe(2);
  expect(open).toBe(12);
});

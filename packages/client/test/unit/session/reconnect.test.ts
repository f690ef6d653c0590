import { expect, it, vi } from "vitest";

import {
  Codex,
  isConnectionClosedError,
  isUsageError,
  RUNTIME_VERSION,
  stdioTransport,
  type ConnectionChange,
} from "../../../src/index.js";
import { opened } from "../../support/fake-server.js";
import { DroppingServer, silence } from "../../support/dropping-server.js";
import { quick } from "../../support/reconnecting.js";

const settled = (promise: Promise<unknown>): Promise<unknown> => promise.catch((reason: unknown) => reason);

async function connect(server: DroppingServer, options: object = {}) {
  const codex = await Codex.connect({ transport: server, reconnect: quick, ...options });
  const changes: ConnectionChange[] = [];
  codex.onConnectionChange((change) => changes.push(change));
  return { codex, changes, [Symbol.asyncDispose]: () => codex.close() };
}

it("is not asked for by default: a break is the end", async () => {
  const server = new DroppingServer();
  const codex = await Codex.connect({ transport: server });
  server.drop();
  expect(await codex.closed).toMatchObject({ reason: "disconnected" });
  expect(server.opens).toBe(1);
});

it.each([
  ["a runtime", { runtime: {}, reconnect: true }, "reconnect"],
  ["no transport", { reconnect: {} }, "reconnect"],
  ["stdio", { transport: stdioTransport(), reconnect: true }, "reconnect"],
  [
    "no wait",
    { transport: new DroppingServer(), reconnect: { initialDelayMs: 0 } },
    "reconnect.initialDelayMs",
  ],
  ["no attempt", { transport: new DroppingServer(), reconnect: { maxAttempts: 0 } }, "reconnect.maxAttempts"],
])("with %s is refused", async (_, options, option) => {
  const error = await settled(Codex.connect(options as never));
  expect(isUsageError(error) && error.option).toBe(option);
});

it("shakes hands as before, resumes without overrides, and takes the server's word for the settings", async () => {
  const server = new DroppingServer();
  await using side = await connect(server, {
    clientInfo: { name: "me", version: "1" },
    experimentalApi: true,
  });
  const thread = await side.codex.startThread({ approvalMode: "deny_all" });
  const running = await thread.runStreamed("Hi");
  server.answers["thread/resume"] = () =>
    opened("T", {}, { model: "other", thread: { id: "T", status: { type: "idle" } } });
  server.answers["thread/turns/list"] = () => ({
    data: [{ id: running.id, items: [], status: "completed" }],
  });
  const before = server.sent.length;
  server.drop();
  await vi.waitFor(() => expect(side.changes).toHaveLength(2));
  const [first, ...rest] = server.sent.slice(before);
  expect(first).toMatchObject({ method: "initialize", params: server.sent[0]?.params });
  expect(rest).toMatchObject([
    { method: "initialized" },
    { method: "thread/resume", params: { threadId: "T", excludeTurns: true } },
    { method: "thread/turns/list", params: { threadId: "T" } },
  ]);
  expect(Object.keys(rest[1]?.params ?? {})).toEqual(["threadId", "excludeTurns"]);
  expect(thread.settings).toMatchObject({ model: "other", approvalMode: "ask" });

  // What was asked of the handle is asked again of its next turn.
  void settled(thread.run("Hi"));
  const [, start] = await server.received("turn/start", 2);
  expect(start?.params).toMatchObject({ approvalPolicy: "never" });
});

it.each([
  ["version", { userAgent: "codex-typed/0.1.0 (Test)" }, "codex 0.1.0"],
  ["home", { codexHome: "/elsewhere" }, "/elsewhere"],
])("with a server of another %s ends the connection, and says why", async (_, other, message) => {
  const server = new DroppingServer();
  await using side = await connect(server);
  const userAgent = `codex-typed/${String(RUNTIME_VERSION)} (Test)`;
  const info = { userAgent, codexHome: "/codex-home", platformFamily: "unix", platformOs: "linux" };
  server.answers["initialize"] = () => ({ ...info, ...other });
  server.drop();
  const end = await side.codex.closed;
  expect(isConnectionClosedError(end) && end.reason).toBe("exited");
  expect(end.message).toContain("another server answers in its place");
  expect(end.message).toContain(message);
  expect(server.opens).toBe(2);
});

it("never sends a turn/start twice, and lets no turn steer the one that may run", async () => {
  const server = new DroppingServer();
  await using side = await connect(server);
  const thread = await side.codex.startThread();
  server.answers["turn/start"] = () => silence;
  const first = settled(thread.run("one"));
  const second = thread.run("two");
  await server.received("turn/start");

  // The server has started it all the same.
  const running = { id: "T", status: { type: "active", activeFlags: [] } };
  server.answers["thread/resume"] = (params) => opened("T", params, { thread: running });
  server.drop();
  const error = await first;
  expect(isConnectionClosedError(error) && error.reason).toBe("disconnected");
  await vi.waitFor(() => expect(side.changes.at(-1)?.state).toBe("connected"));
  await side.codex.rpc.model.list({});
  expect(await server.received("turn/start")).toHaveLength(1);

  delete server.answers["turn/start"];
  const completed = (id: string) => ({
    method: "turn/completed",
    params: { threadId: "T", turn: { id, items: [], status: "completed" } },
  });
  server.push(completed("lost"));
  const [, start] = await server.received("turn/start", 2);
  expect(start?.params).toMatchObject({ input: [{ type: "text", text: "two" }] });
  await side.codex.rpc.model.list({});
  server.push(completed("U"));
  expect(await second).toMatchObject({ id: "U", status: "completed" });
});

it("rejects a turn whose end cannot be known, and says so", async () => {
  const server = new DroppingServer();
  await using side = await connect(server);
  const thread = await side.codex.startThread();
  const turn = await thread.runStreamed("Hi");
  server.drop();
  const error = await settled(turn.result());
  expect(isConnectionClosedError(error) && error.message).toContain("how it ended cannot be known");
});

it("tells what came while threads were resumed after the gap, in order, and none of it twice", async () => {
  const server = new DroppingServer();
  await using side = await connect(server);
  const thread = await side.codex.startThread();
  const turn = await thread.runStreamed("Hi");
  const item = (id: string, text: string) => ({ type: "agentMessage", id, text });
  const at = { threadId: "T", turnId: "U" };
  server.answers["thread/turns/list"] = () => {
    // In one read with the answer, and in part as old as it.
    server.push({ method: "item/agentMessage/delta", params: { ...at, itemId: "a", delta: "tail" } });
    server.push({ method: "item/completed", params: { ...at, item: item("a", "whole") } });
    server.push({ method: "item/agentMessage/delta", params: { ...at, itemId: "b", delta: "new" } });
    return { data: [{ id: "U", items: [item("a", "whole")], status: "inProgress" }] };
  };
  server.drop();
  await vi.waitFor(() => expect(side.changes.at(-1)?.state).toBe("connected"));
  server.push({
    method: "turn/completed",
    params: { threadId: "T", turn: { id: "U", items: [], status: "completed" } },
  });
  const seen: string[] = [];
  for await (const event of turn.events) {
    seen.push(event.method === "item/agentMessage/delta" ? `delta ${event.params.delta}` : event.method);
  }
  expect(seen).toEqual(["$/gap", "item/completed", "delta new", "turn/completed"]);
  expect(await turn.result()).toMatchObject({ finalResponse: "whole", gap: true });
});

it("never answers what was not asked on the connection, and asks anew what only looks the same", async () => {
  const server = new DroppingServer();
  const asked: string[] = [];
  let answer: (decision: "accept") => void = () => undefined;
  await using side = await connect(server, {
    onApproval: ({ itemId }: { itemId: string }) => {
      asked.push(itemId);
      return new Promise((resolve) => (answer = resolve));
    },
  });
  await side.codex.startThread({ approvalMode: "ask" } as never);
  const request = (itemId: string) => ({
    id: 0,
    method: "item/commandExecution/requestApproval",
    params: { threadId: "T", turnId: "U", itemId },
  });
  server.push(request("one"));
  await vi.waitFor(() => expect(asked).toEqual(["one"]));
  server.drop();
  answer("accept");
  await vi.waitFor(() => expect(side.changes.at(-1)?.state).toBe("connected"));
  await side.codex.rpc.model.list({});
  const answers = () => server.sent.filter(({ id, method }) => id === 0 && method === undefined);
  expect(answers()).toEqual([]);

  // Another process counts from 0 again.
  server.push(request("two"));
  await vi.waitFor(() => expect(asked).toEqual(["one", "two"]));
  expect(answers()).toEqual([]);
  answer("accept");
  await vi.waitFor(() => expect(answers()).toEqual([{ id: 0, result: { decision: "accept" } }]));
});

it.each([
  ["is over", "completed", true],
  ["runs on", "inProgress", false],
])(
  "after the gap, what was asked in a turn of another client's that %s is open: %s",
  async (_, status, isOver) => {
    const server = new DroppingServer();
    const signals: AbortSignal[] = [];
    await using side = await connect(server, {
      onApproval: (_request: unknown, { signal }: { signal: AbortSignal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    });
    const trail = side.codex.approvals()[Symbol.asyncIterator]();
    await side.codex.startThread({ approvalMode: "ask" } as never);
    const params = { threadId: "T", turnId: "theirs", itemId: "i" };
    server.push({ id: 0, method: "item/commandExecution/requestApproval", params });
    await vi.waitFor(() => expect(signals).toHaveLength(1));
    server.answers["thread/turns/list"] = () => ({ data: [{ id: "theirs", items: [], status }] });
    server.drop();
    await vi.waitFor(() => expect(side.changes.at(-1)?.state).toBe("connected"));
    expect(signals[0]?.aborted).toBe(isOver);
    expect((await trail.next()).value).toMatchObject({ type: "requested" });
    if (isOver) expect((await trail.next()).value).toMatchObject({ type: "resolved", how: "withdrawn" });
  },
);

it("what was asked on a thread that cannot be taken up after the gap is withdrawn, whosever turn asked", async () => {
  const server = new DroppingServer();
  const signals: AbortSignal[] = [];
  await using side = await connect(server, {
    onApproval: (_request: unknown, { signal }: { signal: AbortSignal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    },
  });
  await side.codex.startThread({ approvalMode: "ask" } as never);
  for (const turnId of ["theirs", null]) {
    const params = { threadId: "T", turnId, serverName: "docs", mode: "form", message: "?" };
    server.push({ id: String(turnId), method: "mcpServer/elicitation/request", params });
  }
  await vi.waitFor(() => expect(signals).toHaveLength(2));
  server.refusals.add("thread/resume").add("thread/read");
  server.drop();
  await vi.waitFor(() => expect(side.changes.at(-1)).toMatchObject({ lostThreads: ["T"] }));
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
});

it.each([
  ["in the gap", true],
  ["before this client listened", false],
])("asks nobody about a file change that was announced %s", async (_when, drops) => {
  const server = new DroppingServer();
  const onApproval = vi.fn(() => "accept" as const);
  await using side = await connect(server, { onApproval });
  const trail = side.codex.approvals()[Symbol.asyncIterator]();
  await side.codex.startThread({ approvalMode: "ask" } as never);
  if (drops) {
    server.drop();
    await vi.waitFor(() => expect(side.changes.at(-1)?.state).toBe("connected"));
  }
  const params = { threadId: "T", turnId: "U", itemId: "unseen" };
  server.push({ id: 3, method: "item/fileChange/requestApproval", params });
  await vi.waitFor(() => expect(server.sent.at(-1)).toEqual({ id: 3, result: { decision: "decline" } }));
  expect(onApproval).not.toHaveBeenCalled();
  expect((await trail.next()).value).toMatchObject({ type: "requested" });
  expect((await trail.next()).value).toMatchObject({
    by: "default",
    reason: "changesUnknown",
    allowed: false,
  });
});

it("a listener that throws keeps nothing from the others, nor from the connection", async () => {
  const server = new DroppingServer();
  await using side = await connect(server);
  const thrown: unknown[] = [];
  const catchIt = (error: unknown) => void thrown.push(error);
  const before = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException").on("uncaughtException", catchIt);
  try {
    const subscription = side.codex.onConnectionChange(() => {
      throw new Error("mine");
    });
    server.drop();
    await vi.waitFor(() => expect(thrown).toHaveLength(2));
    subscription[Symbol.dispose]();
    server.drop();
    await vi.waitFor(() => expect(side.changes).toHaveLength(4));
    expect(thrown).toHaveLength(2);
  } finally {
    process.off("uncaughtException", catchIt);
    for (const listener of before) process.on("uncaughtException", listener);
  }
});

it("close with graceMs waits for a turn that a restored connection takes up", async () => {
  const server = new DroppingServer();
  await using side = await connect(server);
  const thread = await side.codex.startThread();
  const run = thread.run("Hi");
  await server.received("turn/start");
  const turn = { id: "U", items: [], status: "inProgress" };
  server.answers["thread/resume"] = () =>
    opened("T", {}, { thread: { id: "T", status: { type: "active" }, turns: [turn] } });
  server.answers["thread/turns/list"] = () => ({ data: [{ ...turn, status: "completed" }] });
  const closed = side.codex.close({ graceMs: 60_000 });
  server.drop();
  expect(await run).toMatchObject({ status: "completed", gap: true, usage: null });
  await closed;
  expect(await side.codex.closed).toMatchObject({ reason: "closed" });
});

it("a history that the server pages in a circle loses the turn that it looks for, and not the connection", async () => {
  const server = new DroppingServer();
  await using side = await connect(server);
  const thread = await side.codex.startThread();
  const running = await thread.runStreamed("Hi");
  const result = settled(running.result());
  const page = { data: [{ id: "another", items: [], status: "completed" }], nextCursor: "again" };
  server.answers["thread/turns/list"] = () => page;
  server.drop();
  expect(isConnectionClosedError(await result)).toBe(true);
  await vi.waitFor(() => expect(side.changes.at(-1)?.state).toBe("connected"));
  expect(server.sent.filter(({ method }) => method === "thread/turns/list")).toHaveLength(2);
});

it("a list of loaded threads that the server pages in a circle says nothing: the server is taken for the same", async () => {
  const server = new DroppingServer();
  const signals: AbortSignal[] = [];
  const changes: ConnectionChange[] = [];
  await using codex = await Codex.connect({
    transport: server,
    reconnect: quick,
    onApproval: (_, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    },
  });
  codex.onConnectionChange((change) => changes.push(change));
  const thread = await codex.startThread({ approvalMode: "ask" });
  const command = { threadId: thread.id, turnId: "theirs", itemId: "i", startedAtMs: 1, command: "ls" };
  server.push({ id: 7, method: "item/commandExecution/requestApproval", params: command });
  await vi.waitFor(() => expect(signals).toHaveLength(1));
  server.answers["thread/loaded/list"] = () => ({ data: ["another"], nextCursor: "again" });
  server.drop();
  await vi.waitFor(() => expect(changes.at(-1)?.state).toBe("connected"));
  expect(server.sent.filter(({ method }) => method === "thread/loaded/list")).toHaveLength(2);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
});

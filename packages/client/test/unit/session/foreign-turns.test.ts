import { setImmediate } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";

import { Codex, isApprovalModeNotAppliedError, isTurnLostError } from "../../../src/index.js";
import { FakeServer, opened, Refusal } from "../../support/fake-server.js";
import { refusal } from "../../support/refusal.js";

const turn = (id: string, status = "inProgress") => ({ id, items: [], status, error: null });
const started = (id: string) => ({ method: "turn/started", params: { threadId: "T", turn: turn(id) } });
const completed = (id: string, status = "completed") => ({
  method: "turn/completed",
  params: { threadId: "T", turn: turn(id, status) },
});
const item = (turnId: string, given: object) => ({
  method: "item/started",
  params: { threadId: "T", turnId, item: { id: `i-${turnId}`, ...given }, startedAtMs: 1 },
});
const userMessage = (turnId: string, clientId: string | null, text: string) =>
  item(turnId, { type: "userMessage", clientId, content: [{ type: "text", text, text_elements: [] }] });

/** A server that others use too, whose answer to `turn/start` names the turn U. */
function sharedServer(answers: ConstructorParameters<typeof FakeServer>[0] = {}) {
  const server = new FakeServer({ "turn/start": () => ({ turn: turn("U") }), ...answers });
  return Object.assign(server, { shared: true });
}

async function strictRun(server: FakeServer) {
  const codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
  return {
    codex,
    thread,
    turn: await thread.runStreamed("mine"),
    [Symbol.asyncDispose]: () => codex.close(),
  };
}

describe("on a server that others use, the first message of a turn says whose it is", () => {
  it("another's: the turn is interrupted at once, and rejects with what to do", async () => {
    const server = sharedServer();
    await using given = await strictRun(server);
    const { clientUserMessageId } = server.paramsOf("turn/start")[0] ?? {};
    expect(typeof clientUserMessageId).toBe("string");
    server.push(started("U"));
    server.push(userMessage("U", "another's", "theirs"));
    expect(server.paramsOf("turn/interrupt")).toEqual([{ threadId: "T", turnId: "U" }]);
    const error = await refusal(given.turn.result());
    expect(isApprovalModeNotAppliedError(error) && error).toMatchObject({
      turnId: "U",
      threadId: "T",
      interrupted: true,
      message: expect.stringContaining("run it again"),
    });
    expect(server.paramsOf("turn/start")).toHaveLength(1);
  });

  it("one's own: the turn goes on, also when another message is added to it", async () => {
    const server = sharedServer();
    await using given = await strictRun(server);
    const { clientUserMessageId } = server.paramsOf("turn/start")[0] ?? {};
    server.push(started("U"));
    server.push(userMessage("U", String(clientUserMessageId), "mine"));
    server.push(userMessage("U", "another's", "theirs"));
    server.push(completed("U"));
    expect((await given.turn.result()).status).toBe("completed");
    expect(server.paramsOf("turn/interrupt")).toEqual([]);
  });

  it.each([
    ["the same text is one's own", "mine", true],
    ["another text is another's", "theirs", false],
  ])("a runtime that gives no id of it back: %s", async (_, words, isOwn) => {
    const server = sharedServer();
    await using given = await strictRun(server);
    server.push(started("U"));
    server.push(userMessage("U", null, words));
    server.push(completed("U", isOwn ? "completed" : "interrupted"));
    const outcome: unknown = await given.turn.result().then(
      ({ status }) => status,
      (reason: unknown) => reason,
    );
    expect(isOwn ? outcome : isApprovalModeNotAppliedError(outcome)).toBe(isOwn ? "completed" : true);
  });

  it("a handle that asks for nothing interrupts nobody, and still takes no other turn for its own", async () => {
    const server = sharedServer();
    await using codex = await Codex.connect({ transport: server });
    const thread = await codex.resumeThread("T");
    const given = await thread.runStreamed("mine");
    server.push(userMessage("U", "another's", "theirs"));
    const error = await refusal(given.result());
    expect(isApprovalModeNotAppliedError(error) && error.interrupted).toBe(false);
    expect(server.paramsOf("turn/interrupt")).toEqual([]);
  });
});

describe("before a turn is started where others may have started one", () => {
  it("the server is asked, and a turn that it names is waited for", async () => {
    let active: string | undefined = "V";
    const server: FakeServer = sharedServer({
      "turn/steer": () => {
        throw new Refusal(
          -32600,
          active === undefined ? "no active turn to steer" : `expected \`none\` but found \`${active}\``,
        );
      },
    });
    await using codex = await Codex.connect({ transport: server });
    const thread = await codex.startThread({ sandbox: "read_only" });
    const run = thread.runStreamed("mine");
    await vi.waitFor(() => expect(server.paramsOf("turn/steer")).toHaveLength(1));
    await codex.rpc.model.list({});
    expect(server.paramsOf("turn/start")).toEqual([]);
    active = undefined;
    server.push(completed("V"));
    await run;
    expect(server.paramsOf("turn/start")).toHaveLength(1);
    expect(server.paramsOf("turn/steer")).toEqual([
      { threadId: "T", expectedTurnId: "none", input: [] },
      { threadId: "T", expectedTurnId: "none", input: [] },
    ]);
  });

  it("a turn that begins while the server is asked about something else is waited for, and all is asked again", async () => {
    const answers: ((answer: object) => void)[] = [];
    const server = sharedServer({
      "mcpServerStatus/list": () => new Promise<object>((resolve) => answers.push(resolve)),
    });
    await using codex = await Codex.connect({ transport: server });
    const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "full_access" });
    const run = thread.runStreamed("mine", { sandbox: "read_only" });
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    for (const event of [started("V"), userMessage("V", "another's", "theirs")]) server.push(event);
    answers[0]?.({ data: [] });
    await setImmediate();
    server.push(completed("V"));
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    expect(server.paramsOf("turn/start")).toEqual([]);
    answers[1]?.({ data: [] });
    expect((await run).id).toBe("U");
    expect(server.paramsOf("turn/start")).toHaveLength(1);
  });

  it("one that begins while the request waits to be sent has its text, and is stopped", async () => {
    const answers: ((answer: object) => void)[] = [];
    // As the runtime's: when it was made says nothing where another machine's clock made it.
    const other = "01a22197-241d-7413-bc28-09f96272f610";
    const server = sharedServer({
      "model/list": () => new Promise<object>((resolve) => answers.push(resolve)),
      "turn/start": () => Promise.resolve({ turn: turn(other) }),
      "turn/steer": () => {
        // Takes the one place on the wire, before the turn does.
        void codex.rpc.model.list({});
        throw new Refusal(-32600, "no active turn to steer");
      },
    });
    await using codex = await Codex.connect({ transport: server, maxInFlight: 1 });
    const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
    const run = refusal(thread.runStreamed("mine"));
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    for (const event of [started(other), userMessage(other, "another's", "theirs")]) server.push(event);
    answers[0]?.({ data: [] });
    expect(await run).toMatchObject({
      name: "ApprovalModeNotAppliedError",
      turnId: other,
      interrupted: true,
    });
    expect(server.paramsOf("turn/interrupt")).toEqual([{ threadId: "T", turnId: other }]);
  });

  it("a server that is this client's alone is asked where a goal has just ended, and nowhere else", async () => {
    const server = new FakeServer({ "thread/goal/clear": () => ({ cleared: true }) });
    await using codex = await Codex.connect({ transport: server });
    const thread = await codex.startThread();
    await thread.run("one");
    expect(server.paramsOf("turn/steer")).toEqual([]);
    server.push({
      method: "thread/goal/updated",
      params: { threadId: "T", turnId: null, goal: { status: "active", objective: "o" } },
    });
    await thread.goal.clear();
    // What a turn that ends has used of the goal may be told after the answer.
    server.push({
      method: "thread/goal/updated",
      params: { threadId: "T", turnId: "V", goal: { status: "active", objective: "o" } },
    });
    await thread.run("two");
    expect(server.paramsOf("turn/steer")).toHaveLength(1);
  });
});

describe("compact", () => {
  it("is not taken for the turn of another that begins at the same time", async () => {
    const server = sharedServer();
    await using codex = await Codex.connect({ transport: server });
    const thread = await codex.startThread();
    let result: unknown;
    const compaction = thread.compact().then((given) => (result = given));
    await vi.waitFor(() => expect(server.paramsOf("thread/compact/start")).toHaveLength(1));
    for (const event of [started("V"), userMessage("V", "another's", "Hi"), completed("V")])
      server.push(event);
    await codex.rpc.model.list({});
    expect(result).toBeUndefined();
    for (const event of [started("C"), item("C", { type: "contextCompaction" }), completed("C")])
      server.push(event);
    expect((await compaction).id).toBe("C");
  });

  it("that fails before anything is told of it is still its own", async () => {
    const server = sharedServer();
    await using codex = await Codex.connect({ transport: server });
    const thread = await codex.startThread();
    const compaction = refusal(thread.compact());
    await vi.waitFor(() => expect(server.paramsOf("thread/compact/start")).toHaveLength(1));
    for (const event of [started("C"), completed("C", "failed")]) server.push(event);
    expect(await compaction).toMatchObject({ name: "TurnFailedError", result: { id: "C" } });
  });
});

it("the turn of a stranger is none of a goal's", async () => {
  const goal = { status: "active", objective: "o" };
  const server = sharedServer({ "thread/goal/set": () => ({ goal }) });
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.resumeThread("T");
  const pursuit = await thread.goal.set({ objective: "o" });
  for (const event of [started("V"), userMessage("V", "another's", "Hi"), completed("V", "interrupted")])
    server.push(event);
  for (const event of [started("G"), item("G", { type: "agentMessage", text: "" }), completed("G")])
    server.push(event);
  server.push({
    method: "thread/goal/updated",
    params: { threadId: "T", turnId: null, goal: { ...goal, status: "complete" } },
  });
  expect((await pursuit.ended).status).toBe("complete");
  const turns: string[] = [];
  for await (const { id } of pursuit.turns) turns.push(id);
  expect(turns).toEqual(["G"]);
});

describe("a message that is added to a turn", () => {
  it.each([
    ["is taken up", true],
    ["is lost with a turn that ends before", false],
  ])("%s, and the caller is told", async (_, taken) => {
    const server = new FakeServer({ "turn/start": () => ({ turn: turn("U") }) });
    await using codex = await Codex.connect({ transport: server });
    const given = await (await codex.startThread()).runStreamed("Hi");
    const added = await given.steer("more");
    expect(server.paramsOf("turn/steer")).toMatchObject([{ clientUserMessageId: added.messageId }]);
    if (taken) server.push(userMessage("U", added.messageId, "more"));
    server.push(completed("U", "interrupted"));
    expect(await added.taken).toBe(taken);
  });

  it("to a turn whose end cannot be known was not, as far as anybody knows", async () => {
    const server = new FakeServer({ "turn/start": () => ({ turn: turn("U") }) });
    await using codex = await Codex.connect({ transport: server });
    const given = await (await codex.startThread()).runStreamed("Hi");
    const { taken } = await given.steer("more");
    await codex.rpc.thread.unsubscribe({ threadId: "T" });
    expect(await taken).toBe(false);
    const error = await refusal(given.result());
    expect(isTurnLostError(error) && error).toMatchObject({ threadId: "T", turnId: "U" });
  });
});

it("raw calls that start turns keep runs waiting, from the moment at which they are made", async () => {
  const answers: ((answer: object) => void)[] = [];
  const server: FakeServer = new FakeServer({
    "turn/start": () => new Promise<object>((resolve) => answers.push(resolve)),
    "thread/resume": (params) => opened("T", params),
  });
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread();
  const raw = codex.rpc.turn.start({ threadId: "T", input: [] });
  const run = thread.run("mine");
  await codex.rpc.model.list({});
  expect(server.paramsOf("turn/start")).toHaveLength(1);
  answers[0]?.({ turn: turn("R") });
  await raw;
  await codex.rpc.model.list({});
  expect(server.paramsOf("turn/start")).toHaveLength(1);
  server.push(completed("R"));
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.({ turn: turn("U") });
  await codex.rpc.model.list({});
  server.push(completed("U"));
  expect((await run).id).toBe("U");
});

it("a text that went into another turn is stopped there too on a thread that was unsubscribed meanwhile", async () => {
  const answers: ((answer: object) => void)[] = [];
  const server = sharedServer({
    "turn/start": () => new Promise<object>((resolve) => answers.push(resolve)),
    "thread/unsubscribe": () => ({ status: "unsubscribed" }),
  });
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread({ approvalMode: "deny_all", sandbox: "read_only" });
  const run = refusal(thread.run("mine"));
  await vi.waitFor(() => {
    expect(answers).toHaveLength(1);
  });
  const raw = codex.rpc.turn.start({ threadId: "T", input: [] });
  answers[1]?.({ turn: turn("V") });
  await raw;
  await codex.rpc.thread.unsubscribe({ threadId: "T" });
  answers[0]?.({ turn: turn("V") });
  expect(await run).toMatchObject({ name: "ApprovalModeNotAppliedError", turnId: "V", interrupted: true });
  expect(server.paramsOf("turn/interrupt")).toEqual([{ threadId: "T", turnId: "V" }]);
});

it("a run that waits for somebody else's turn when its handle is closed is never started, and settles", async () => {
  const server = sharedServer();
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread();
  server.push(started("V"));
  const waiting = refusal(thread.run("mine"));
  await codex.rpc.model.list({});
  await thread.close();
  expect(await waiting).toMatchObject({ name: "UsageError", option: "thread" });
  server.push(completed("V"));
  await codex.rpc.model.list({});
  expect(server.paramsOf("turn/start")).toEqual([]);
  expect(await refusal(thread.run("more"))).toMatchObject({ name: "UsageError", option: "thread" });
});

it("a run whose start has no answer yet when its handle is closed is interrupted when it has one", async () => {
  let answer: (given: object) => void = () => undefined;
  const server: FakeServer = new FakeServer({
    "turn/start": () => new Promise<object>((resolve) => (answer = resolve)),
    "turn/interrupt": () => {
      queueMicrotask(() => server.push(completed("U", "interrupted")));
      return {};
    },
  });
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread();
  const run = thread.run("mine").catch((reason: unknown) => reason);
  await vi.waitFor(() => {
    expect(server.paramsOf("turn/start")).toHaveLength(1);
  });
  const closed = thread.close();
  answer({ turn: turn("U") });
  await closed;
  await run;
  expect(server.paramsOf("turn/interrupt")).toEqual([{ threadId: "T", turnId: "U" }]);
  expect(server.paramsOf("thread/unsubscribe")).toEqual([{ threadId: "T" }]);
});

it("what another client queues on an idle thread is heard: the next turn makes sure that nothing runs", async () => {
  const server = new FakeServer({ "turn/start": () => ({ turn: turn("U") }) });
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread();
  server.push({ method: "thread/queue/changed", params: { threadId: "T" } });
  await thread.runStreamed("mine");
  expect(server.paramsOf("turn/steer")).toHaveLength(1);
});

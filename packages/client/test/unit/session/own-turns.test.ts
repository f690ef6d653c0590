import { describe, expect, it } from "vitest";

import { Codex } from "../../../src/index.js";
import { Deferred } from "../../../src/lib/deferred.js";
import { FakeServer, Refusal } from "../../support/fake-server.js";

const input = [{ type: "text" as const, text: "Go on", text_elements: [] }];
const started = (id: string) => ({
  method: "turn/started",
  params: { threadId: "T", turn: { id, items: [], status: "inProgress", error: null } },
});
const completed = (id: string) => ({
  method: "turn/completed",
  params: { threadId: "T", turn: { id, items: [], status: "completed", error: null } },
});
const begunBy = (turnId: string, item: object) => [
  started(turnId),
  {
    method: "item/started",
    params: { threadId: "T", turnId, item: { id: `i-${turnId}`, ...item }, startedAtMs: 1 },
  },
];
const byMessage = (turnId: string, clientId: string | null) =>
  begunBy(turnId, { type: "userMessage", clientId, content: input });
const byServer = (turnId: string) =>
  begunBy(turnId, { type: "agentMessage", text: "", phase: null, memoryCitation: null });
const goal = (status: string) => ({
  method: "thread/goal/updated",
  params: { threadId: "T", turnId: null, goal: { threadId: "T", objective: "Go on", status } },
});

async function connected(answers: ConstructorParameters<typeof FakeServer>[0] = {}) {
  const server = Object.assign(new FakeServer(answers), { shared: true });
  const codex = await Codex.connect({ transport: server, experimentalApi: true });
  await codex.rpc.thread.resume({ threadId: "T" });
  let asked = 0;
  return {
    server,
    codex,
    push: (...messages: readonly object[]) => {
      for (const each of messages) server.push(each);
    },
    queue: (clientUserMessageId: string) =>
      codex.rpc.thread.queue.add({ threadId: "T", clientUserMessageId, input }),
    setGoal: (params: object = {}) =>
      codex.rpc.thread.goal.set({ threadId: "T", objective: "Go on", ...params }),
    /** Whether the client, which has no handler, declines what a turn asks for; else it leaves it to the others. */
    answers: async (turnId: string) => {
      const id = ++asked;
      server.push({
        id,
        method: "item/commandExecution/requestApproval",
        params: { threadId: "T", turnId, itemId: "i", startedAtMs: 1, command: "ls" },
      });
      await new Promise(setImmediate);
      return server.sent.some((text) => {
        const message = JSON.parse(text) as { id?: number; method?: string };
        return message.id === id && message.method === undefined;
      });
    },
    [Symbol.asyncDispose]: () => codex.close(),
  };
}

describe("of the turns that follow a raw thread/queue/add a shared client answers for", () => {
  it("the one with its message, and no other", async () => {
    await using test = await connected();
    await test.queue("mine");
    test.push(...byMessage("A", "theirs"));
    expect(await test.answers("A")).toBe(false);
    test.push(completed("A"), ...byMessage("B", "mine"));
    expect(await test.answers("B")).toBe(true);
    test.push(completed("B"), ...byMessage("C", null));
    expect(await test.answers("C")).toBe(false);
    expect(await test.answers("unheard of")).toBe(false);
  });

  it("the one with its message also where that is told before the answer", async () => {
    const answer = new Deferred<object>();
    await using test = await connected({ "thread/queue/add": () => answer.promise });
    const queued = test.queue("mine");
    await test.codex.rpc.model.list({});
    test.push(...byMessage("A", "mine"));
    answer.resolve({ queuedSubmission: { id: "q", clientUserMessageId: "mine", input } });
    await queued;
    expect(await test.answers("A")).toBe(true);
    test.push(completed("A"));
    expect(await test.answers("B")).toBe(false);
  });

  it("one whose beginning it did not hear, and one that gives no id back, while its message waits", async () => {
    await using test = await connected();
    await test.queue("mine");
    expect(await test.answers("unheard of")).toBe(true);
    test.push(...byMessage("A", null));
    expect(await test.answers("A")).toBe(true);
  });

  it("none where the message was refused", async () => {
    await using test = await connected({
      "thread/queue/add": () => {
        throw new Refusal(-32600);
      },
    });
    await expect(test.queue("mine")).rejects.toMatchObject({ code: -32600 });
    expect(await test.answers("A")).toBe(false);
  });
});

describe("of the turns that follow a raw thread/goal/set a shared client answers for", () => {
  it("those that the server starts, until the goal and its last turn are over", async () => {
    await using test = await connected();
    await test.setGoal();
    test.push(goal("active"), ...byServer("A"));
    expect(await test.answers("A")).toBe(true);
    test.push(completed("A"), ...byMessage("B", "theirs"));
    expect(await test.answers("B")).toBe(false);
    test.push(completed("B"), ...byServer("C"), goal("complete"));
    expect(await test.answers("C")).toBe(true);
    test.push(completed("C"), goal("active"), ...byServer("D"));
    expect(await test.answers("D")).toBe(false);
  });

  it("one that had begun untold when the goal was paused", async () => {
    await using test = await connected();
    await test.setGoal();
    test.push(goal("active"), goal("paused"), ...byServer("A"));
    expect(await test.answers("A")).toBe(true);
    test.push(completed("A"), ...byServer("B"));
    expect(await test.answers("B")).toBe(false);
  });

  it("none of a goal that another client sets after it, and none where it was set as paused", async () => {
    await using test = await connected({
      "thread/goal/set": (params) => ({ goal: { status: "active", ...params } }),
    });
    await test.setGoal({ status: "paused" });
    expect(await test.answers("A")).toBe(false);
    await test.setGoal();
    test.push({ method: "thread/goal/cleared", params: { threadId: "T" } }, goal("active"), ...byServer("B"));
    expect(await test.answers("B")).toBe(false);
  });
});

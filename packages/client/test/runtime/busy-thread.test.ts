import { expect, it } from "vitest";

import { isUsageError, type Codex } from "../../src/index.js";
import { gate, message, startTestCodex, type TestCodex } from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";
import { nextNotification } from "../support/notifications.js";
import { sharing } from "../support/shared-codex.js";

const start = sharing(() => startTestCodex());

/** Starts a turn past the client's threads, as another client of the same server would, and waits until it runs. */
async function startElsewhere(codex: Codex, threadId: string, overrides: object = {}): Promise<string> {
  const started = nextNotification(codex, "turn/started", (params) => params.threadId === threadId);
  await codex.call("turn/start", { threadId, input: [{ type: "text", text: "elsewhere" }], ...overrides });
  return (await started).turn.id;
}

/** A thread on which somebody else's turn waits for the model. */
async function busyThread(test: TestCodex, overrides: object = {}) {
  const held = gate(message("Elsewhere"));
  test.model.enqueue(held);
  const thread = await test.codex.startThread({ approvalMode: "deny_all" });
  const elsewhere = await startElsewhere(test.codex, thread.id, overrides);
  await held.reached;
  return { thread, held, elsewhere };
}

it("a run waits for a turn that somebody else has started, and does not steer it", async () => {
  await using test = await start();
  const { thread, held, elsewhere } = await busyThread(test);
  test.model.enqueue(message("Mine"));
  const run = thread.run("mine");
  // Had it been sent, it would have been answered before this.
  await test.codex.rpc.thread.loaded.list({});
  held.release();
  const result = await run;
  expect(result.id).not.toBe(elsewhere);
  expect(result.finalResponse).toBe("Mine");
  expect(test.model.requests.map(({ inputText }) => inputText)).toEqual(["elsewhere", "mine"]);
});

it("deny_all holds after a turn of somebody else that brought another policy", async () => {
  await using test = await start();
  const { thread, held } = await busyThread(test, {
    approvalPolicy: "on-request",
    approvalsReviewer: "auto_review",
  });
  held.release();
  const file = scriptEscalation(test);
  await thread.run("Write it");
  expect(file.exists).toBe(false);
  expect(test.model.guardian.requests).toEqual([]);
});

it("a run is refused while a goal is pursued, and waits for the turn that runs when it is taken away", async () => {
  await using test = await start();
  const thread = await test.codex.startThread();
  test.model.enqueue(message("Hello"));
  await thread.run("Hi");
  const held = gate(message("For the goal"));
  test.model.respond(({ inputText }) => (inputText === "mine" ? message("Mine") : held));
  await test.codex.rpc.thread.goal.set({ threadId: thread.id, objective: "Count" });
  await held.reached;
  await expect(thread.run("mine")).rejects.toSatisfy(isUsageError);
  const cleared = nextNotification(test.codex, "thread/goal/cleared");
  await test.codex.rpc.thread.goal.clear({ threadId: thread.id });
  await cleared;
  const run = thread.run("mine");
  // Had it been sent, it would have been answered before this.
  await test.codex.rpc.thread.loaded.list({});
  expect(test.model.requests).toHaveLength(2);
  held.release();
  expect((await run).finalResponse).toBe("Mine");
  expect((await run).items.filter(({ type }) => type === "userMessage")).toHaveLength(1);
});

it("an interrupt of a turn leaves alone the one that somebody else starts next", async () => {
  await using test = await start();
  const thread = await test.codex.startThread();
  const [mine, other] = [gate(message("Never")), gate(message("Elsewhere"))];
  test.model.respond(({ inputText }) => (inputText === "elsewhere" ? other : mine));
  const turn = await thread.runStreamed("mine");
  await mine.reached;
  await turn.interrupt();
  expect((await turn.result()).status).toBe("interrupted");
  const completed = nextNotification(test.codex, "turn/completed");
  await startElsewhere(test.codex, thread.id);
  await turn.interrupt();
  other.release();
  expect((await completed).turn.status).toBe("completed");
});

import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";

import { defineTool, type ApprovalDecision } from "../../src/index.js";
import { Deferred } from "../../src/lib/deferred.js";
import { functionCall, message } from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";
import { nextNotification } from "../support/notifications.js";
import { sharingServer } from "../support/shared-codex.js";
import { startSharing, type Sharer, type Sharing } from "../support/sharing.js";
import { startTestServer } from "../support/test-server.js";

// Several turns each, on the real runtime: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const serve = sharingServer(() => startTestServer());

/** A thread that has a turn, without which nobody else can resume it. */
async function startThread(sharing: Sharing, { codex }: Sharer, options: object = {}) {
  const thread = await codex.startThread({ cwd: sharing.home.workspace, ...options });
  sharing.model.enqueue(message("Hello"));
  await thread.run("Hi");
  return thread;
}

/** A handler that decides when it is told to. */
function waiting() {
  const asked = new Deferred<undefined>();
  const answer = new Deferred<ApprovalDecision>();
  const onApproval = () => {
    asked.resolve(undefined);
    return answer.promise;
  };
  return { asked, answer, onApproval };
}

const elsewhere = ["requested client other client", "resolved elsewhere other client"];

describe.each(["ws", "unix"] as const)("on a server that others share (%s)", (listen) => {
  it("a client without a handler leaves the approvals of another's turn to it, and its trail says so", async () => {
    await using sharing = await startSharing(listen === "ws" ? serve : () => startTestServer({}, listen));
    const { asked, answer, onApproval } = waiting();
    const one = await sharing.connect({ onApproval });
    const two = await sharing.connect();
    const thread = await startThread(sharing, one, { approvalMode: "ask" });
    await two.codex.resumeThread(thread.id);
    const late = await sharing.connect();

    const file = scriptEscalation(sharing);
    const turn = thread.run("Write it");
    await asked.promise;
    // What waits is asked again of who comes late.
    await late.codex.resumeThread(thread.id);
    for (const { told } of [two, late])
      await vi.waitFor(() => expect(told(thread.id)).toEqual([elsewhere[0]]));
    expect(file.exists).toBe(false);
    answer.resolve("accept");
    const { status, approvals } = await turn;
    expect({ status, exists: file.exists }).toEqual({ status: "completed", exists: true });
    expect(approvals.map(({ type }) => type)).toEqual(["requested", "decided", "resolved"]);
    expect(approvals.some((event) => event.for !== undefined)).toBe(false);
    for (const { told } of [two, late]) await vi.waitFor(() => expect(told(thread.id)).toEqual(elsewhere));
  });
});

it("what nobody answers is accepted by nobody: it ends with its turn", async () => {
  await using sharing = await startSharing(serve);
  const { asked, onApproval } = waiting();
  const one = await sharing.connect({ onApproval });
  const two = await sharing.connect({ onApproval: () => "accept" });
  const thread = await startThread(sharing, one, { approvalMode: "ask" });
  await two.codex.resumeThread(thread.id);
  const file = scriptEscalation(sharing);
  const turn = await thread.runStreamed("Write it");
  await asked.promise;
  await vi.waitFor(() => expect(two.told(thread.id)).toEqual([elsewhere[0]]));
  await turn.interrupt();
  expect((await turn.result()).status).toBe("interrupted");
  await vi.waitFor(() => expect(two.told(thread.id)).toHaveLength(2));
  expect(two.told(thread.id)[1]).toMatch(/^resolved (withdrawn|elsewhere) other client$/);
  expect(file.exists).toBe(false);
});

it("a client answers for any turn on a thread that it opened to be asked about", async () => {
  await using sharing = await startSharing(serve);
  const one = await sharing.connect({ onApproval: () => "accept" });
  const two = await sharing.connect();
  const thread = await startThread(sharing, one, { approvalMode: "ask" });
  const file = scriptEscalation(sharing);
  // The other would decline at once what is asked in its turn: it is not asked.
  await two.codex.resumeThread(thread.id);
  await two.codex.rpc.thread.unsubscribe({ threadId: thread.id });
  const ended = new Deferred<undefined>();
  using _subscription = one.codex.on("turn/completed", () => ended.resolve(undefined));
  await two.codex.rpc.turn.start({
    threadId: thread.id,
    input: [{ type: "text", text: "Write it", text_elements: [] }],
  });
  await ended.promise;
  expect(file.exists).toBe(true);
  expect(one.told(thread.id)).toEqual(["requested client", "decided allowed by handler", "resolved decided"]);
});

it("turns of raw calls are a client's own: what nobody decides about is declined at once", async () => {
  await using sharing = await startSharing(serve);
  const one = await sharing.connect();
  const two = await sharing.connect();
  const { thread } = await one.codex.rpc.thread.start({
    cwd: sharing.home.workspace,
    approvalPolicy: "on-request",
    approvalsReviewer: "user",
  });
  const start = (text: string) =>
    one.codex.rpc.turn.start({ threadId: thread.id, input: [{ type: "text", text, text_elements: [] }] });
  const next = () => new Promise((resolve) => one.codex.on("turn/completed", resolve));
  sharing.model.enqueue(message("Hello"));
  const first = next();
  await start("Hi");
  await first;
  await two.codex.resumeThread(thread.id);
  const file = scriptEscalation(sharing);
  const second = next();
  await start("Write it");
  await second;
  expect(file.exists).toBe(false);
  expect(one.told(thread.id)).toEqual(["requested client", "decided refused by default", "resolved decided"]);
  await vi.waitFor(() => expect(two.told(thread.id)).toEqual(elsewhere));
});

it.each([
  ["without a handler", {}],
  ["with one", { onApproval: () => "accept" as const }],
])(
  "a raw turn/start that steers another's turn does not make that turn its own: a client %s",
  async (_, options) => {
    await using sharing = await startSharing(serve);
    const { asked, answer, onApproval } = waiting();
    const one = await sharing.connect({ onApproval });
    const two = await sharing.connect(options);
    const thread = await startThread(sharing, one, { approvalMode: "ask" });
    await two.codex.resumeThread(thread.id);
    const file = scriptEscalation(sharing);
    const turn = await thread.runStreamed("Write it");
    await asked.promise;
    await vi.waitFor(() => expect(two.told(thread.id)).toEqual([elsewhere[0]]));
    const input = [{ type: "text" as const, text: "And say so", text_elements: [] }];
    const steered = await two.codex.rpc.turn.start({ threadId: thread.id, input });
    expect(steered.turn.id).toBe(turn.id);
    answer.resolve("decline");
    await turn.result();
    expect(file.exists).toBe(false);
    expect(one.told(thread.id)).toEqual([
      "requested client",
      "decided refused by handler",
      "resolved decided",
    ]);
    await vi.waitFor(() => expect(two.told(thread.id)).toEqual(elsewhere));
  },
);

describe("what a raw call set going is a client's own until it is over, and another client's turns are not", () => {
  const refused = ["requested client", "decided refused by default", "resolved decided"];

  async function startBoth(sharing: Sharing) {
    const one = await sharing.connect();
    const two = await sharing.connect({ onApproval: () => "accept" });
    const thread = await startThread(sharing, two);
    const shared = await one.codex.resumeThread(thread.id);
    return { one, thread, shared };
  }

  it("a message in the queue", async () => {
    await using sharing = await startSharing(serve);
    const { one, thread, shared } = await startBoth(sharing);
    const queue = (text: string) =>
      one.codex.rpc.thread.queue.add({
        threadId: shared.id,
        clientUserMessageId: text,
        input: [{ type: "text", text, text_elements: [] }],
      });
    // It waits while another's turn runs.
    const [during, queued, after] = [1, 2, 3].map(() => scriptEscalation(sharing));
    const turn = await thread.runStreamed("Write it", { approvalMode: "ask" });
    const ended = nextNotification(one.codex, "turn/completed", ({ turn: { id } }) => id !== turn.id);
    await queue("queued");
    await turn.result();
    await ended;
    await thread.run("Write it");
    expect([during?.exists, queued?.exists, after?.exists]).toEqual([true, false, true]);
    expect(one.told(thread.id).filter((words) => !words.endsWith("other client"))).toEqual(refused);
  });

  it("a goal", async () => {
    await using sharing = await startSharing(serve);
    const { one, thread, shared } = await startBoth(sharing);
    sharing.model.enqueue(message("Hello"));
    await thread.run("Hi", { approvalMode: "ask" });
    const pursued = scriptEscalation(sharing);
    sharing.model.enqueue(functionCall("update_goal", { status: "complete" }), message("Reached"));
    const over = nextNotification(one.codex, "thread/goal/updated", ({ goal }) => goal.status === "complete");
    const ended = over.then(() => nextNotification(one.codex, "turn/completed"));
    await one.codex.rpc.thread.goal.set({ threadId: shared.id, objective: "Write it" });
    await ended;
    const after = scriptEscalation(sharing);
    await thread.run("Write it");
    expect([pursued.exists, after.exists]).toEqual([false, true]);
    expect(one.told(thread.id).filter((words) => !words.endsWith("other client"))).toEqual(refused);
  });
});

describe("a tool's call", () => {
  const tool = (path: string, called: Deferred<undefined>, may: Promise<undefined>) =>
    defineTool({
      name: "touch",
      description: "Touches a file.",
      parameters: { type: "object", properties: {} },
      execute: async () => {
        const { writeFile } = await import("node:fs/promises");
        await writeFile(path, "");
        called.resolve(undefined);
        await may;
        return "touched";
      },
    });

  it("is executed by the client that gave the tool, whoever else is asked and whenever", async () => {
    await using sharing = await startSharing(serve);
    const path = join(sharing.home.outside, "executed");
    const called = new Deferred<undefined>();
    const may = new Deferred<undefined>();
    const one = await sharing.connect();
    const two = await sharing.connect();
    const thread = await startThread(sharing, one, { tools: [tool(path, called, may.promise)] });
    await two.codex.resumeThread(thread.id);
    const late = await sharing.connect();
    sharing.model.enqueue(functionCall("touch", {}, { callId: "c1" }), message("Done"));
    const turn = thread.run("Touch it");
    await called.promise;
    await late.codex.resumeThread(thread.id);
    await late.codex.rpc.thread.loaded.list({});
    may.resolve(undefined);
    const { items } = await turn;
    expect(items.find(({ type }) => type === "dynamicToolCall")).toMatchObject({
      status: "completed",
      success: true,
    });
    expect(sharing.model.requests.at(-1)?.toolOutput("c1")).toContain("touched");
    expect(existsSync(path)).toBe(true);
  });

  it("of a client's own turn is refused where it did not give the tool: nothing is left hanging", async () => {
    await using sharing = await startSharing(serve);
    const one = await sharing.connect();
    const called = new Deferred<undefined>();
    const path = join(sharing.home.outside, "refused");
    const thread = await startThread(sharing, one, {
      tools: [tool(path, called, Promise.resolve(undefined))],
    });
    await one.codex.close();
    const two = await sharing.connect();
    const resumed = await two.codex.resumeThread(thread.id);
    sharing.model.enqueue(functionCall("touch", {}, { callId: "c1" }), message("Done"));
    expect((await resumed.run("Touch it")).status).toBe("completed");
    expect(sharing.model.requests.at(-1)?.toolOutput("c1")).toContain("no such tool");
    expect(existsSync(path)).toBe(false);
  });
});

import { expect, it, vi } from "vitest";

import { Codex, defineTool, isApprovalModeNotAppliedError } from "../../../src/index.js";
import { Deferred } from "../../../src/lib/deferred.js";
import { FakeServer, opened } from "../../support/fake-server.js";

const sentMethods = (server: FakeServer): unknown[] =>
  server.sent.map((text) => (JSON.parse(text) as { method?: string }).method);

it.each(["one after the other", "in one read"])(
  "a resume that is given up does not take the thread away from another under way, answered %s",
  async (how) => {
    const answers = [new Deferred<object>(), new Deferred<object>()];
    let asked = 0;
    const server = new FakeServer({
      "thread/resume": () => answers[asked++]?.promise,
    });
    await using codex = await Codex.connect({ transport: server });
    const controller = new AbortController();
    const givenUp = codex.resumeThread("T", { signal: controller.signal }).catch((error: unknown) => error);
    const kept = codex.resumeThread("T");
    controller.abort(new Error("enough"));
    expect(await givenUp).toMatchObject({ message: "enough" });
    answers[0]?.resolve(opened("T", {}));
    if (how === "one after the other") await codex.rpc.model.list({});
    answers[1]?.resolve(opened("T", {}));
    const thread = await kept;
    await codex.rpc.model.list({});
    expect(sentMethods(server)).not.toContain("thread/unsubscribe");
    expect(await thread.run("Hi")).toMatchObject({ status: "completed" });
  },
);

it("a resume that nobody waits for any more is let go of", async () => {
  const answer = new Deferred<object>();
  const server = new FakeServer({ "thread/resume": () => answer.promise });
  await using codex = await Codex.connect({ transport: server });
  await expect(codex.resumeThread("T", { timeoutMs: 5 })).rejects.toMatchObject({ timeoutMs: 5 });
  answer.resolve(opened("T", {}));
  await vi.waitFor(() => expect(sentMethods(server)).toContain("thread/unsubscribe"));
});

it("a fork with a handler of its own has the tools of a thread that the server has closed", async () => {
  const server = new FakeServer();
  await using codex = await Codex.connect({
    transport: server,
    experimentalApi: true,
    onApproval: () => "decline",
  });
  const now = defineTool({
    name: "now",
    description: "The time.",
    parameters: { type: "object", properties: {} },
    execute: () => "noon",
  });
  const thread = await codex.startThread({ tools: [now] });
  server.push({ method: "thread/closed", params: { threadId: thread.id } });
  const fork = await thread.fork({ onApproval: () => "decline" });
  const call = { threadId: fork.id, turnId: "U", callId: "c", tool: "now", arguments: {} };
  expect(await server.ask(1, "item/tool/call", call)).toMatchObject({
    result: { success: true, contentItems: [{ text: "noon" }] },
  });
});

/** A goal is pursued on the thread: a resume that is not met at once is refused. */
const pursued = {
  method: "thread/goal/updated",
  params: { threadId: "T", turnId: null, goal: { threadId: "T", objective: "Go on", status: "active" } },
};

it("a resume that is refused decides nothing for the thread's other handles, and executes nothing", async () => {
  const server = new FakeServer({ "thread/resume": () => opened("T", {}) });
  const asked: string[] = [];
  await using codex = await Codex.connect({
    transport: server,
    experimentalApi: true,
    onApproval: () => {
      asked.push("client");
      return "decline";
    },
  });
  const kept = await codex.resumeThread("T", { approvalMode: "ask" });
  server.push(pursued);
  const now = defineTool({
    name: "now",
    description: "The time.",
    parameters: { type: "object", properties: {} },
    execute: () => "noon",
  });
  const refused = codex.resumeThread("T", {
    sandbox: "workspace_write",
    onApproval: () => {
      asked.push("refused");
      return "accept";
    },
    tools: [now],
  });
  await expect(refused).rejects.toSatisfy(isApprovalModeNotAppliedError);
  const command = { threadId: kept.id, turnId: "U", itemId: "i", startedAtMs: 1, command: "ls", cwd: "/" };
  const answer = await server.ask(1, "item/commandExecution/requestApproval", command);
  expect(answer.result).toEqual({ decision: "decline" });
  expect(asked).toEqual(["client"]);
  const call = { threadId: kept.id, turnId: "U", callId: "c", tool: "now", arguments: {} };
  expect(await server.ask(2, "item/tool/call", call)).toMatchObject({ result: { success: false } });
});

it("two resumes of a thread that are both given up let go of it", async () => {
  const answers = [new Deferred<object>(), new Deferred<object>()];
  let asked = 0;
  const server = new FakeServer({ "thread/resume": () => answers[asked++]?.promise });
  await using codex = await Codex.connect({ transport: server });
  const controller = new AbortController();
  const opening = [1, 2].map(() => codex.resumeThread("T", { signal: controller.signal }));
  await vi.waitFor(() => expect(asked).toBe(2));
  controller.abort();
  const both = await Promise.allSettled(opening);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  for (const answer of answers) answer.resolve(opened("T", {}));
  await vi.waitFor(() => expect(sentMethods(server)).toContain("thread/unsubscribe"));
});

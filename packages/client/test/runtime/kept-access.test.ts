import { expect, it } from "vitest";

import { isApprovalModeNotAppliedError, type Sandbox } from "../../src/index.js";
import { message, startTestCodex } from "../../src/testing/index.js";
import { everyKind, scriptToolCall } from "../support/approval-kinds.js";
import { refusal } from "../support/refusal.js";
import { sharingAsked } from "../support/shared-codex.js";

const narrow = { approvalMode: "deny_all", sandbox: "read_only" } as const;

const startEveryKind = sharingAsked((onApproval) => startTestCodex({ config: everyKind, onApproval }));
const startPlain = sharingAsked((onApproval) => startTestCodex({ onApproval }));

/** A thread that has full access, and a client whose handler declines. */
async function start(startAsked: typeof startPlain) {
  const asked: string[] = [];
  const test = await startAsked(({ kind }) => {
    asked.push(kind);
    return "decline";
  });
  const thread = await test.codex.startThread({ approvalMode: "deny_all", sandbox: "full_access" });
  return { ...test, asked, thread };
}

it.each<Sandbox>(["read_only", "workspace_write"])(
  "a %s turn of mode deny_all is refused where tools of MCP servers had full access, and a fork refuses the tools",
  async (sandbox) => {
    await using test = await start(startEveryKind);
    const { codex, model, thread } = test;
    const error = await refusal(thread.run("Write it", { approvalMode: "deny_all", sandbox }));
    if (!isApprovalModeNotAppliedError(error)) throw error;
    expect(error.grants).toEqual([
      {
        approvalId: "",
        kind: "fullAccess",
        what: "full access, which the tools of its MCP servers may keep",
        decision: null,
        grantedAtMs: expect.any(Number) as number,
      },
    ]);
    expect(error.message).toContain(`codex.forkThread("${thread.id}", …)`);
    expect(model.requests).toEqual([]);

    // It runs as it was opened.
    const { file } = scriptToolCall(test);
    await thread.run("Write it");
    expect(file.exists).toBe(true);

    const fork = await codex.forkThread(thread.id, { approvalMode: "deny_all", sandbox });
    const { file: another } = scriptToolCall(test);
    expect((await fork.run("Write another")).status).toBe("completed");
    expect(another.exists).toBe(false);
  },
);

it("a handle whose own run had full access is refused too, and so is a goal", async () => {
  await using test = await start(startEveryKind);
  const { codex, model, thread } = test;
  model.enqueue(message("Done"));
  await thread.run("Look");
  const handle = await codex.resumeThread(thread.id, narrow);
  expect(isApprovalModeNotAppliedError(await refusal(handle.run("Write it")))).toBe(true);
  expect(isApprovalModeNotAppliedError(await refusal(handle.goal.set({ objective: "Write it" })))).toBe(true);
});

it("a raw call that brought full access counts as well", async () => {
  await using test = await startEveryKind(() => "decline");
  const { codex, model } = test;
  const thread = await codex.startThread(narrow);
  model.enqueue(message("Done"));
  const { turn } = await codex.rpc.turn.start({
    threadId: thread.id,
    input: [{ type: "text", text: "Look", text_elements: [] }],
    sandboxPolicy: { type: "dangerFullAccess" },
  });
  expect(turn.id).not.toBe("");
  expect(isApprovalModeNotAppliedError(await refusal(thread.run("Write it")))).toBe(true);
});

it("whoever is asked is asked under less", async () => {
  await using test = await start(startEveryKind);
  const { file } = scriptToolCall(test);
  await test.thread.run("Write it", { approvalMode: "ask", sandbox: "read_only" });
  expect(test.asked).toEqual(["mcpToolCall"]);
  expect(file.exists).toBe(false);
});

it("a thread without MCP servers runs under less", async () => {
  await using test = await start(startPlain);
  test.model.enqueue(message("Done"));
  const sent: unknown[] = [];
  await test.thread.run("Look", { ...narrow, onSent: (id) => sent.push(id) });
  expect(test.thread.settings.sandbox.type).toBe("readOnly");
  test.model.enqueue(message("Done"));
  await test.thread.run("Look", { sandbox: "full_access", onSent: (id) => sent.push(id) });
  // The caller hears of the request that starts the turn, and of none that comes before it.
  expect(sent).toHaveLength(2);
});

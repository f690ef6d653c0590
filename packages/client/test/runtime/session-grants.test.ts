import { expect, it } from "vitest";

import {
  isApprovalModeNotAppliedError,
  type ApprovalMode,
  type Codex,
  type Sandbox,
  type Thread,
} from "../../src/index.js";
import { message, startTestCodex } from "../../src/testing/index.js";
import {
  everyKind,
  scriptPermissions,
  scriptSandboxedWrite,
  scriptToolCall,
} from "../support/approval-kinds.js";
import { scriptEscalation } from "../support/escalation.js";
import { refusal } from "../support/refusal.js";
import { sharingAsked } from "../support/shared-codex.js";
import { startSharing } from "../support/sharing.js";
import { startTestServer } from "../support/test-server.js";

const start = sharingAsked((onApproval) => startTestCodex({ config: everyKind, onApproval }));

interface Asked {
  readonly approvalMode?: ApprovalMode;
  readonly sandbox?: Sandbox;
}

interface Subject {
  readonly kind: string;
  /** Scripts a turn that is granted something for the session, or uses that. */
  readonly script: typeof scriptPermissions;
  /** Scripts a turn that uses what was granted. */
  readonly use: typeof scriptSandboxedWrite;
  readonly what: RegExp;
}

const permissions: Subject = {
  kind: "permissions",
  script: scriptPermissions,
  use: scriptSandboxedWrite,
  what: /^the permissions to write .*outside/,
};
const mcpToolCall: Subject = {
  kind: "mcpToolCall",
  script: scriptToolCall,
  use: scriptToolCall,
  what: /^the tool write of the MCP server fixture$/,
};

/** A client whose handler grants all for the session, and a thread of mode ask and a workspace sandbox on which that has happened. */
async function granted(subject: Subject) {
  let asked = 0;
  const test = await start(() => {
    asked += 1;
    return "acceptForSession";
  });
  const thread = await test.codex.startThread({ approvalMode: "ask", sandbox: "workspace_write" });
  const { file } = subject.script(test);
  await thread.run("Write it");
  expect(file.exists).toBe(true);
  return { ...test, thread, timesAsked: () => asked };
}

/** What a handle rejects with that would run weaker than asked. */
async function refused(thread: Thread<ApprovalMode>, asked: Asked, subject: Subject): Promise<void> {
  const error = await refusal(thread.run("Write another", asked));
  if (!isApprovalModeNotAppliedError(error)) throw error;
  expect(error.threadId).toBe(thread.id);
  expect(error.grants).toEqual([
    {
      approvalId: expect.any(String) as string,
      kind: subject.kind,
      what: expect.stringMatching(subject.what) as string,
      decision: "acceptForSession",
      grantedAtMs: expect.any(Number) as number,
    },
  ]);
  expect(error.message).toContain(`codex.forkThread("${thread.id}", …)`);
}

it.each<[string, Subject, Asked]>([
  ["permissions, and then deny_all", permissions, { approvalMode: "deny_all" }],
  ["permissions, and then read_only", permissions, { sandbox: "read_only" }],
  ["permissions, and then both", permissions, { approvalMode: "deny_all", sandbox: "read_only" }],
  ["an MCP tool, and then deny_all", mcpToolCall, { approvalMode: "deny_all" }],
])("what was granted for the session does not outlive the wish for less: %s", async (_, subject, less) => {
  await using test = await granted(subject);
  const { codex, model, thread } = test;
  const requests = model.requests.length;
  await refused(thread, less, subject);
  // Nor does a handle that is opened for it, at once.
  expect(isApprovalModeNotAppliedError(await refusal(codex.resumeThread(thread.id, less)))).toBe(true);
  expect(model.requests).toHaveLength(requests);
  // Nothing was sent: the handle goes on as before.
  const again = subject.use(test);
  await thread.run("Write another");
  expect(again.file.exists).toBe(true);
  expect(test.timesAsked()).toBe(1);

  const fork = await codex.forkThread(thread.id, less);
  const file = subject.use(test);
  await fork.run("Write it in the fork");
  expect(file.file.exists).toBe(false);
});

it.each<[string, Subject, Asked]>([
  ["permissions, and then auto_review", permissions, { approvalMode: "auto_review" }],
  ["permissions, and then the same again", permissions, { approvalMode: "ask", sandbox: "workspace_write" }],
  ["permissions, and then full_access", permissions, { sandbox: "full_access" }],
  ["an MCP tool, and then read_only", mcpToolCall, { sandbox: "read_only" }],
])("what is no wish for less runs on: %s", async (_, subject, asked) => {
  await using test = await granted(subject);
  const { file } = subject.use(test);
  expect((await test.thread.run("Write another", asked)).status).toBe("completed");
  expect(file.exists).toBe(true);
});

it("on a server that others share too the sandbox of the time is known: the same again runs, a narrower one rejects", async () => {
  await using sharing = await startSharing(startTestServer);
  const { codex } = await sharing.connect({ onApproval: () => "acceptForSession" });
  const thread = await codex.startThread({
    approvalMode: "ask",
    sandbox: "workspace_write",
    cwd: sharing.home.workspace,
  });
  const first = scriptEscalation(sharing);
  await thread.run("Write it");
  expect(first.exists).toBe(true);
  const second = scriptEscalation(sharing);
  await thread.run("Write another");
  expect(second.exists).toBe(true);
  expect(isApprovalModeNotAppliedError(await refusal(thread.run("Less", { sandbox: "read_only" })))).toBe(
    true,
  );
});

it("a command that was granted for the session is no obstacle to deny_all, which refuses it; to a narrower sandbox it is", async () => {
  await using test = await startTestCodex({ onApproval: () => "acceptForSession" });
  const thread = await test.codex.startThread({ approvalMode: "ask", sandbox: "workspace_write" });
  expect(await escalate(test, thread, {})).toBe(true);
  const error = await refusal(thread.run("Again", { sandbox: "read_only" }));
  expect(isApprovalModeNotAppliedError(error) && error.grants[0]?.kind).toBe("command");
  expect(await escalate(test, thread, { approvalMode: "deny_all" })).toBe(false);
  expect(await escalate(test, thread, { sandbox: "read_only" })).toBe(false);
});

async function escalate(
  test: Parameters<typeof scriptEscalation>[0],
  thread: Thread<ApprovalMode>,
  asked: Asked,
): Promise<boolean> {
  const file = scriptEscalation(test);
  await thread.run("Write it", asked);
  return file.exists;
}

it("a handle that asked for less before the grant rejects too, and sets no goal", async () => {
  await using test = await start(() => "acceptForSession");
  const codex: Codex<ApprovalMode> = test.codex;
  const asking = await codex.startThread({ approvalMode: "ask", sandbox: "workspace_write" });
  test.model.enqueue(message("Hello"));
  await asking.run("Hi");
  const denying = await codex.resumeThread(asking.id, { approvalMode: "deny_all" });
  const { file } = scriptToolCall(test);
  await asking.run("Write it");
  expect(file.exists).toBe(true);
  await refused(denying, {}, mcpToolCall);
  expect(isApprovalModeNotAppliedError(await refusal(denying.goal.set({ objective: "Write another" })))).toBe(
    true,
  );
});

it.each([
  ["permissions", permissions],
  ["an MCP tool", mcpToolCall],
])("a revert takes away what was granted: less can be asked then, after %s", async (_, subject) => {
  await using test = await granted(subject);
  const { codex, thread } = test;
  const { thread: stored } = await thread.read({ includeTurns: true });
  await codex.rpc.thread.revert({ threadId: thread.id, beforeTurnId: stored.turns.at(-1)?.id ?? "" });
  const { file } = subject.use(test);
  const { status } = await thread.run("Write another", { approvalMode: "deny_all", sandbox: "read_only" });
  expect({ status, exists: file.exists }).toEqual({ status: "completed", exists: false });
});

it("a grant holds as long as its thread is loaded, whoever has a handle of it", async () => {
  await using test = await granted(mcpToolCall);
  const codex: Codex<ApprovalMode> = test.codex;
  const { id } = test.thread;
  await test.thread.close();
  expect(
    isApprovalModeNotAppliedError(await refusal(codex.resumeThread(id, { approvalMode: "deny_all" }))),
  ).toBe(true);
  await codex.archiveThread(id);
  await codex.unarchiveThread(id);
  const { file } = scriptToolCall(test);
  await (await codex.resumeThread(id, { approvalMode: "deny_all" })).run("Write another");
  expect(file.exists).toBe(false);
});

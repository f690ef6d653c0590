import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import {
  isApprovalModeNotAppliedError,
  type ApprovalMode,
  type Codex,
  type Sandbox,
} from "../../src/index.js";
import { functionCall, message, startTestCodex, type TestCodex } from "../../src/testing/index.js";
import { refusal } from "../support/refusal.js";
import { sharingAsked } from "../support/shared-codex.js";
import { configOf, generations, type Generation } from "../support/subagents.js";

const startOf = {
  v1: sharingAsked((onApproval) => startTestCodex({ config: configOf("v1"), onApproval })),
  v2: sharingAsked((onApproval) => startTestCodex({ config: configOf("v2"), onApproval })),
};

let files = 0;

interface Asked {
  readonly approvalMode?: ApprovalMode;
  readonly sandbox?: Sandbox;
}

/** Scripts a first turn that starts a subagent, and later ones that have it make a file outside the workspace. Gives the file's path. */
function scriptFollowUp({ home, model }: TestCodex<ApprovalMode>, generation: Generation): string {
  const file = join(home.outside, `by-subagent-${String(++files)}`);
  const namespace = generation === "v2" ? "collaboration" : "multi_agent_v1";
  let agentId: string | undefined;
  let isLater = false;
  model.respond((request) => {
    const call = (name: string, args: Readonly<Record<string, unknown>>, callId: string) =>
      request.toolOutput(callId) === undefined ? functionCall(name, args, { callId, namespace }) : undefined;
    if (request.parentThreadId !== undefined) {
      return isLater && request.toolOutput("touch") === undefined
        ? functionCall("exec_command", { cmd: `touch '${file}'` }, { callId: "touch" })
        : message("Worked");
    }
    isLater = request.texts("user").some((text) => text.includes("Have it write"));
    const isV2 = generation === "v2";
    agentId ??= /"agent_id":"([^"]+)"/.exec(request.toolOutput("start") ?? "")?.[1];
    const whom = { ...(isV2 ? {} : { targets: [agentId] }), timeout_ms: 20_000 };
    if (!isLater) {
      const start = { message: "Wait", ...(isV2 ? { task_name: "work" } : {}) };
      return call("spawn_agent", start, "start") ?? call("wait_agent", whom, "wait") ?? message("Done");
    }
    const again = isV2 ? "followup_task" : "send_input";
    const target = isV2 ? "work" : agentId;
    return (
      call(again, { target, message: "Write" }, "again") ??
      call("wait_agent", whom, "wait-again") ??
      message("Done")
    );
  });
  return file;
}

async function startWithSubagent(generation: Generation, asked: Asked) {
  const test = await startOf[generation](() => "decline");
  const codex: Codex<ApprovalMode> = test.codex;
  const agents = new Set<string>();
  const file = scriptFollowUp(test, generation);
  const thread = await codex.startThread(asked);
  codex.on("turn/started", ({ threadId }) => {
    if (threadId !== thread.id) agents.add(threadId);
  });
  await thread.run("Have somebody wait");
  return { ...test, codex, thread, file, agents };
}

const wide = { approvalMode: "deny_all", sandbox: "full_access" } as const;

describe.each(generations)("a subagent of an earlier turn (%s)", (generation) => {
  it.each<Asked>([{ sandbox: "read_only" }, { approvalMode: "deny_all", sandbox: "workspace_write" }])(
    "does not work in a turn that asks for less than it was started under: %j",
    async (less) => {
      await using test = await startWithSubagent(generation, wide);
      const { agents, codex, file, model, thread } = test;
      const requests = model.requests.length;
      const error = await refusal(thread.run("Have it write", less));
      if (!isApprovalModeNotAppliedError(error)) throw error;
      expect(error.subagents).toEqual([...agents]);
      expect(error.message).toContain("codex.archiveThread");
      expect(isApprovalModeNotAppliedError(await refusal(codex.resumeThread(thread.id, less)))).toBe(true);
      expect(model.requests).toHaveLength(requests);

      // What the message says goes on.
      for (const id of error.subagents) await codex.archiveThread(id);
      await thread.run("Have it write", less);
      expect(existsSync(file)).toBe(false);
    },
  );

  it("works in a turn that asks for no less", async () => {
    await using test = await startWithSubagent(generation, wide);
    await test.thread.run("Have it write", wide);
    expect(existsSync(test.file)).toBe(true);
  });
});

it("a fork is told the ids of its source's subagents, and rejects as its source does", async () => {
  await using test = await startWithSubagent("v1", wide);
  const { agents, codex, thread } = test;
  const error = await refusal(codex.forkThread(thread.id, { sandbox: "read_only" }));
  expect(isApprovalModeNotAppliedError(error) && error.subagents).toEqual([...agents]);
});

it("a thread that was let go of has its subagents still, as long as it is loaded", async () => {
  await using test = await startWithSubagent("v1", wide);
  const { agents, codex, thread } = test;
  await thread.close();
  const error = await refusal(codex.resumeThread(thread.id, { sandbox: "read_only" }));
  expect(isApprovalModeNotAppliedError(error) && error.subagents).toEqual([...agents]);
});

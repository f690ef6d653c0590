import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";

import { Codex, type ApprovalEvent, type ApprovalMode, type ApprovalsMissed } from "../../src/index.js";
import {
  applyPatch,
  functionCall,
  guardianVerdict,
  message,
  startTestRuntime,
  type TestRuntime,
} from "../../src/testing/index.js";
import { everyKind, scriptSandboxedWrite, scriptToolCall } from "../support/approval-kinds.js";
import { scriptEscalation, scriptWrite } from "../support/escalation.js";
import {
  answerOfHook,
  configureBlock,
  configureHook,
  hookReason,
  writeRule,
  type HookAnswer,
} from "../support/hooks.js";
import { sharingAsked } from "../support/shared-codex.js";

// A runtime to trust the hook and one to run it: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

type Entry = ApprovalEvent | ApprovalsMissed;

const inWords = (events: readonly Entry[]): readonly string[] =>
  events.map((event) =>
    event.type === "decided" ? `${event.allowed ? "allowed" : "denied"} by ${event.by}` : event.type,
  );

/** For the tests of a file, a runtime with hooks or rules, and a client whose handler declines and counts. */
function sharingPrepared(prepare: (test: TestRuntime) => Promise<void>) {
  const share = sharingAsked(async (onApproval) => {
    const test = await startTestRuntime({ model: "gpt-5.5", config: everyKind });
    await prepare(test);
    const codex = await Codex.connect({ runtime: test.runtime, onApproval });
    const close = async (): Promise<void> => {
      await codex.close();
      await test.close();
    };
    return { ...test, codex, close, [Symbol.asyncDispose]: close };
  });
  return async () => {
    const handled: string[] = [];
    const test = await share(({ kind }) => (handled.push(kind), "decline"));
    const trail: Entry[] = [];
    void (async () => {
      for await (const event of test.codex.approvals()) trail.push(event);
    })();
    test.model.guardian.respond(() => guardianVerdict({ outcome: "deny" }));
    return { ...test, handled, trail };
  };
}

/** The hook stays the same, and so does its hash: what it says is read from its script each time. */
const startHooked = sharingPrepared((runtime) => configureHook(runtime, "nothing"));
const startWithHook = async (answer: HookAnswer) => {
  const test = await startHooked();
  await answerOfHook(test.home, answer);
  return test;
};

const startWith = {
  hookThatBlocks: sharingPrepared(configureBlock),
  ruleThatAllows: sharingPrepared((runtime) => writeRule(runtime, "allow")),
  ruleThatPrompts: sharingPrepared((runtime) => writeRule(runtime, "prompt")),
};

const attended: readonly ApprovalMode[] = ["ask", "auto_review"];

describe("a trusted hook", () => {
  it.each(attended)(
    "that allows decides before anybody is asked, and both trails say so: %s",
    async (mode) => {
      await using test = await startWithHook("allow");
      const thread = await test.codex.startThread({ approvalMode: mode });
      const file = scriptEscalation(test);
      const { id, approvals } = await thread.run("Write it");
      expect({ exists: file.exists, handled: test.handled }).toEqual({ exists: true, handled: [] });
      expect(test.model.guardian.requests).toEqual([]);
      expect(approvals).toMatchObject([
        {
          type: "decided",
          by: "hook",
          allowed: true,
          threadId: thread.id,
          turnId: id,
          itemId: expect.stringMatching(/^escalated_/) as unknown,
          hooks: [{ eventName: "permissionRequest", status: "completed", sourcePath: test.home.configPath }],
        },
      ]);
      expect(test.trail).toEqual(approvals);
    },
  );

  it.each(attended)("that denies, with its reason: %s", async (mode) => {
    await using test = await startWithHook("deny");
    const thread = await test.codex.startThread({ approvalMode: mode });
    const file = scriptEscalation(test);
    const { approvals } = await thread.run("Write it");
    expect({ exists: file.exists, handled: test.handled }).toEqual({ exists: false, handled: [] });
    expect(approvals).toMatchObject([
      { by: "hook", allowed: false, hooks: [{ status: "blocked", entries: [{ text: hookReason }] }] },
    ]);
    expect(test.trail).toEqual(approvals);
  });

  it("that says nothing leaves it to whom the mode names, and is in no trail", async () => {
    await using test = await startWithHook("nothing");
    const asking = await test.codex.startThread({ approvalMode: "ask" });
    const first = scriptEscalation(test);
    expect(inWords((await asking.run("Write it")).approvals)).toEqual([
      "requested",
      "denied by handler",
      "resolved",
    ]);
    const reviewed = await test.codex.startThread({ approvalMode: "auto_review" });
    const second = scriptEscalation(test);
    expect(inWords((await reviewed.run("Write it")).approvals)).toEqual([
      "requested",
      "denied by reviewer",
      "resolved",
    ]);
    expect([first.exists, second.exists]).toEqual([false, false]);
  });

  it("decides about patches, once each", async () => {
    await using test = await startWithHook("deny");
    const thread = await test.codex.startThread({ approvalMode: "ask" });
    const patch = `*** Begin Patch\n*** Add File: ${test.home.outside}/patched\n+hi\n*** End Patch`;
    test.model.enqueue(applyPatch(patch), message("Done"));
    expect(inWords((await thread.run("Patch it")).approvals)).toEqual(["denied by hook"]);
  });

  it("allows an MCP tool call under deny_all too, and a command does not come before it there", async () => {
    await using test = await startWithHook("allow");
    const thread = await test.codex.startThread({ approvalMode: "deny_all" });
    const call = scriptToolCall(test);
    expect(inWords((await thread.run("Call it")).approvals)).toEqual(["allowed by hook"]);
    expect(call.file.exists).toBe(true);
    const file = scriptEscalation(test);
    expect((await thread.run("Write it")).approvals).toEqual([]);
    expect(file.exists).toBe(false);
  });

  it("that allowed a command which outlives its turn is in the turn's result", async () => {
    await using test = await startWithHook("allow");
    const thread = await test.codex.startThread({ approvalMode: "ask" });
    const mark = join(test.home.workspace, "may-end");
    const args = {
      cmd: `until [ -e '${mark}' ]; do sleep 0.05; done`,
      yield_time_ms: 250,
      sandbox_permissions: "require_escalated",
      justification: "May I?",
    };
    test.model.enqueue(functionCall("exec_command", args, { callId: "sleeps" }), message("Done"));
    const turn = await thread.runStreamed("Sleep");
    expect(inWords((await turn.result()).approvals)).toEqual(["allowed by hook"]);
    await writeFile(mark, "");
    await turn.settled();
    expect(inWords(test.trail)).toEqual(["allowed by hook"]);
  });

  it.each([...attended, "deny_all" as const])(
    "that blocks a tool before its use, in every mode: %s",
    async (mode) => {
      await using test = await startWith.hookThatBlocks();
      const thread = await test.codex.startThread({ approvalMode: mode });
      const file = scriptWrite(test);
      expect((await thread.run("Write it")).approvals).toMatchObject([
        { by: "hook", allowed: false, hooks: [{ eventName: "preToolUse", status: "blocked" }] },
      ]);
      expect(file.exists).toBe(false);
    },
  );
});

describe("a rule", () => {
  it.each([...attended, "deny_all" as const])(
    "allow runs what it names outside the sandbox, in every mode, and the runtime tells nobody: %s",
    async (mode) => {
      await using test = await startWith.ruleThatAllows();
      const thread = await test.codex.startThread({ approvalMode: mode, sandbox: "read_only" });
      const { file } = scriptSandboxedWrite(test);
      expect((await thread.run("Write it")).approvals).toEqual([]);
      expect({ exists: file.exists, handled: test.handled }).toEqual({ exists: true, handled: [] });
    },
  );

  it.each([
    ["ask", ["requested", "denied by handler", "resolved"]],
    ["auto_review", ["requested", "denied by reviewer", "resolved"]],
    ["deny_all", []],
  ] as const)(
    "prompt asks about what the sandbox would allow, whom the mode names: %s",
    async (mode, told) => {
      await using test = await startWith.ruleThatPrompts();
      const thread = await test.codex.startThread({ approvalMode: mode });
      const file = scriptWrite(test);
      expect(inWords((await thread.run("Write it")).approvals)).toEqual(told);
      expect(file.exists).toBe(false);
    },
  );
});

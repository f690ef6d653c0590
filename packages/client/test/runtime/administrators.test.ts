import { describe, expect, it, vi } from "vitest";

import {
  Codex,
  isApprovalModeNotAppliedError,
  isInvalidRequestError,
  type ApprovalModeNotAppliedError,
} from "../../src/index.js";
import { message, startTestCodex, startTestRuntime } from "../../src/testing/index.js";
import { administrated, whyNotAdministrated, type AdministratorFiles } from "../support/administrators.js";
import { sharing } from "../support/shared-codex.js";

// Several runtimes each: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

/** Starts a runtime whose administrators have written `files`, with a client that can ask. */
async function startAdministrated(files: AdministratorFiles) {
  const launcher = await administrated(files);
  const test = await startTestRuntime({ path: launcher.path, model: "gpt-5.5" });
  test.model.respond(() => message("Done"));
  const connect = () => Codex.connect({ runtime: test.runtime, onApproval: () => "decline" });
  const codex = await connect();
  return {
    ...test,
    connect,
    codex,
    async [Symbol.asyncDispose]() {
      await codex.close();
      await test[Symbol.asyncDispose]();
      await launcher[Symbol.asyncDispose]();
    },
  };
}

async function refusal(call: Promise<unknown>): Promise<ApprovalModeNotAppliedError> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isApprovalModeNotAppliedError(error)) throw new Error(`Not refused so: ${String(error)}`);
  return error;
}

const askAlone = {
  "requirements.toml": 'allowed_approval_policies = ["on-request"]\nallowed_approvals_reviewers = ["user"]\n',
};
const startAskAlone = sharing(() => startAdministrated(askAlone));
const why = /`Never` is not in the allowed set \[OnRequest\] \(set by .*requirements\.toml\)/;
const instead = "Administrators admit here the approval modes: ask;";

describe.skipIf(whyNotAdministrated !== undefined)(
  `what administrators forbid${whyNotAdministrated === undefined ? "" : ` (skipped: ${whyNotAdministrated})`}`,
  () => {
    it("is refused by start, with the runtime's own warnings, and leaves nothing loaded", async () => {
      await using test = await startAskAlone();
      const error = await refusal(test.codex.startThread({ approvalMode: "deny_all" }));
      expect(error.warnings.map(({ method }) => method).sort()).toEqual(["configWarning", "warning"]);
      for (const { message: text } of error.warnings) expect(text).toMatch(why);
      expect(error.warnings.find(({ method }) => method === "warning")?.threadId).toBe(error.threadId);
      expect(error.message).toMatch(why);
      expect(error.message).toContain(instead);
      expect(error.settings.approvalMode).toBe("ask");
      expect((await test.codex.rpc.thread.loaded.list({})).data).toEqual([]);
      // Without a mode it asks for auto_review, which is forbidden too.
      const { warnings } = await refusal(test.codex.startThread());
      expect(warnings[0]?.message).toContain("`AutoReview` is not in the allowed set [User]");
    });

    it("is refused by both forks at once, and what was forked is gone", async () => {
      await using test = await startAskAlone();
      const thread = await test.codex.startThread({ approvalMode: "ask" });
      await thread.run("Hi");
      for (const fork of [
        () => test.codex.forkThread(thread.id, { approvalMode: "deny_all" }),
        () => thread.fork({ approvalMode: "deny_all" }),
      ]) {
        const error = await refusal(fork());
        expect(error.threadId).not.toBe(thread.id);
        expect(error.warnings).toMatchObject([{ method: "warning", threadId: error.threadId }]);
        expect(error.message).toMatch(why);
        expect(error.message).toContain(instead);
      }
      expect((await test.codex.rpc.thread.loaded.list({})).data).toEqual([thread.id]);
      expect((await thread.fork()).settings.approvalMode).toBe("ask");
    });

    it("is refused by a cold resume at once, which is let go of; the thread can be opened without", async () => {
      await using test = await startAdministrated(askAlone);
      const { id } = await test.codex.startThread({ approvalMode: "ask" }).then(async (thread) => {
        await thread.run("Hi");
        return thread;
      });
      await test.codex.close();
      await using second = await test.connect();
      const error = await refusal(second.resumeThread(id, { approvalMode: "deny_all" }));
      expect(error).toMatchObject({ threadId: id, warnings: [{ method: "warning", threadId: id }] });
      expect(error.message).toContain(instead);
      const thread = await second.resumeThread(id);
      expect((await thread.run("Hi")).status).toBe("completed");
    });

    it("is refused by a run and by a loaded resume's first run, and handle and thread stay as they are", async () => {
      await using test = await startAskAlone();
      const thread = await test.codex.startThread({ approvalMode: "ask" });
      await thread.run("Hi");
      const before = thread.settings;
      const error = await refusal(thread.run("Hi", { approvalMode: "deny_all" }));
      expect(isInvalidRequestError(error.cause)).toBe(true);
      expect(error).toMatchObject({
        threadId: thread.id,
        turnId: undefined,
        interrupted: false,
        warnings: [],
      });
      expect(error.message).toMatch(why);
      expect(error.message).toContain(instead);
      expect(thread.settings).toEqual(before);
      expect((await thread.run("Hi")).status).toBe("completed");

      const resumed = await test.codex.resumeThread(thread.id, { approvalMode: "auto_review" });
      expect((await refusal(resumed.runStreamed("Hi"))).cause).toMatchObject({ code: -32600 });
    });

    it("is a sandbox too: start, fork and run refuse it alike", async () => {
      await using test = await startAdministrated({
        "requirements.toml": 'allowed_sandbox_modes = ["read-only", "workspace-write"]\n',
      });
      const thread = await test.codex.startThread({ approvalMode: "ask", sandbox: "read_only" });
      await thread.run("Hi");
      const forbidden = { sandbox: "full_access" } as const;
      for (const call of [
        () => test.codex.startThread({ approvalMode: "ask", ...forbidden }),
        () => thread.fork(forbidden),
        () => thread.run("Hi", forbidden),
      ]) {
        const { message: text } = await refusal(call());
        expect(text).toContain("`DangerFullAccess` is not in the allowed set [ReadOnly, WorkspaceWrite]");
        expect(text).toContain("the sandboxes: read_only, workspace_write.");
      }
    });

    it("is what allowed() leaves out, with the file that says so", async () => {
      await using test = await startAskAlone();
      expect(await test.codex.allowed()).toEqual({
        approvalModes: ["ask"],
        sandboxes: ["read_only", "workspace_write", "full_access"],
        sources: [
          {
            kind: "requirements",
            file: "/etc/codex/requirements.toml",
            settings: ["allowed_approval_policies", "allowed_approvals_reviewers"],
          },
          { kind: "user", file: test.home.configPath, settings: ["sandbox_mode"] },
        ],
      });
    });

    it("may be a managed configuration, whose values win: configured tells what they are", async () => {
      await using test = await startAdministrated({
        "managed_config.toml": 'approval_policy = "never"\nsandbox_mode = "read-only"\n',
      });
      const allowed = await test.codex.allowed();
      expect(allowed).toMatchObject({ approvalModes: ["deny_all"], sandboxes: ["read_only"] });
      expect(allowed.sources).toContainEqual({
        kind: "legacyManagedConfigTomlFromFile",
        file: "/etc/codex/managed_config.toml",
        settings: ["approval_policy", "sandbox_mode"],
      });
      const thread = await test.codex.startThread({ approvalMode: "configured" });
      expect(thread.settings).toMatchObject({ approvalMode: "deny_all", sandbox: { type: "readOnly" } });
      expect((await thread.run("Hi")).status).toBe("completed");
      expect((await refusal(test.codex.startThread())).settings.approvalMode).toBe("deny_all");
    });

    it("is named by a test's start, which refuses where it takes the scripted model's place", async () => {
      const warned = vi.spyOn(process, "emitWarning").mockReturnValue();
      await using launcher = await administrated(askAlone);
      await (await startTestCodex({ path: launcher.path }))[Symbol.asyncDispose]();
      expect(warned.mock.calls).toEqual([
        [
          expect.stringContaining(
            "/etc/codex/requirements.toml: allowedLoginMethods, allowedApprovalPolicies",
          ),
          { type: "CodexTestWarning", code: "CODEX_TYPED_MACHINE_CONFIGURATION" },
        ],
      ]);
      warned.mockRestore();

      await using theirs = await administrated({ "managed_config.toml": 'model_provider = "openai"\n' });
      await expect(startTestCodex({ path: theirs.path })).rejects.toThrow(
        "The runtime would not ask the scripted model: the configuration of this machine puts another in its place " +
          "(/etc/codex/managed_config.toml: model_provider).",
      );
    });

    it("may be all three modes: then only configured starts a thread, whose mode is none of them", async () => {
      await using test = await startAdministrated({
        "requirements.toml": 'allowed_approval_policies = ["untrusted"]\n',
      });
      expect((await test.codex.allowed()).approvalModes).toEqual([]);
      expect((await refusal(test.codex.startThread())).message).toContain("approval modes: none;");
      const { settings } = await test.codex.startThread({ approvalMode: "configured" });
      expect(settings).toMatchObject({ approvalMode: null, approvalPolicy: "untrusted" });
    });
  },
);

describe("configured", () => {
  const share = sharing(() => startTestCodex());

  /** A home that is configured so, and in nothing else than before: each thread that is started finds it. */
  async function startConfigured(config: {
    readonly [Key in "approval_policy" | "approvals_reviewer"]?: unknown;
  }) {
    const test = await share();
    const edit = (keyPath: keyof typeof config) =>
      ({ keyPath, value: config[keyPath] ?? null, mergeStrategy: "replace" }) as const;
    await test.codex.rpc.config.batchWrite({ edits: [edit("approval_policy"), edit("approvals_reviewer")] });
    return test;
  }

  it.each([
    ["deny_all", { approval_policy: "never" }],
    ["auto_review", { approval_policy: "on-request", approvals_reviewer: "auto_review" }],
    ["ask", { approval_policy: "on-request" }],
    ["ask", {}],
    [
      null,
      { approval_policy: { granular: { sandbox_approval: true, rules: true, mcp_elicitations: false } } },
    ],
  ] as const)("is what the configuration says: %s of %o", async (approvalMode, config) => {
    await using test = await startConfigured(config);
    const thread = await test.codex.startThread({ approvalMode: "configured" });
    expect(thread.settings.approvalMode).toBe(approvalMode);
    test.model.respond(() => message("Done"));
    await thread.run("Hi");
    expect(thread.settings.approvalMode).toBe(approvalMode);
  });
});

it("allowed() of a machine without administrators is everything, and says what the configuration sets", async () => {
  await using test = await startTestCodex({
    experimentalApi: true,
    config: { approval_policy: "never", permissions: { narrow: { extends: ":read-only" } } },
  });
  expect(await test.codex.allowed({ cwd: test.home.workspace })).toEqual({
    approvalModes: ["auto_review", "deny_all", "ask"],
    sandboxes: ["read_only", "workspace_write", "full_access"],
    profiles: expect.arrayContaining([
      ":read-only",
      ":workspace",
      ":danger-full-access",
      "narrow",
    ]) as unknown,
    sources: [{ kind: "user", file: test.home.configPath, settings: ["approval_policy", "sandbox_mode"] }],
  });
});

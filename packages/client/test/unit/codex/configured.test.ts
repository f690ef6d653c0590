import { describe, expect, it } from "vitest";

import { Codex, isApprovalModeNotAppliedError, type ApprovalMode } from "../../../src/index.js";
import { FakeServer, opened, Refusal } from "../../support/fake-server.js";

const connect = (server: FakeServer): Promise<Codex<ApprovalMode>> =>
  Codex.connect({ transport: server, onApproval: () => "decline" });

describe("the mode configured", () => {
  it("sends nothing, and the settings are what the server says", async () => {
    const server = new FakeServer({
      "thread/start": (params) => opened("T", params, { approvalPolicy: { granular: {} } }),
    });
    await using codex = await connect(server);
    const thread = await codex.startThread({ approvalMode: "configured", model: "m" });
    expect(server.paramsOf("thread/start")).toEqual([{ model: "m" }]);
    expect(thread.settings.approvalMode).toBeNull();
    await thread.run("Hi");
    expect(server.paramsOf("turn/start")[0]).not.toHaveProperty("approvalPolicy");
  });

  it("is refused by every other method", async () => {
    await using codex = await connect(new FakeServer());
    const thread = await codex.startThread();
    const configured = { approvalMode: "configured" as "ask" };
    for (const call of [
      () => codex.resumeThread("T", configured),
      () => codex.forkThread("T", configured),
      () => thread.fork(configured),
      () => thread.run("Hi", configured),
      () => thread.runStreamed("Hi", configured),
    ])
      await expect(call()).rejects.toThrow("configured is for startThread alone");
    await expect(codex.startThread({ approvalMode: "never" as "ask" })).rejects.toThrow(
      '"never" is not an approval mode. Did you mean deny_all?',
    );
    await expect(codex.startThread({ approvalMode: "Configured" as "ask" })).rejects.toThrow(
      "It must be one of auto_review, deny_all, ask, configured.",
    );
  });
});

describe("allowed()", () => {
  const requiring = (requirements: object | null): FakeServer =>
    new FakeServer({
      "configRequirements/read": () => ({ requirements }),
      "config/read": () => ({ config: {}, origins: {} }),
    });

  it.each<[string, object | null, readonly string[], readonly string[]]>([
    ["nobody", null, ["auto_review", "deny_all", "ask"], ["read_only", "workspace_write", "full_access"]],
    [
      "a policy",
      { allowedApprovalPolicies: ["never"] },
      ["deny_all"],
      ["read_only", "workspace_write", "full_access"],
    ],
    [
      "a reviewer by its older name",
      { allowedApprovalsReviewers: ["guardian_subagent"], allowedSandboxModes: [] },
      ["auto_review", "deny_all"],
      [],
    ],
    [
      "profiles",
      { allowedPermissionProfiles: { ":read-only": true, ":workspace": false, mine: true } },
      ["auto_review", "deny_all", "ask"],
      ["read_only"],
    ],
    [
      "all of it",
      {
        allowedApprovalPolicies: ["on-request"],
        allowedApprovalsReviewers: ["user"],
        allowedSandboxModes: ["read-only"],
      },
      ["ask"],
      ["read_only"],
    ],
  ])("where %s is required", async (_, requirements, approvalModes, sandboxes) => {
    await using codex = await connect(requiring(requirements));
    expect(await codex.allowed()).toMatchObject({ approvalModes, sandboxes });
  });

  it("names each layer once, and no file where there is none", async () => {
    const flags = { name: { type: "sessionFlags" }, version: "1" };
    const project = { name: { type: "project", dotCodexFolder: "/repo/.codex" }, version: "1" };
    const server = new FakeServer({
      "configRequirements/read": () => ({ requirements: { allowedSandboxModes: ["read-only"] } }),
      "config/read": () => ({
        config: {},
        origins: { sandbox_mode: flags, approval_policy: flags, approvals_reviewer: project, model: project },
      }),
    });
    await using codex = await connect(server);
    expect((await codex.allowed({ cwd: "/repo" })).sources).toEqual([
      { kind: "requirements", file: null, settings: ["allowed_sandbox_modes"] },
      { kind: "sessionFlags", file: null, settings: ["approval_policy", "sandbox_mode"] },
      { kind: "project", file: "/repo/.codex", settings: ["approvals_reviewer"] },
    ]);
    expect(server.paramsOf("config/read")).toEqual([{ cwd: "/repo", includeLayers: true }]);
  });
});

describe("a refusal by administrators", () => {
  const words = "invalid thread settings override: `Never` is not in the allowed set [OnRequest]";
  const refusing = {
    "turn/start": () => {
      throw new Refusal(-32600, words);
    },
  };

  it("is one also of a runtime that does not tell what they require", async () => {
    const server = new FakeServer({
      ...refusing,
      "configRequirements/read": () => {
        throw new Refusal(-32601);
      },
    });
    await using codex = await connect(server);
    const thread = await codex.startThread({ approvalMode: "ask" });
    const error: unknown = await thread
      .run("Hi", { approvalMode: "deny_all" })
      .catch((reason: unknown) => reason);
    expect(isApprovalModeNotAppliedError(error) && error.message).toContain(words);
    expect(error).toHaveProperty("cause.code", -32600);
  });

  it("is none where the turn brought no settings", async () => {
    await using codex = await connect(new FakeServer(refusing));
    const thread = await codex.startThread({ approvalMode: "ask" });
    await expect(thread.run("Hi")).rejects.toMatchObject({ name: "InvalidRequestError", message: words });
  });

  it("is not seen in a warning of another thread, nor in one from before", async () => {
    const warn = (server: FakeServer, threadId: string): void => {
      server.push({ method: "warning", params: { threadId, message: "`approval_policy` is disallowed" } });
    };
    const server: FakeServer = new FakeServer({
      "thread/resume": () => {
        warn(server, "another");
        return opened("T", {}, { approvalPolicy: "on-request" });
      },
    });
    await using codex = await connect(server);
    warn(server, "T");
    await new Promise((resolve) => setTimeout(resolve, 5));
    const thread = await codex.resumeThread("T", { approvalMode: "deny_all" });
    await thread.run("Hi");
    expect(thread.settings.approvalMode).toBe("deny_all");
    expect(server.paramsOf("configRequirements/read")).toEqual([]);
  });
});

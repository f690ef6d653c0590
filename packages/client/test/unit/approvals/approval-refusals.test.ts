import { describe, expect, it } from "vitest";

import { Codex, isApprovalModeError, isCodexError, isUsageError, type Thread } from "../../../src/index.js";
import { FakeServer } from "../../support/fake-server.js";

type Call = (codex: Codex, thread: Thread, options: never) => Promise<unknown>;

const methods: [string, Call][] = [
  ["Codex.startThread", (codex, _, options) => codex.startThread(options)],
  ["Codex.resumeThread", (codex, _, options) => codex.resumeThread("T", options)],
  ["Codex.forkThread", (codex, _, options) => codex.forkThread("T", options)],
  ["Thread.run", (_, thread, options) => thread.run("Hi", options)],
  ["Thread.runStreamed", (_, thread, options) => thread.runStreamed("Hi", options)],
  ["Thread.fork", (_, thread, options) => thread.fork(options)],
];

const modeless: [string, Call][] = [
  ["Codex.listThreads", (codex, _, options) => codex.listThreads(options)],
  ["Codex.archiveThread", (codex, _, options) => codex.archiveThread("T", options)],
  ["Codex.unarchiveThread", (codex, _, options) => codex.unarchiveThread("T", options)],
  ["Thread.archive", (_, thread, options) => thread.archive(options)],
  ["Thread.read", (_, thread, options) => thread.read(options)],
  ["Thread.setName", (_, thread, options) => thread.setName("name", options)],
];

/** Calls with what no types allow, and gives the refusal. Fails if anything was sent. */
async function refusal(call: Call, options: unknown): Promise<unknown> {
  const server = new FakeServer();
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread();
  const before = server.sent.length;
  const error: unknown = await call(codex, thread, options as never).then(
    () => "no refusal",
    (reason: unknown) => reason,
  );
  // What would be sent late is sent before the answer to a later call.
  await codex.rpc.model.list({});
  expect(server.sent.slice(before)).toHaveLength(1);
  return error;
}

const notModes: [string, unknown][] = [
  ["null", null],
  ["0", 0],
  ["NaN", NaN],
  ["false", false],
  ['""', ""],
  ['"toString"', "toString"],
  ['"__proto__"', "__proto__"],
  ['"constructor"', "constructor"],
  ['"never"', "never"],
  ['"AUTO_REVIEW"', "AUTO_REVIEW"],
  ['"deny_all "', "deny_all "],
  ["{}", {}],
  ["an object without a prototype", Object.create(null)],
  ['["deny_all"]', ["deny_all"]],
  ["a String object", Object("deny_all")],
  ["a symbol", Symbol("deny_all")],
  ["a bigint", 1n],
  ["a function", () => "deny_all"],
];

describe.each(methods)("%s", (name, call) => {
  it.each(notModes)("refuses %s as approvalMode, and sends nothing", async (_, approvalMode) => {
    const error = await refusal(call, { approvalMode });
    expect(isApprovalModeError(error) && isCodexError(error), String(error)).toBe(true);
    expect(error).toMatchObject({ operation: name, option: "approvalMode" });
    expect(String(error)).toContain("auto_review, deny_all, ask");
  });

  it.each(["approvalPolicy", "approvalsReviewer", "permissions", "approval_policy", "approvals_reviewer"])(
    "refuses the raw field %s, and sends nothing",
    async (field) => {
      for (const value of ["never", "auto_review", null, {}]) {
        expect(await refusal(call, { [field]: value })).toMatchObject({
          name: "ApprovalModeError",
          operation: name,
          option: field,
        });
      }
    },
  );

  it("refuses options that are hidden from enumeration or inherited, and the mode among them", async () => {
    class Inherited {
      get approvalMode() {
        return "never";
      }
    }
    const hidden = Object.defineProperty({}, "approvalMode", { value: "never", enumerable: false });
    for (const options of [new Inherited(), hidden, Object.create({ approvalMode: "never" })]) {
      expect(await refusal(call, options)).toMatchObject({
        name: "ApprovalModeError",
        option: "approvalMode",
      });
    }
    for (const field of ["approvalPolicy", "permissions"]) {
      expect(await refusal(call, Object.create({ [field]: "never" }))).toMatchObject({
        name: "ApprovalModeError",
        option: field,
      });
    }
  });

  it("refuses other options that do not exist, and what are no options", async () => {
    for (const options of [
      { sandboxMode: "read-only" },
      { sandbox: "workspace-write" },
      { sandbox: null },
      { cdw: "/" },
    ]) {
      expect(isUsageError(await refusal(call, options)), JSON.stringify(options)).toBe(true);
    }
    for (const options of [null, "deny_all", 0])
      expect(isUsageError(await refusal(call, options))).toBe(true);
  });

  it.each([
    ["workspace", "workspace_write"],
    ["workspace-write", "workspace_write"],
    ["workspaceWrite", "workspace_write"],
    ["read-only", "read_only"],
    ["danger-full-access", "full_access"],
  ])("refuses the sandbox %s, and names the one that is meant", async (sandbox, meant) => {
    expect(await refusal(call, { sandbox })).toMatchObject({
      name: "UsageError",
      message: expect.stringMatching(`"${sandbox}" is not a sandbox. Write "${meant}".$`) as string,
    });
  });
});

const withConfig = methods.filter(([name]) => !["Thread.run", "Thread.runStreamed"].includes(name));

describe.each(withConfig)("%s", (name, call) => {
  it.each<[string, { given: object; option: string }]>([
    ["at the top", { given: { approval_policy: "never" }, option: "config.approval_policy" }],
    ["the reviewer", { given: { approvals_reviewer: "user" }, option: "config.approvals_reviewer" }],
    [
      "in a profile",
      {
        given: { profiles: { x: { approval_policy: "on-request" } } },
        option: "config.profiles.x.approval_policy",
      },
    ],
    ["a dotted key", { given: { "a.approvals_reviewer": "user" }, option: "config.a.approvals_reviewer" }],
    [
      "a dotted key into the policy",
      { given: { "approval_policy.granular.rules": true }, option: "config.approval_policy.granular.rules" },
    ],
    [
      "a quoted key",
      { given: { 'profiles.x."approval_policy"': "never" }, option: 'config.profiles.x."approval_policy"' },
    ],
    [
      "by what stands for it in JSON",
      { given: { toJSON: () => ({ approval_policy: "never" }) }, option: "config.approval_policy" },
    ],
    [
      "in a list",
      { given: { list: [{ approval_policy: "never" }] }, option: "config.list.0.approval_policy" },
    ],
  ])("refuses a config override of the policy: %s", async (_, { given, option }) => {
    expect(await refusal(call, { config: given })).toMatchObject({
      name: "ApprovalModeError",
      operation: name,
      option,
    });
  });

  it("refuses a config without a JSON form as a usage error", async () => {
    const cycle: Record<string, unknown> = {};
    cycle["itself"] = cycle;
    expect(isUsageError(await refusal(call, { config: cycle }))).toBe(true);
  });
});

describe.each(modeless)("%s, which takes no mode,", (_, call) => {
  it("refuses a mode and a raw field", async () => {
    expect(isCodexError(await refusal(call, { approvalMode: "deny_all" }))).toBe(true);
    expect(isApprovalModeError(await refusal(call, { approvalPolicy: "never" }))).toBe(true);
  });
});

it.each(methods)("%s takes approvalMode: undefined for an omission", async (_, call) => {
  const server = new FakeServer();
  await using codex = await Codex.connect({ transport: server, requireLogin: false });
  const thread = await codex.startThread();
  const sent = async (options: object): Promise<string | undefined> => {
    const before = server.sent.length;
    await call(codex, thread, options as never);
    return server.sent[before]?.replace(/"id":\d+/, '"id":0');
  };
  expect(await sent({ approvalMode: undefined, sandbox: undefined })).toBe(await sent({}));
});

import { describe, expect, it } from "vitest";

import {
  Codex,
  isUsageError,
  type ApprovalMode,
  type SandboxOptions,
  type Thread,
} from "../../../src/index.js";
import { FakeServer, opened } from "../../support/fake-server.js";

interface Given {
  readonly sandbox: SandboxOptions;
}

type Call = (codex: Codex<ApprovalMode>, thread: Thread<ApprovalMode>, options: Given) => Promise<unknown>;

const opening: [string, Call][] = [
  ["Codex.startThread", (codex, _, options) => codex.startThread(options)],
  ["Codex.resumeThread", (codex, _, options) => codex.resumeThread("T", options)],
  ["Codex.forkThread", (codex, _, options) => codex.forkThread("T", options)],
  ["Thread.fork", (_, thread, options) => thread.fork(options)],
];

const starting: [string, Call][] = [
  ["Thread.run", (_, thread, options) => thread.run("Hi", options)],
  ["Thread.runStreamed", (_, thread, options) => thread.runStreamed("Hi", options)],
];

const connect = (server: FakeServer): Promise<Codex<ApprovalMode>> =>
  Codex.connect({ transport: server, onApproval: () => "decline" });

/** The refusal of what no types allow. Fails if anything was sent. */
async function refusal(call: Call, sandbox: unknown): Promise<unknown> {
  const server = new FakeServer();
  await using codex = await connect(server);
  const thread = await codex.startThread();
  const before = server.sent.length;
  const error: unknown = await call(codex, thread, { sandbox: sandbox as SandboxOptions }).then(
    () => "no refusal",
    (reason: unknown) => reason,
  );
  expect(server.sent.slice(before)).toEqual([]);
  return error;
}

/** What is wrong, the option that is named, and the remedy. */
const wrong: [string, unknown, string, string][] = [
  [
    "null",
    null,
    "sandbox",
    "null is not a sandbox. It must be one of read_only, workspace_write, full_access.",
  ],
  ["an unknown name", "readonly", "sandbox", '"readonly" is not a sandbox.'],
  ["a name that every object has", "toString", "sandbox", '"toString" is not a sandbox.'],
  ["the protocol's mode", "danger-full-access", "sandbox", 'Write "full_access".'],
  ["the protocol's type", "workspaceWrite", "sandbox", 'Write "workspace_write".'],
  ["a list", ["read_only"], "sandbox", "a value of type object is not a sandbox."],
  ["a function", () => "read_only", "sandbox", "a value of type function is not a sandbox."],
  ["no mode", {}, "sandbox.mode", "there is no mode. It must be one of"],
  ["a mode of null", { mode: null }, "sandbox.mode", "null is not the mode of a sandbox."],
  ["a mode by the protocol", { mode: "workspace-write" }, "sandbox.mode", 'Write "workspace_write".'],
  ["a mode by the protocol's type", { mode: "readOnly" }, "sandbox.mode", 'Write "read_only".'],
  ["the protocol's policy", { type: "readOnly" }, "sandbox.type", "Write mode."],
  [
    "a name of the configuration for the network",
    { mode: "read_only", network_access: true },
    "sandbox.network_access",
    "Write networkAccess.",
  ],
  [
    "a name of the configuration for the roots",
    { mode: "workspace_write", writable_roots: [] },
    "sandbox.writable_roots",
    "Write writableRoots.",
  ],
  [
    "an unknown member",
    { mode: "workspace_write", excludeSlashTmp: true },
    "sandbox.excludeSlashTmp",
    "It takes mode, networkAccess, writableRoots.",
  ],
  [
    "__proto__ as a member",
    JSON.parse('{"mode":"read_only","__proto__":{}}'),
    "sandbox.__proto__",
    "no member",
  ],
  [
    "the network for full access",
    { mode: "full_access", networkAccess: true },
    "sandbox.networkAccess",
    "Leave networkAccess out.",
  ],
  [
    "no network for full access",
    { mode: "full_access", networkAccess: false },
    "sandbox.networkAccess",
    "Leave networkAccess out.",
  ],
  [
    "a network that is no boolean",
    { mode: "read_only", networkAccess: "enabled" },
    "sandbox.networkAccess",
    "It must be true or false.",
  ],
  ["a network of null", { mode: "workspace_write", networkAccess: null }, "sandbox.networkAccess", "null"],
  [
    "roots for reading alone",
    { mode: "read_only", writableRoots: ["/b"] },
    "sandbox.writableRoots",
    "read_only writes nothing.",
  ],
  [
    "no roots for reading alone",
    { mode: "read_only", writableRoots: [] },
    "sandbox.writableRoots",
    "Write workspace_write, or leave writableRoots out.",
  ],
  [
    "roots for full access",
    { mode: "full_access", writableRoots: ["/b"] },
    "sandbox.writableRoots",
    "Leave writableRoots out.",
  ],
  [
    "a root instead of a list",
    { mode: "workspace_write", writableRoots: "/b" },
    "sandbox.writableRoots",
    "It must be a list of absolute paths.",
  ],
  [
    "roots of null",
    { mode: "workspace_write", writableRoots: null },
    "sandbox.writableRoots",
    "null is not a list.",
  ],
  [
    "a relative root",
    { mode: "workspace_write", writableRoots: ["/b", "src"] },
    "sandbox.writableRoots",
    '"src" is not an absolute path.',
  ],
  ["an empty root", { mode: "workspace_write", writableRoots: [""] }, "sandbox.writableRoots", '"" is not'],
  [
    "a root below the home",
    { mode: "workspace_write", writableRoots: ["~/b"] },
    "sandbox.writableRoots",
    '"~/b"',
  ],
  [
    "a root that is no string",
    { mode: "workspace_write", writableRoots: [7] },
    "sandbox.writableRoots",
    "7 is not",
  ],
  [
    "a hole in the roots",
    { mode: "workspace_write", writableRoots: Array(1) },
    "sandbox.writableRoots",
    "a value of type undefined",
  ],
];

describe.each([...opening, ...starting])("%s refuses as sandbox", (name, call) => {
  it.each(wrong)("%s, and sends nothing", async (_, sandbox, option, words) => {
    const error = await refusal(call, sandbox);
    expect(isUsageError(error), String(error)).toBe(true);
    expect(error).toMatchObject({ option });
    expect(String(error)).toContain(`${name}: `);
    expect(String(error)).toContain(words);
  });
});

/** Each sandbox with the mode that opens a thread and the policy that starts a turn. */
const wire: [SandboxOptions, string, object][] = [
  ["read_only", "read-only", { type: "readOnly" }],
  [{ mode: "read_only" }, "read-only", { type: "readOnly" }],
  [{ mode: "read_only", networkAccess: true }, "read-only", { type: "readOnly", networkAccess: true }],
  [{ mode: "read_only", networkAccess: false }, "read-only", { type: "readOnly", networkAccess: false }],
  [{ mode: "workspace_write" }, "workspace-write", { type: "workspaceWrite" }],
  [
    { mode: "workspace_write", networkAccess: true },
    "workspace-write",
    { type: "workspaceWrite", networkAccess: true },
  ],
  [
    { mode: "workspace_write", writableRoots: ["/b", "C:\\c", "\\\\host\\share"] },
    "workspace-write",
    { type: "workspaceWrite", writableRoots: ["/b", "C:\\c", "\\\\host\\share"] },
  ],
  [
    { mode: "workspace_write", networkAccess: false, writableRoots: [] },
    "workspace-write",
    { type: "workspaceWrite", networkAccess: false, writableRoots: [] },
  ],
  [{ mode: "workspace_write", networkAccess: undefined }, "workspace-write", { type: "workspaceWrite" }],
  [{ mode: "full_access" }, "danger-full-access", { type: "dangerFullAccess" }],
];

describe.each(wire)("%j", (sandbox, mode, policy) => {
  it.each(opening)(`is sent by %s as ${mode}`, async (_, call) => {
    const server = new FakeServer();
    await using codex = await connect(server);
    const thread = await codex.startThread();
    await call(codex, thread, { sandbox });
    const { params } = JSON.parse(server.sent.at(-1) ?? "{}") as { params: Record<string, unknown> };
    expect(params["sandbox"]).toBe(mode);
    expect(params).not.toHaveProperty("sandboxPolicy");
  });

  it.each(starting)(`is sent by %s as ${JSON.stringify(policy)}`, async (_, call) => {
    const server = new FakeServer();
    await using codex = await connect(server);
    const thread = await codex.startThread();
    await call(codex, thread, { sandbox });
    expect(server.paramsOf("turn/start")).toMatchObject([{ sandboxPolicy: policy }]);
    expect(server.paramsOf("turn/start")[0]?.["sandboxPolicy"]).toEqual(policy);
  });
});

describe("what a sandbox says beyond its name", () => {
  const sandbox = { mode: "workspace_write", writableRoots: ["/b"] } as const;
  const sandboxPolicy = { type: "workspaceWrite", writableRoots: ["/b"] };
  const policies = (server: FakeServer): unknown[] =>
    server.paramsOf("turn/start").map((params) => params["sandboxPolicy"]);

  it.each(opening)("is brought by the first turn after %s, and not again", async (_, call) => {
    const server = new FakeServer();
    await using codex = await connect(server);
    const thread = (await call(codex, await codex.startThread(), { sandbox })) as Thread;
    await thread.run("First");
    await thread.run("Second");
    expect(policies(server)).toEqual([sandboxPolicy, undefined]);
    expect(thread.settings.sandbox).toMatchObject({ ...sandboxPolicy, networkAccess: false });
  });

  it("takes away what the configuration allows beside it", async () => {
    const server = new FakeServer({
      "thread/start": () => opened("T", {}, { sandbox: { type: "workspaceWrite", networkAccess: true } }),
    });
    await using codex = await connect(server);
    const thread = await codex.startThread({
      approvalMode: "ask",
      sandbox: { mode: "workspace_write", networkAccess: false },
    });
    await thread.run("Hi");
    expect(policies(server)).toEqual([{ type: "workspaceWrite", networkAccess: false }]);
  });

  it("is not brought where it is in force", async () => {
    const inForce = {
      type: "workspaceWrite",
      writableRoots: ["/b"],
      networkAccess: false,
      excludeSlashTmp: false,
    };
    const server = new FakeServer({ "thread/resume": () => opened("T", {}, { sandbox: inForce }) });
    await using codex = await connect(server);
    await (await codex.resumeThread("T", { sandbox })).run("Hi");
    expect(policies(server)).toEqual([undefined]);
  });

  it("does not change when the caller's list does", async () => {
    const server = new FakeServer();
    await using codex = await connect(server);
    const writableRoots = ["/b"];
    const thread = await codex.startThread({ sandbox: { mode: "workspace_write", writableRoots } });
    writableRoots.push("/");
    await thread.run("Hi");
    expect(policies(server)).toEqual([sandboxPolicy]);
  });

  it("is had by a fork of the handle", async () => {
    const server = new FakeServer();
    await using codex = await connect(server);
    const fork = await (await codex.startThread({ sandbox })).fork();
    await fork.run("Hi");
    expect(policies(server)).toEqual([sandboxPolicy]);
  });

  it("may come from a class", async () => {
    class Options {
      readonly mode = "workspace_write" as const;
      get writableRoots(): readonly string[] {
        return ["/b"];
      }
    }
    const server = new FakeServer();
    await using codex = await connect(server);
    await (await codex.startThread()).run("Hi", { sandbox: new Options() });
    expect(policies(server)).toEqual([sandboxPolicy]);
  });

  it("must be in force where a goal is pursued, whose turns bring nothing", async () => {
    const server = new FakeServer();
    await using codex = await connect(server);
    const thread = await codex.startThread({ sandbox });
    await expect(thread.goal.set({ objective: "Count" })).rejects.toMatchObject({
      name: "ApprovalModeNotAppliedError",
    });
    expect(server.paramsOf("thread/goal/set")).toEqual([]);
    await thread.run("Hi");
    await thread.goal.set({ objective: "Count" });
    expect(server.paramsOf("thread/goal/set")).toHaveLength(1);
  });

  it("must be in force where a goal is pursued already", async () => {
    const inForce = { type: "workspaceWrite", writableRoots: [] };
    const server = new FakeServer({ "thread/resume": () => opened("T", {}, { sandbox: inForce }) });
    await using codex = await connect(server);
    await codex.startThread();
    server.push({
      method: "thread/goal/updated",
      params: { threadId: "T", goal: { threadId: "T", objective: "Count", status: "active" } },
    });
    await expect(codex.resumeThread("T", { sandbox })).rejects.toThrow("pause the goal first");
    await codex.resumeThread("T", { sandbox: "workspace_write" });
    await codex.resumeThread("T", { sandbox: { mode: "workspace_write", writableRoots: [] } });
  });
});

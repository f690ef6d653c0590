import { describe, expect, it } from "vitest";

import { Codex, type ApprovalMode, type Sandbox, type Thread } from "../../../src/index.js";
import { FakeServer } from "../../support/fake-server.js";

interface Open {
  readonly approvalMode?: ApprovalMode;
  readonly sandbox?: Sandbox;
}

interface Client {
  readonly codex: Codex<ApprovalMode>;
  /** Resumed: nothing was asked of it. The server has policy on-request, reviewer user and sandbox readOnly in force. */
  readonly thread: Thread<ApprovalMode>;
}

/** The lines that a call sends, with ids made the same, without those that ask what is configured or stored. */
async function sentBy(call: (client: Client) => Promise<unknown>): Promise<readonly string[]> {
  const server = new FakeServer();
  await using codex = await Codex.connect({
    transport: server,
    onApproval: () => "decline",
    requireLogin: false,
  });
  const thread = await codex.resumeThread("T");
  const before = server.sent.length;
  await call({ codex, thread });
  return server.sent
    .slice(before)
    .filter(
      (text) => !text.includes('"config/read"') && !text.includes('"thread/read","params":{"threadId":"S"'),
    )
    .map((text) => text.replace(/^{"id":\d+/, '{"id":0'));
}

it("the handshake sends exactly this", async () => {
  const server = new FakeServer();
  await using _codex = await Codex.connect({
    transport: server,
    clientInfo: { name: "test", title: "A test", version: "1.2.3" },
    experimentalApi: true,
  });
  expect(server.sent).toEqual([
    '{"id":1,"method":"initialize","params":{"clientInfo":{"name":"test","title":"A test","version":"1.2.3"},"capabilities":{"experimentalApi":true}}}',
    '{"method":"initialized"}',
  ]);
});

describe("startThread sends", () => {
  it.each<[string, Open, string]>([
    [
      "no options",
      {},
      '{"id":0,"method":"thread/start","params":{"approvalPolicy":"on-request","approvalsReviewer":"auto_review"}}',
    ],
    [
      "auto_review",
      { approvalMode: "auto_review" },
      '{"id":0,"method":"thread/start","params":{"approvalPolicy":"on-request","approvalsReviewer":"auto_review"}}',
    ],
    [
      "deny_all",
      { approvalMode: "deny_all" },
      '{"id":0,"method":"thread/start","params":{"approvalPolicy":"never"}}',
    ],
    [
      "ask",
      { approvalMode: "ask" },
      '{"id":0,"method":"thread/start","params":{"approvalPolicy":"on-request","approvalsReviewer":"user"}}',
    ],
    [
      "read_only",
      { sandbox: "read_only" },
      '{"id":0,"method":"thread/start","params":{"approvalPolicy":"on-request","approvalsReviewer":"auto_review","sandbox":"read-only"}}',
    ],
    [
      "workspace_write",
      { sandbox: "workspace_write" },
      '{"id":0,"method":"thread/start","params":{"approvalPolicy":"on-request","approvalsReviewer":"auto_review","sandbox":"workspace-write"}}',
    ],
    [
      "full_access",
      { sandbox: "full_access" },
      '{"id":0,"method":"thread/start","params":{"approvalPolicy":"on-request","approvalsReviewer":"auto_review","sandbox":"danger-full-access"}}',
    ],
    [
      "deny_all and full_access",
      { approvalMode: "deny_all", sandbox: "full_access" },
      '{"id":0,"method":"thread/start","params":{"approvalPolicy":"never","sandbox":"danger-full-access"}}',
    ],
  ])("%s", async (_, options, want) => {
    expect(await sentBy(({ codex }) => codex.startThread(options))).toEqual([want]);
  });
});

describe("resumeThread sends", () => {
  it.each<[string, Open, string]>([
    ["no options", {}, '{"id":0,"method":"thread/resume","params":{"threadId":"S"}}'],
    [
      "auto_review",
      { approvalMode: "auto_review" },
      '{"id":0,"method":"thread/resume","params":{"threadId":"S","approvalPolicy":"on-request","approvalsReviewer":"auto_review"}}',
    ],
    [
      "deny_all",
      { approvalMode: "deny_all" },
      '{"id":0,"method":"thread/resume","params":{"threadId":"S","approvalPolicy":"never"}}',
    ],
    [
      "ask",
      { approvalMode: "ask" },
      '{"id":0,"method":"thread/resume","params":{"threadId":"S","approvalPolicy":"on-request","approvalsReviewer":"user"}}',
    ],
    [
      "read_only",
      { sandbox: "read_only" },
      '{"id":0,"method":"thread/resume","params":{"threadId":"S","sandbox":"read-only"}}',
    ],
    [
      "workspace_write",
      { sandbox: "workspace_write" },
      '{"id":0,"method":"thread/resume","params":{"threadId":"S","sandbox":"workspace-write"}}',
    ],
    [
      "full_access",
      { sandbox: "full_access" },
      '{"id":0,"method":"thread/resume","params":{"threadId":"S","sandbox":"danger-full-access"}}',
    ],
    [
      "deny_all and full_access",
      { approvalMode: "deny_all", sandbox: "full_access" },
      '{"id":0,"method":"thread/resume","params":{"threadId":"S","approvalPolicy":"never","sandbox":"danger-full-access"}}',
    ],
  ])("%s", async (_, options, want) => {
    expect(await sentBy(({ codex }) => codex.resumeThread("S", options))).toEqual([want]);
  });
});

describe("forkThread sends", () => {
  it.each<[string, Open, string]>([
    ["no options", {}, '{"id":0,"method":"thread/fork","params":{"threadId":"S"}}'],
    [
      "auto_review",
      { approvalMode: "auto_review" },
      '{"id":0,"method":"thread/fork","params":{"threadId":"S","approvalPolicy":"on-request","approvalsReviewer":"auto_review"}}',
    ],
    [
      "deny_all",
      { approvalMode: "deny_all" },
      '{"id":0,"method":"thread/fork","params":{"threadId":"S","approvalPolicy":"never"}}',
    ],
    [
      "ask",
      { approvalMode: "ask" },
      '{"id":0,"method":"thread/fork","params":{"threadId":"S","approvalPolicy":"on-request","approvalsReviewer":"user"}}',
    ],
    [
      "read_only",
      { sandbox: "read_only" },
      '{"id":0,"method":"thread/fork","params":{"threadId":"S","sandbox":"read-only"}}',
    ],
    [
      "workspace_write",
      { sandbox: "workspace_write" },
      '{"id":0,"method":"thread/fork","params":{"threadId":"S","sandbox":"workspace-write"}}',
    ],
    [
      "full_access",
      { sandbox: "full_access" },
      '{"id":0,"method":"thread/fork","params":{"threadId":"S","sandbox":"danger-full-access"}}',
    ],
    [
      "deny_all and full_access",
      { approvalMode: "deny_all", sandbox: "full_access" },
      '{"id":0,"method":"thread/fork","params":{"threadId":"S","approvalPolicy":"never","sandbox":"danger-full-access"}}',
    ],
  ])("%s", async (_, options, want) => {
    expect(await sentBy(({ codex }) => codex.forkThread("S", options))).toEqual([want]);
  });
});

describe("thread.fork sends", () => {
  it.each<[string, Open, string]>([
    ["no options", {}, '{"id":0,"method":"thread/fork","params":{"threadId":"T"}}'],
    [
      "auto_review",
      { approvalMode: "auto_review" },
      '{"id":0,"method":"thread/fork","params":{"threadId":"T","approvalPolicy":"on-request","approvalsReviewer":"auto_review"}}',
    ],
    [
      "deny_all",
      { approvalMode: "deny_all" },
      '{"id":0,"method":"thread/fork","params":{"threadId":"T","approvalPolicy":"never"}}',
    ],
    [
      "ask",
      { approvalMode: "ask" },
      '{"id":0,"method":"thread/fork","params":{"threadId":"T","approvalPolicy":"on-request","approvalsReviewer":"user"}}',
    ],
    [
      "read_only",
      { sandbox: "read_only" },
      '{"id":0,"method":"thread/fork","params":{"threadId":"T","sandbox":"read-only"}}',
    ],
    [
      "workspace_write",
      { sandbox: "workspace_write" },
      '{"id":0,"method":"thread/fork","params":{"threadId":"T","sandbox":"workspace-write"}}',
    ],
    [
      "full_access",
      { sandbox: "full_access" },
      '{"id":0,"method":"thread/fork","params":{"threadId":"T","sandbox":"danger-full-access"}}',
    ],
    [
      "deny_all and full_access",
      { approvalMode: "deny_all", sandbox: "full_access" },
      '{"id":0,"method":"thread/fork","params":{"threadId":"T","approvalPolicy":"never","sandbox":"danger-full-access"}}',
    ],
  ])("%s", async (_, options, want) => {
    expect(await sentBy(({ thread }) => thread.fork(options))).toEqual([want]);
  });
});

describe("run sends", () => {
  it.each<[string, Open, string]>([
    [
      "no options",
      {},
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}]}}',
    ],
    [
      "auto_review",
      { approvalMode: "auto_review" },
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}],"approvalPolicy":"on-request","approvalsReviewer":"auto_review"}}',
    ],
    [
      "deny_all",
      { approvalMode: "deny_all" },
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}],"approvalPolicy":"never"}}',
    ],
    [
      "ask",
      { approvalMode: "ask" },
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}],"approvalPolicy":"on-request","approvalsReviewer":"user"}}',
    ],
    [
      "read_only",
      { sandbox: "read_only" },
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}],"sandboxPolicy":{"type":"readOnly"}}}',
    ],
    [
      "workspace_write",
      { sandbox: "workspace_write" },
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}],"sandboxPolicy":{"type":"workspaceWrite"}}}',
    ],
    [
      "full_access",
      { sandbox: "full_access" },
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}],"sandboxPolicy":{"type":"dangerFullAccess"}}}',
    ],
    [
      "deny_all and full_access",
      { approvalMode: "deny_all", sandbox: "full_access" },
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}],"approvalPolicy":"never","sandboxPolicy":{"type":"dangerFullAccess"}}}',
    ],
  ])("%s", async (_, options, want) => {
    expect(await sentBy(({ thread }) => thread.run("Hi", options))).toEqual([want]);
  });
});

describe("runStreamed sends", () => {
  it.each<[string, Open, string]>([
    [
      "no options",
      {},
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}]}}',
    ],
    [
      "auto_review",
      { approvalMode: "auto_review" },
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}],"approvalPolicy":"on-request","approvalsReviewer":"auto_review"}}',
    ],
    [
      "deny_all",
      { approvalMode: "deny_all" },
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}],"approvalPolicy":"never"}}',
    ],
    [
      "ask",
      { approvalMode: "ask" },
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}],"approvalPolicy":"on-request","approvalsReviewer":"user"}}',
    ],
    [
      "read_only",
      { sandbox: "read_only" },
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}],"sandboxPolicy":{"type":"readOnly"}}}',
    ],
    [
      "workspace_write",
      { sandbox: "workspace_write" },
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}],"sandboxPolicy":{"type":"workspaceWrite"}}}',
    ],
    [
      "full_access",
      { sandbox: "full_access" },
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}],"sandboxPolicy":{"type":"dangerFullAccess"}}}',
    ],
    [
      "deny_all and full_access",
      { approvalMode: "deny_all", sandbox: "full_access" },
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}],"approvalPolicy":"never","sandboxPolicy":{"type":"dangerFullAccess"}}}',
    ],
  ])("%s", async (_, options, want) => {
    expect(await sentBy(({ thread }) => thread.runStreamed("Hi", options))).toEqual([want]);
  });
});

describe("methods without a mode send", () => {
  it.each<[string, (client: Client) => Promise<unknown>, string]>([
    ["listThreads", ({ codex }) => codex.listThreads(), '{"id":0,"method":"thread/list","params":{}}'],
    [
      "listThreads of a page",
      ({ codex }) => codex.listThreads({ limit: 2, cursor: "c", archived: true }),
      '{"id":0,"method":"thread/list","params":{"limit":2,"cursor":"c","archived":true}}',
    ],
    [
      "archiveThread",
      ({ codex }) => codex.archiveThread("S"),
      '{"id":0,"method":"thread/archive","params":{"threadId":"S"}}',
    ],
    [
      "unarchiveThread",
      ({ codex }) => codex.unarchiveThread("S"),
      '{"id":0,"method":"thread/unarchive","params":{"threadId":"S"}}',
    ],
    [
      "deleteThread",
      ({ codex }) => codex.deleteThread("S"),
      '{"id":0,"method":"thread/delete","params":{"threadId":"S"}}',
    ],
    [
      "account",
      ({ codex }) => codex.account({ refreshToken: true }),
      '{"id":0,"method":"account/read","params":{"refreshToken":true}}',
    ],
    ["logout", ({ codex }) => codex.logout(), '{"id":0,"method":"account/logout"}'],
    [
      "delete",
      ({ thread }) => thread.delete(),
      '{"id":0,"method":"thread/delete","params":{"threadId":"T"}}',
    ],
    [
      "goal.get",
      ({ thread }) => thread.goal.get(),
      '{"id":0,"method":"thread/goal/get","params":{"threadId":"T"}}',
    ],
    [
      "goal.clear",
      ({ thread }) => thread.goal.clear(),
      '{"id":0,"method":"thread/goal/clear","params":{"threadId":"T"}}',
    ],
    [
      "goal.set of an objective, which is pursued",
      ({ thread }) => thread.goal.set({ objective: "Count", tokenBudget: 9 }),
      '{"id":0,"method":"thread/goal/set","params":{"threadId":"T","objective":"Count","tokenBudget":9,"status":"active"}}',
    ],
    [
      "goal.set of a budget, which changes no status",
      ({ thread }) => thread.goal.set({ tokenBudget: 9 }),
      '{"id":0,"method":"thread/goal/set","params":{"threadId":"T","tokenBudget":9}}',
    ],
    [
      "goal.set of an objective for later",
      ({ thread }) => thread.goal.set({ objective: "Count", status: "paused" }),
      '{"id":0,"method":"thread/goal/set","params":{"threadId":"T","objective":"Count","status":"paused"}}',
    ],
    [
      "archive",
      ({ thread }) => thread.archive(),
      '{"id":0,"method":"thread/archive","params":{"threadId":"T"}}',
    ],
    ["read", ({ thread }) => thread.read(), '{"id":0,"method":"thread/read","params":{"threadId":"T"}}'],
    [
      "read of the turns",
      ({ thread }) => thread.read({ includeTurns: true }),
      '{"id":0,"method":"thread/read","params":{"threadId":"T","includeTurns":true}}',
    ],
    [
      "setName",
      ({ thread }) => thread.setName("Mine"),
      '{"id":0,"method":"thread/name/set","params":{"threadId":"T","name":"Mine"}}',
    ],
  ])("%s", async (_, call, want) => {
    expect(await sentBy(call)).toEqual([want]);
  });
});

describe("other options", () => {
  it("are sent as given; signal and timeoutMs stay here", async () => {
    const options = { cwd: "/repo", model: "m", signal: new AbortController().signal, timeoutMs: 1_000 };
    expect(await sentBy(({ codex }) => codex.forkThread("S", { ...options, ephemeral: true }))).toEqual([
      '{"id":0,"method":"thread/fork","params":{"threadId":"S","cwd":"/repo","model":"m","ephemeral":true}}',
    ]);
    expect(await sentBy(({ thread }) => thread.run("Hi", { ...options, effort: "low" }))).toEqual([
      '{"id":0,"method":"turn/start","params":{"threadId":"T","input":[{"type":"text","text":"Hi"}],"cwd":"/repo","model":"m","effort":"low"}}',
    ]);
  });

  it("may come from a class", async () => {
    class Options {
      readonly cwd = "/repo";
      get approvalMode() {
        return "deny_all" as const;
      }
    }
    expect(await sentBy(({ codex }) => codex.startThread(new Options()))).toEqual([
      '{"id":0,"method":"thread/start","params":{"cwd":"/repo","approvalPolicy":"never"}}',
    ]);
  });
});

describe("input is sent as parts", () => {
  it.each<[string, Parameters<Thread["run"]>[0], string]>([
    ["a string", "Hi", '[{"type":"text","text":"Hi"}]'],
    ["one part", { type: "localImage", path: "/a.png" }, '[{"type":"localImage","path":"/a.png"}]'],
    [
      "several parts",
      [
        { type: "text", text: "Look" },
        { type: "image", url: "data:," },
      ],
      '[{"type":"text","text":"Look"},{"type":"image","url":"data:,"}]',
    ],
  ])("%s", async (_, input, want) => {
    expect(await sentBy(({ thread }) => thread.run(input))).toEqual([
      `{"id":0,"method":"turn/start","params":{"threadId":"T","input":${want}}}`,
    ]);
  });
});

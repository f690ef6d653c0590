import { describe, expect, it, vi } from "vitest";

import { Codex, isProtocolError, isUsageError, type Notification, type Warning } from "../../../src/index.js";
import { FakeServer, opened } from "../../support/fake-server.js";
import { collect } from "../../support/notifications.js";
import { refusal } from "../../support/refusal.js";

/** Every notification that the client reads, whole. */
const turn = { id: "U", items: [], status: "completed", error: null };
const item = { id: "i", type: "agentMessage", text: "Hi" };
const review = { status: "approved", riskLevel: null, userAuthorization: null, rationale: null };
const whole: Readonly<Record<string, object>> = {
  "turn/started": { threadId: "T", turn },
  "turn/completed": { threadId: "T", turn },
  "item/started": { threadId: "T", turnId: "U", item, startedAtMs: 1 },
  "item/completed": { threadId: "T", turnId: "U", item, completedAtMs: 1 },
  "thread/status/changed": { threadId: "T", status: { type: "idle" } },
  "thread/settings/updated": {
    threadId: "T",
    threadSettings: {
      approvalPolicy: "never",
      approvalsReviewer: "user",
      sandboxPolicy: { type: "readOnly" },
      model: "m",
      cwd: "/",
    },
  },
  "thread/goal/updated": { threadId: "T", turnId: null, goal: { status: "active", objective: "o" } },
  "thread/goal/cleared": { threadId: "T" },
  "thread/archived": { threadId: "T" },
  "thread/reverted": { threadId: "T" },
  "thread/closed": { threadId: "T" },
  "thread/deleted": { threadId: "T" },
  "thread/tokenUsage/updated": { threadId: "T", turnId: "U", tokenUsage: { total: {}, last: {} } },
  "item/autoApprovalReview/started": {
    threadId: "T",
    turnId: "U",
    reviewId: "r",
    targetItemId: null,
    action: { type: "applyPatch" },
    review,
    startedAtMs: 1,
  },
  "item/autoApprovalReview/completed": {
    threadId: "T",
    turnId: "U",
    reviewId: "r",
    targetItemId: null,
    action: { type: "applyPatch" },
    review,
    startedAtMs: 1,
    completedAtMs: 2,
  },
  guardianWarning: { threadId: "T", message: "Mind" },
  "serverRequest/resolved": { threadId: "T", requestId: 1 },
  "account/login/completed": { loginId: null, success: true, error: null },
};

/** What is left of params when something in them is gone, or is of another kind. */
function lacking(params: object): unknown[] {
  const all: unknown[] = [undefined, null, [], "text", 7, {}];
  for (const [key, value] of Object.entries(params)) {
    const { [key]: _gone, ...rest } = params as Record<string, unknown>;
    all.push(rest, { ...params, [key]: null }, { ...params, [key]: 7 }, { ...params, [key]: {} });
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      all.push(...lacking(value as object).map((inner) => ({ ...params, [key]: inner })));
  }
  return all;
}

async function watched() {
  const server = new FakeServer();
  const warnings: Warning[] = [];
  const codex = await Codex.connect({ transport: server, onWarning: (warning) => warnings.push(warning) });
  const heard: Notification[] = [];
  codex.onAny((notification) => heard.push(notification));
  return { server, codex, warnings, heard };
}

describe("a known notification that lacks something", () => {
  it.each(Object.keys(whole))(
    "%s: ends nothing, whatever it lacks, and is heard by onAny",
    async (method) => {
      const { server, codex, heard } = await watched();
      const thread = await codex.startThread();
      const uncaught = vi.spyOn(process, "nextTick");
      const before = uncaught.mock.calls.length;
      const params = lacking(whole[method] ?? {});
      for (const lack of params) server.push({ method, params: lack });
      await codex.rpc.model.list({});
      // A listener's exception is thrown again in the next tick.
      const thrown = uncaught.mock.calls.slice(before).map(([callback]) => String(callback));
      expect(thrown.filter((text) => text.includes("throw error"))).toEqual([]);
      uncaught.mockRestore();
      expect(heard.map((notification) => notification.params)).toEqual(params.map((lack) => lack));
      expect(thread.id).toBe("T");
      await codex.close();
    },
  );

  it("is not heard by the listeners of its method, and is told once among the warnings", async () => {
    const { server, codex, warnings } = await watched();
    await using _codex = codex;
    const heard: unknown[] = [];
    codex.on("turn/completed", (params) => heard.push(params));
    for (let times = 0; times < 3; times += 1)
      server.push({ method: "turn/completed", params: { threadId: "T", turn: { id: "U" } } });
    server.push({ method: "turn/completed", params: whole["turn/completed"] });
    expect(heard).toEqual([whole["turn/completed"]]);
    await vi.waitFor(() => expect(warnings).toHaveLength(1));
    expect(codex.warnings).toMatchObject([
      { method: "client/unreadableMessage", message: expect.stringContaining("turn.status") },
    ]);
  });

  it("changes nothing of a turn: its own end still does", async () => {
    const server: FakeServer = new FakeServer({
      "turn/start": () => ({ turn: { ...turn, status: "inProgress" } }),
    });
    await using codex = await Codex.connect({ transport: server });
    const streamed = await (await codex.startThread()).runStreamed("Hi");
    server.push({ method: "turn/completed", params: { threadId: "T", turn: { id: "U" } } });
    server.push({ method: "turn/completed", params: { threadId: "T", turn } });
    expect((await streamed.result()).status).toBe("completed");
  });
});

describe("an answer without what the client reads of it", () => {
  const acts: Readonly<Record<string, [string, (codex: Codex) => Promise<unknown>]>> = {
    startThread: ["thread/start", (codex) => codex.startThread()],
    resumeThread: ["thread/resume", (codex) => codex.resumeThread("T")],
    forkThread: ["thread/fork", (codex) => codex.forkThread("T")],
    run: ["turn/start", async (codex) => (await codex.resumeThread("T")).run("Hi")],
    threads: ["thread/list", (codex) => collect(codex.threads())],
    models: ["model/list", (codex) => codex.models()],
    items: ["thread/items/list", async (codex) => collect((await codex.resumeThread("T")).items())],
    "goal.set": [
      "thread/goal/set",
      async (codex) => (await codex.resumeThread("T")).goal.set({ objective: "o" }),
    ],
  };

  it.each(
    Object.entries(acts).flatMap(([name, [method, act]]) =>
      [null, {}, [], "text", 7].map((answer) => [name, JSON.stringify(answer), method, answer, act] as const),
    ),
  )("%s answered with %s rejects with ProtocolError, and the connection lives on", async (...given) => {
    const [, , method, answer, act] = given;
    const server = new FakeServer({ [method]: () => answer });
    await using codex = await Codex.connect({ transport: server });
    const error = await refusal(act(codex));
    expect(isProtocolError(error) && error.message).toContain(method);
    expect(await codex.call("still/there")).toEqual({});
  });

  it.each(["goal.get", "goal.clear"] as const)(
    "%s answered with null rejects with ProtocolError",
    async (name) => {
      const server = new FakeServer({ [`thread/${name.replace(".", "/")}`]: () => null });
      await using codex = await Codex.connect({ transport: server });
      const thread = await codex.startThread();
      const act = name === "goal.get" ? thread.goal.get() : thread.goal.clear();
      expect(isProtocolError(await refusal(act))).toBe(true);
    },
  );

  it("of initialize keeps the client from connecting", async () => {
    const server = new FakeServer({ initialize: () => null });
    expect(isProtocolError(await refusal(Codex.connect({ transport: server })))).toBe(true);
  });
});

describe("a request of the server that does not say what it asks for", () => {
  it.each([
    ["item/commandExecution/requestApproval", { decision: "decline" }],
    ["item/fileChange/requestApproval", { decision: "decline" }],
    ["item/permissions/requestApproval", { permissions: {}, scope: "turn" }],
    ["mcpServer/elicitation/request", { action: "decline", content: null }],
    ["item/tool/requestUserInput", { answers: {} }],
  ])("%s is declined, and nobody is asked", async (method, declined) => {
    const server = new FakeServer();
    const onApproval = vi.fn(() => "accept" as const);
    await using codex = await Codex.connect({ transport: server, onApproval });
    for (const [id, params] of [{}, null, { threadId: 7 }, { turnId: "U" }].entries())
      expect(await server.ask(id, method, params as object)).toEqual({ id, result: declined });
    expect(onApproval).not.toHaveBeenCalled();
    expect(codex.warnings.length).toBeGreaterThan(0);
  });
});

it("listeners hear after the client's own state, those of everything last", async () => {
  const server = new FakeServer();
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.startThread({ approvalMode: "auto_review" });
  const heard: string[] = [];
  codex.onAny(() => heard.push(`any ${String(thread.settings.approvalMode)}`));
  codex.on("thread/settings/updated", () => heard.push(`on ${String(thread.settings.approvalMode)}`));
  server.push({ method: "thread/settings/updated", params: whole["thread/settings/updated"] });
  expect(heard).toEqual(["on deny_all", "any deny_all"]);
});

it("a turn that has ended is settled by the time that a listener hears of it", async () => {
  const server = new FakeServer({ "turn/start": () => ({ turn: { ...turn, status: "inProgress" } }) });
  await using codex = await Codex.connect({
    transport: server,
    onApproval: () => new Promise(() => undefined),
  });
  const events: string[] = [];
  const approvals = codex.approvals()[Symbol.asyncIterator]();
  void approvals.next().then(() => approvals.next().then(() => events.push("approval withdrawn")));
  const thread = await codex.startThread();
  await thread.runStreamed("Hi");
  server.push({
    id: 9,
    method: "item/commandExecution/requestApproval",
    params: { threadId: "T", turnId: "U", itemId: "i", startedAtMs: 1 },
  });
  codex.onAny(({ method }) => {
    if (method === "turn/completed") queueMicrotask(() => events.push("heard"));
  });
  server.push({ method: "turn/completed", params: { threadId: "T", turn } });
  await vi.waitFor(() => expect(events).toHaveLength(2));
  expect(events).toContain("approval withdrawn");
});

it("a resume that fails leaves the handler that another call has set meanwhile", async () => {
  const resumes: ((answer: object) => void)[] = [];
  const server: FakeServer = new FakeServer({
    "thread/resume": () => new Promise<object>((resolve) => resumes.push(resolve)),
  });
  const asked: string[] = [];
  const handler = (name: string) => () => {
    asked.push(name);
    return "decline" as const;
  };
  await using codex = await Codex.connect({ transport: server, onApproval: handler("client") });
  const failing = codex.resumeThread("T", { onApproval: handler("failed") });
  const second = codex.resumeThread("T", { onApproval: handler("second") });
  await codex.rpc.model.list({});
  resumes[1]?.(opened("T", {}));
  await second;
  resumes[0]?.(null as never);
  expect(isUsageError(await refusal(failing))).toBe(false);
  await server.ask(3, "item/commandExecution/requestApproval", { threadId: "T", turnId: "U", itemId: "i" });
  expect(asked).toEqual(["second"]);
});

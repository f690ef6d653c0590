import { describe, expect, it } from "vitest";

import {
  Codex,
  isApprovalModeNotAppliedError,
  isConnectionClosedError,
  isUsageError,
  type ConnectionChange,
} from "../../../src/index.js";
import { DroppingServer } from "../../support/dropping-server.js";
import { FakeServer, opened } from "../../support/fake-server.js";
import { quick } from "../../support/reconnecting.js";

const reasonOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((reason: unknown) => reason);

const goal = (status: string) => ({ threadId: "T", objective: "Count", status, tokensUsed: 0 });
const updated = (status: string) => ({
  method: "thread/goal/updated",
  params: { threadId: "T", turnId: null, goal: goal(status) },
});
const told = (event: "started" | "completed", id: string) => ({
  method: `turn/${event}`,
  params: {
    threadId: "T",
    turn: { id, items: [], status: event === "started" ? "inProgress" : "completed", error: null },
  },
});

describe("what the server tells while a goal is being set", () => {
  /** A server that tells of goals before it answers, all in one read. */
  async function set(...before: object[]) {
    const server: FakeServer = new FakeServer({
      "thread/goal/set": () => {
        for (const message of before) server.push(message);
        return { goal: goal("active") };
      },
    });
    const codex = await Codex.connect({ transport: server });
    const thread = await codex.startThread();
    return { server, thread, pursuit: await thread.goal.set({ objective: "Count" }), codex };
  }

  it.each([
    ["is of the goal as it was, before it tells of this one", [updated("paused")]],
    [
      "is of another goal, which was taken away",
      [{ method: "thread/goal/cleared", params: { threadId: "T" } }],
    ],
  ])("%s", async (_, before) => {
    const { server, thread, pursuit, codex } = await set(...before);
    await using _codex = codex;
    expect(isUsageError(await reasonOf(thread.run("Hi")))).toBe(true);
    server.push(updated("active"));
    server.push(updated("complete"));
    expect((await pursuit.ended).status).toBe("complete");
    expect((await thread.run("Hi")).status).toBe("completed");
  });

  it("is newer than the answer, after it has told of this one", async () => {
    const all = [updated("paused"), updated("active"), told("started", "V"), updated("complete")];
    const { thread, pursuit, codex } = await set(...all, told("completed", "V"));
    await using _codex = codex;
    expect((await pursuit.ended).status).toBe("complete");
    const ids: string[] = [];
    for await (const { id } of pursuit.turns) ids.push(id);
    expect(ids).toEqual(["V"]);
    expect((await thread.run("Hi")).status).toBe("completed");
  });
});

it("a goal that is told of in one read with the answer to resume is known", async () => {
  const server: FakeServer = new FakeServer({
    "thread/resume": (params) => {
      queueMicrotask(() => {
        server.push(updated("active"));
      });
      return opened("T", params);
    },
  });
  await using codex = await Codex.connect({ transport: server });
  const thread = await codex.resumeThread("T");
  expect(isUsageError(await reasonOf(thread.run("Hi")))).toBe(true);
  expect(server.paramsOf("turn/start")).toEqual([]);
});

it.each<[string, { approvalPolicy: string; sent: number }]>([
  ["set where it is in force after all", { approvalPolicy: "never", sent: 1 }],
  ["refused where it is not", { approvalPolicy: "on-request", sent: 0 }],
])(
  "after a turn of somebody else's the server is asked what is in force, and the goal is %s",
  async (_, { approvalPolicy, sent }) => {
    const server = new FakeServer({
      "thread/resume": (params) => opened("T", params, { approvalPolicy }),
    });
    await using codex = await Codex.connect({ transport: server });
    const thread = await codex.startThread({ approvalMode: "deny_all" });
    server.push(told("started", "V"));
    server.push(told("completed", "V"));
    const answer = await reasonOf(thread.goal.set({ objective: "Count" }));
    expect(server.paramsOf("thread/resume")).toEqual([{ threadId: "T", excludeTurns: true }]);
    expect(isApprovalModeNotAppliedError(answer)).toBe(sent === 0);
    expect(server.paramsOf("thread/goal/set")).toHaveLength(sent);
  },
);

it("on a server that others share a goal is set by a handle that asks for nothing alone", async () => {
  const server = new DroppingServer();
  server.answers["thread/goal/set"] = () => ({ goal: goal("active") });
  await using codex = await Codex.connect({ transport: server });
  const strict = await codex.startThread({ approvalMode: "deny_all" });
  const error = await reasonOf(strict.goal.set({ objective: "Count" }));
  expect(isApprovalModeNotAppliedError(error) && error.message).toMatch(/Other clients of this server/);
  expect(server.sent.map(({ method }) => method)).not.toContain("thread/goal/set");
  const loose = await codex.resumeThread("T");
  expect((await loose.goal.set({ objective: "Count" })).progress.status).toBe("active");
});

describe("a connection that breaks and is restored", () => {
  async function connect() {
    const server = new DroppingServer();
    server.answers["thread/goal/set"] = () => ({ goal: goal("active") });
    const codex = await Codex.connect({ transport: server, reconnect: quick });
    const next = (state: ConnectionChange["state"]) =>
      new Promise<void>((resolve) => {
        codex.onConnectionChange((change) => {
          if (change.state === state) resolve();
        });
      });
    const thread = await codex.resumeThread("T");
    return { server, codex, thread, next, [Symbol.asyncDispose]: () => codex.close() };
  }

  it("leaves the pursuit of a goal as it is: its turns are handed out, and its end is told", async () => {
    await using given = await connect();
    const pursuit = await given.thread.goal.set({ objective: "Count" });
    const back = given.next("connected");
    given.server.drop();
    await back;
    for (const message of [updated("active"), told("started", "V"), updated("complete")])
      given.server.push(message);
    given.server.push(told("completed", "V"));
    const ids: string[] = [];
    for await (const { id } of pursuit.turns) ids.push(id);
    expect([ids, (await pursuit.ended).status]).toEqual([["V"], "complete"]);
  });

  it("ends the pursuit of a goal whose thread the server cannot take up", async () => {
    await using given = await connect();
    const pursuit = await given.thread.goal.set({ objective: "Count" });
    given.server.answers["thread/read"] = () => ({ thread: { id: "T", ephemeral: true } });
    given.server.refusals.add("thread/resume");
    given.server.drop();
    expect(isConnectionClosedError(await reasonOf(pursuit.ended))).toBe(true);
  });

  it("ends a compaction whose turn may start unheard, and a login whose end may be told to nobody", async () => {
    await using given = await connect();
    given.server.answers["account/login/start"] = () => ({
      type: "chatgpt",
      loginId: "L",
      authUrl: "https://auth.example",
    });
    const login = reasonOf((await given.codex.loginWithChatGpt()).wait());
    const compaction = reasonOf(given.thread.compact());
    await given.server.received("thread/compact/start");
    await given.codex.rpc.model.list({});
    given.server.drop();
    expect(isConnectionClosedError(await compaction)).toBe(true);
    expect(isConnectionClosedError(await login)).toBe(true);
    const run = given.thread.run("Hi");
    await given.server.received("turn/start");
    given.server.push(told("completed", "U"));
    expect((await run).status).toBe("completed");
  });
});

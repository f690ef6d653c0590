import { existsSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";

import { defineTool, type ApprovalDecision, type ApprovalEvent } from "../../src/index.js";
import { Deferred } from "../../src/lib/deferred.js";
import { startTestCodex } from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";
import { startReconnecting } from "../support/reconnecting.js";
import { sharingAsked, sharingServer } from "../support/shared-codex.js";
import { startSharing } from "../support/sharing.js";
import { configOf, generations, scriptSubagents } from "../support/subagents.js";
import { startTestServer } from "../support/test-server.js";

// Several turns each, on the real runtime: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

describe.each(generations)("subagents (%s)", (generation) => {
  const start = sharingAsked((onApproval) =>
    startTestCodex({ config: configOf(generation), experimentalApi: true, onApproval }),
  );
  const serve = sharingServer(() => startTestServer(configOf(generation)));

  it("are decided about by the thread's own handler, and stand in its turn's result", async () => {
    const asked: string[] = [];
    await using test = await start(() => {
      asked.push("client");
      return "decline";
    });
    const thread = await test.codex.startThread({
      approvalMode: "ask",
      cwd: test.home.workspace,
      onApproval: () => {
        asked.push("thread");
        return "accept";
      },
    });
    const file = scriptSubagents(test, thread.id, { generation });
    const { approvals, usage } = await thread.run("Have it written");

    expect({ asked, exists: existsSync(file) }).toEqual({ asked: ["thread"], exists: true });
    expect(approvals.map(({ type }) => type)).toEqual(["requested", "decided", "resolved"]);
    const [child, ...others] = new Set(approvals.map(({ threadId }) => threadId));
    expect(others).toEqual([]);
    expect(child).not.toBe(thread.id);
    expect(approvals.every(({ parentThreadId }) => parentThreadId === thread.id)).toBe(true);
    // Two calls of the model by the subagent, three by the thread; each counts 15.
    expect(usage).toMatchObject({
      total: { totalTokens: 45 },
      subagents: { totalTokens: 30, outputTokens: 10 },
    });
  });

  it("that work on after the turn are still decided about by its thread's handler, also when that was closed", async () => {
    await using test = await start(() => "accept");
    const asked = new Deferred<undefined>();
    const answer = new Deferred<ApprovalDecision>();
    const trail: ApprovalEvent[] = [];
    void (async () => {
      for await (const event of test.codex.approvals()) if (event.type !== "missed") trail.push(event);
    })();
    const thread = await test.codex.startThread({
      approvalMode: "ask",
      cwd: test.home.workspace,
      onApproval: () => {
        asked.resolve(undefined);
        return answer.promise;
      },
    });
    const file = scriptSubagents(test, thread.id, { generation, waits: false });
    const { status, usage } = await thread.run("Have it written");
    expect({ status, total: usage?.total.totalTokens }).toEqual({ status: "completed", total: 30 });
    await asked.promise;
    await thread.close();
    const ended = new Promise((resolve) => test.codex.on("turn/completed", resolve));
    answer.resolve("decline");
    await ended;
    expect(existsSync(file)).toBe(false);
    expect(trail.map(({ type, parentThreadId }) => [type, parentThreadId])).toEqual(
      ["requested", "decided", "resolved"].map((type) => [type, thread.id]),
    );
  });

  it("have the thread's tools where they begin with what was said in it", async () => {
    await using test = await start(() => "decline");
    const contexts: string[] = [];
    const note = defineTool({
      name: "note",
      description: "Notes.",
      parameters: { type: "object", properties: {} },
      execute: (_args, { threadId }) => {
        contexts.push(threadId);
        return "noted";
      },
    });
    const thread = await test.codex.startThread({ tools: [note], cwd: test.home.workspace });
    scriptSubagents(test, thread.id, { generation, calls: { name: "note", forks: true } });
    await thread.run("Have it noted");
    expect(contexts).toHaveLength(1);
    expect(contexts).not.toContain(thread.id);
    const outputs = test.model.requests.map((request) => request.toolOutput("act-1"));
    expect(outputs.some((output) => output?.includes("noted"))).toBe(true);
  });

  it("of another client are left to it by all that share the server", async () => {
    await using sharing = await startSharing(serve);
    const one = await sharing.connect({ onApproval: () => "accept" });
    // It has no thread at all, and is asked: the server asks every client that is connected about what subagents want.
    const two = await sharing.connect({ onApproval: () => "decline" });
    const three = await sharing.connect();
    const thread = await one.codex.startThread({ approvalMode: "ask", cwd: sharing.home.workspace });
    const file = scriptSubagents(sharing, thread.id, { generation });
    const { approvals } = await thread.run("Have it written");
    expect(existsSync(file)).toBe(true);
    const child = approvals[0]?.threadId ?? "";
    for (const { told } of [two, three])
      await vi.waitFor(() =>
        expect(told(child)).toEqual(["requested client other client", "resolved elsewhere other client"]),
      );
  });

  it("are answered for after a break", async () => {
    const asked = new Deferred<undefined>();
    const answer = new Deferred<ApprovalDecision>();
    await using side = await startReconnecting(serve);
    const thread = await side.codex.startThread({
      approvalMode: "ask",
      cwd: side.test.home.workspace,
      onApproval: () => {
        asked.resolve(undefined);
        return answer.promise;
      },
    });
    const file = scriptSubagents(side.test, thread.id, { generation });
    const turn = thread.run("Have it written");
    await asked.promise;
    const back = side.next("connected");
    side.proxy.cut();
    await back;
    answer.resolve("accept");
    const { status, approvals } = await turn;
    expect({ status, exists: existsSync(file) }).toEqual({ status: "completed", exists: true });
    expect(approvals.map(({ type }) => type)).toEqual(["requested", "decided", "resolved"]);
  });
});

it("subagents of subagents are decided about as theirs are, and name who started them", async () => {
  await using test = await startTestCodex({
    config: { agents: { max_depth: 2 } },
    onApproval: () => "decline",
  });
  const thread = await test.codex.startThread({
    approvalMode: "ask",
    cwd: test.home.workspace,
    onApproval: () => "accept",
  });
  const file = scriptSubagents(test, thread.id, { generation: "v1", depth: 2 });
  const { approvals, usage } = await thread.run("Have it written");
  expect(existsSync(file)).toBe(true);
  expect(approvals).toHaveLength(3);
  const [{ parentThreadId = "", threadId } = { threadId: "" }] = approvals;
  expect(new Set([parentThreadId, threadId, thread.id]).size).toBe(3);
  // Three calls of the model by the first, two by the second.
  expect(usage?.subagents?.totalTokens).toBe(75);
});

it("a fork by its id of a thread with a handler of its own is decided about by that", async () => {
  await using test = await startTestCodex({ onApproval: () => "decline" });
  const asked: string[] = [];
  const thread = await test.codex.startThread({
    approvalMode: "ask",
    cwd: test.home.workspace,
    onApproval: ({ threadId }) => {
      asked.push(threadId);
      return "accept";
    },
  });
  const file = scriptEscalation(test);
  await thread.run("Write it");
  const fork = await test.codex.forkThread(thread.id, { approvalMode: "ask" });
  const other = scriptEscalation(test);
  await fork.run("Write it");
  expect([file.exists, other.exists]).toEqual([true, true]);
  expect(asked).toEqual([thread.id, fork.id]);
});

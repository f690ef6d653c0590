import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";

import { Codex, webSocketTransport, type ApprovalDecision, type ApprovalEvent } from "../../src/index.js";
import { Deferred } from "../../src/lib/deferred.js";
import {
  functionCall,
  message,
  startListeningRuntime,
  startTestCodex,
  startTestRuntime,
} from "../../src/testing/index.js";
import { scriptEscalation } from "../support/escalation.js";
import { collect, textOf } from "../support/notifications.js";
import { sharingAsked } from "../support/shared-codex.js";

// Several turns each, on the real runtime: a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const start = sharingAsked((onApproval) => startTestCodex({ onApproval }));

it("while a person takes their time about one approval, other threads stream on", async () => {
  const asked = new Deferred<string>();
  const answer = new Deferred<ApprovalDecision>();
  await using test = await start(({ threadId }) => {
    asked.resolve(threadId);
    return answer.promise;
  });
  const waiting = await test.codex.startThread({ approvalMode: "ask" });
  const file = scriptEscalation(test);
  const turn = waiting.run("Write it");
  expect(await asked.promise).toBe(waiting.id);

  const others = await Promise.all([1, 2, 3].map(() => test.codex.startThread({ approvalMode: "ask" })));
  const ids = others.map(({ id }) => id);
  const words = Array.from({ length: 200 }, (_, index) => `word${String(index)} `).join("");
  using _rule = test.model.respond(({ threadId = "" }) =>
    ids.includes(threadId) ? message(words, { deltas: 200 }) : undefined,
  );
  for (let round = 0; round < 2; round += 1) {
    const streams = await Promise.all(
      others.map(async (thread) => textOf(await collect((await thread.runStreamed("Talk")).events))),
    );
    expect(streams).toEqual(others.map(() => words));
  }
  expect(file.exists).toBe(false);

  answer.resolve("accept");
  const { approvals } = await turn;
  expect(file.exists).toBe(true);
  expect(approvals.map(({ type }) => type)).toEqual(["requested", "decided", "resolved"]);
});

it("what takes longer than approvalTimeoutMs is declined, and the turn goes on", async () => {
  const signals: AbortSignal[] = [];
  await using test = await startTestCodex({
    approvalTimeoutMs: 50,
    onApproval: (_, { signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    },
  });
  const thread = await test.codex.startThread({ approvalMode: "ask" });
  const file = scriptEscalation(test);
  const { status, finalResponse, approvals } = await thread.run("Write it");
  expect({ status, finalResponse, exists: file.exists }).toEqual({
    status: "completed",
    finalResponse: "Done",
    exists: false,
  });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  expect(approvals[1]).toMatchObject({ by: "default", reason: "timedOut" });
});

it("a thread's own handler decides instead of the client's, in its fork and on resuming it too", async () => {
  const asked: string[] = [];
  const handler = (name: string, decision: "accept" | "decline") => () => {
    asked.push(name);
    return decision;
  };
  await using test = await start(handler("client", "decline"));
  const plain = await test.codex.startThread({ approvalMode: "ask" });
  const own = await test.codex.startThread({
    approvalMode: "ask",
    onApproval: { command: handler("thread", "accept") },
  });
  const written = async (thread: typeof own): Promise<boolean> => {
    const file = scriptEscalation(test);
    await thread.run("Write it");
    return file.exists;
  };
  expect(await written(plain)).toBe(false);
  expect(await written(own)).toBe(true);
  expect(await written(await own.fork())).toBe(true);
  expect(
    await written(await test.codex.resumeThread(own.id, { onApproval: handler("resumed", "decline") })),
  ).toBe(false);
  expect(asked).toEqual(["client", "thread", "thread", "resumed"]);
});

it("what a subagent wants comes to the handler of the thread that started it, and to the trail", async () => {
  const asked: string[] = [];
  await using test = await start(() => "accept");
  const trail: ApprovalEvent[] = [];
  void (async () => {
    for await (const event of test.codex.approvals()) if (event.type !== "missed") trail.push(event);
  })();
  const parent = await test.codex.startThread({
    approvalMode: "ask",
    onApproval: ({ threadId }) => {
      asked.push(threadId);
      return "decline";
    },
  });
  const file = join(test.home.outside, "child");
  const escalated = {
    cmd: `touch '${file}'`,
    sandbox_permissions: "require_escalated",
    justification: "May I?",
  };
  const ended = new Deferred<string>();
  using _subscription = test.codex.on("turn/completed", ({ threadId }) => {
    if (threadId !== parent.id) ended.resolve(threadId);
  });
  using _rule = test.model.respond((request) => {
    if (request.threadId === parent.id) return undefined;
    return request.toolOutput("child") === undefined
      ? functionCall("exec_command", escalated, { callId: "child" })
      : message("Written");
  });
  test.model.enqueue(
    functionCall("spawn_agent", { message: "Write it" }, { callId: "spawn", namespace: "multi_agent_v1" }),
    message("Done"),
  );
  const result = await parent.run("Have it written");
  const child = await ended.promise;

  expect(existsSync(file)).toBe(false);
  expect(asked).toEqual([child]);
  expect(result.approvals.every(({ threadId }) => threadId === child)).toBe(true);
  expect(trail.map(({ type, threadId }) => [type, threadId])).toEqual([
    ["requested", child],
    ["decided", child],
    ["resolved", child],
  ]);
});

it("of two clients of one server the first to answer decides; the other is told, and its late answer is not taken", async () => {
  await using test = await startTestRuntime();
  await using runtime = await startListeningRuntime(test);
  const client = async () => {
    const asked = new Deferred<AbortSignal>();
    const answer = new Deferred<ApprovalDecision>();
    const over = new Deferred<ApprovalEvent>();
    const codex = await Codex.connect({
      transport: webSocketTransport({ url: runtime.address }),
      onApproval: (_, { signal }) => {
        asked.resolve(signal);
        return answer.promise;
      },
    });
    void (async () => {
      for await (const event of codex.approvals()) if (event.type === "resolved") over.resolve(event);
    })();
    return { codex, asked, answer, over };
  };
  const one = await client();
  const two = await client();
  await using _one = one.codex;
  await using _two = two.codex;
  const thread = await one.codex.startThread({ approvalMode: "ask", cwd: test.home.workspace });
  test.model.enqueue(message("Hello"));
  // A thread without a turn cannot be resumed.
  await thread.run("Hi");
  await two.codex.resumeThread(thread.id, { approvalMode: "ask" });

  const file = scriptEscalation(test);
  const turn = thread.run("Write it");
  const [, signal] = await Promise.all([one.asked.promise, two.asked.promise]);
  const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
  one.answer.resolve("decline");
  await aborted;
  two.answer.resolve("accept");
  const { status, approvals } = await turn;

  expect({ status, exists: file.exists }).toEqual({ status: "completed", exists: false });
  expect(approvals.at(-1)).toMatchObject({ type: "resolved", how: "decided" });
  expect(await two.over.promise).toMatchObject({ how: "elsewhere", threadId: thread.id });
});

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import {
  Codex,
  isApprovalModeNotAppliedError,
  isConnectionClosedError,
  isInvalidRequestError,
  isUsageError,
  type Goal,
  type Thread,
  type Turn,
} from "../../src/index.js";
import {
  failure,
  functionCall,
  gate,
  message,
  startTestCodex,
  startTestRuntime,
  type Gate,
} from "../../src/testing/index.js";
import { stdioTransport } from "../../src/transport/stdio/stdio.js";
import { collect, nextNotification, textOf } from "../support/notifications.js";
import { recording } from "../support/recording-transport.js";
import { refusal } from "../support/refusal.js";
import { sharing } from "../support/shared-codex.js";

const start = sharing(() => startTestCodex());

async function turnsOf(goal: Goal): Promise<Turn[]> {
  const turns: Turn[] = [];
  for await (const turn of goal.turns) turns.push(turn);
  return turns;
}

describe("a goal that is set", () => {
  it("is pursued in turns that the server starts, until it is complete", async () => {
    await using test = await start();
    test.model.enqueue(message("One"), functionCall("update_goal", { status: "complete" }), message("Done"));
    const thread = await test.codex.startThread({ approvalMode: "deny_all" });
    const goal = await thread.goal.set({ objective: "Count", tokenBudget: 10_000 });
    const told: (string | null)[] = [];
    for await (const turn of goal.turns) {
      const events = await collect(turn.events);
      expect(events.filter(({ method }) => method === "turn/started")).toHaveLength(1);
      expect(events.at(-1)?.method).toBe("turn/completed");
      const { finalResponse } = await turn.result();
      expect(textOf(events)).toBe(finalResponse);
      told.push(finalResponse);
    }
    expect(told).toEqual(["One", "Done"]);
    const { status, goal: last } = await goal.ended;
    expect(status).toBe("complete");
    expect(last).toMatchObject({ objective: "Count", tokenBudget: 10_000, status: "complete" });
    expect(last.tokensUsed).toBeGreaterThan(0);
    expect(goal.progress).toEqual(last);
    expect(await thread.goal.get()).toEqual(last);
  });

  it("ends when its budget is used up", async () => {
    await using test = await start();
    test.model.respond(() => message("More", { usage: { inputTokens: 10, outputTokens: 5 } }));
    const thread = await test.codex.startThread();
    const goal = await thread.goal.set({ objective: "Count", tokenBudget: 20 });
    const { status, goal: last } = await goal.ended;
    expect([status, last.tokensUsed]).toEqual(["budgetLimited", 30]);
    expect(await turnsOf(goal)).toHaveLength(2);
  });

  it("ends as blocked when a turn fails", async () => {
    await using test = await start();
    test.model.enqueue(message("One"), failure({ status: 400 }));
    const goal = await (await test.codex.startThread()).goal.set({ objective: "Count" });
    const turns = await turnsOf(goal);
    const results = await Promise.all(turns.map((turn) => turn.result()));
    expect(results.map(({ status }) => status)).toEqual(["completed", "failed"]);
    expect((await goal.ended).status).toBe("blocked");
  });

  it.each([
    ["cleared", (thread: Thread) => thread.goal.clear()],
    ["paused", (thread: Thread) => thread.goal.set({ status: "paused" })],
  ] as const)("ends as %s when the turn that runs then is over", async (want, stop) => {
    await using test = await start();
    const held = gate(message("One"));
    test.model.enqueue(held);
    const thread = await test.codex.startThread();
    const goal = await thread.goal.set({ objective: "Count" });
    await held.reached;
    let over = false;
    void goal.ended.then(() => {
      over = true;
    });
    await stop(thread);
    await test.codex.rpc.thread.loaded.list({});
    expect(over).toBe(false);
    held.release();
    expect((await goal.ended).status).toBe(want);
    const [turn, ...others] = await turnsOf(goal);
    expect([(await turn?.result())?.finalResponse, others]).toEqual(["One", []]);
  });

  it("ends as interrupted when a turn of it is: the server starts no other, though the goal is active", async () => {
    await using test = await start();
    const held = gate(message("One"));
    test.model.enqueue(held);
    const thread = await test.codex.startThread();
    const goal = await thread.goal.set({ objective: "Count" });
    await held.reached;
    for await (const turn of goal.turns) await turn.interrupt();
    expect(await goal.ended).toMatchObject({ status: "interrupted", goal: { status: "active" } });
    expect(test.model.requests).toHaveLength(1);
    // Set active again, it goes on.
    test.model.enqueue(functionCall("update_goal", { status: "complete" }), message("Done"));
    expect((await (await thread.goal.set({ status: "active" })).ended).status).toBe("complete");
  });

  it("ends as interrupted when its thread is archived", async () => {
    await using test = await start();
    const held = gate(message("One"));
    test.model.enqueue(held);
    const thread = await test.codex.startThread();
    const goal = await thread.goal.set({ objective: "Count" });
    await held.reached;
    await thread.archive();
    expect((await goal.ended).status).toBe("interrupted");
  });

  it("rejects, turns and all, when the runtime dies", async () => {
    await using test = await startTestCodex();
    const held = gate(message("One"));
    test.model.enqueue(held);
    const goal = await (await test.codex.startThread()).goal.set({ objective: "Count" });
    await held.reached;
    const turns = goal.turns[Symbol.asyncIterator]();
    const { value: turn } = (await turns.next()) as IteratorYieldResult<Turn>;
    await test.codex.close();
    for (const end of [goal.ended, turns.next(), turn.result()]) {
      expect(isConnectionClosedError(await refusal(end))).toBe(true);
    }
  });

  it("is refused as the server refuses it", async () => {
    await using test = await startTestCodex();
    const thread = await test.codex.startThread({ ephemeral: true });
    expect(isInvalidRequestError(await refusal(thread.goal.set({ objective: "Count" })))).toBe(true);
    const other = await test.codex.startThread();
    expect(isInvalidRequestError(await refusal(other.goal.set({ status: "active" })))).toBe(true);
    expect(await other.goal.get()).toBeNull();
    expect(await other.goal.clear()).toBe(false);
    // Neither left anything behind that a run would have to wait for.
    test.model.enqueue(message("Hello"));
    expect((await other.run("Hi")).finalResponse).toBe("Hello");
  });

  it("by a signal that has aborted is not sent, and by one that aborts meanwhile is paused", async () => {
    await using test = await startTestRuntime();
    test.model.respond(() => message("One"));
    const controller = new AbortController();
    const { signal } = controller;
    const transport = recording(stdioTransport(test.runtime), {
      onSend: (text) => {
        if (text.includes('"thread/goal/set"')) controller.abort("enough");
      },
    });
    await using codex = await Codex.connect({ transport });
    const thread = await codex.startThread();
    expect(await refusal(thread.goal.set({ objective: "Count", signal: AbortSignal.abort("no") }))).toBe(
      "no",
    );
    expect(transport.methods).not.toContain("thread/goal/set");
    const paused = new Promise<void>((resolve) => {
      codex.on("thread/goal/updated", ({ goal }) => {
        if (goal.status === "paused") resolve();
      });
    });
    expect(await refusal(thread.goal.set({ objective: "Count", signal }))).toBe("enough");
    await paused;
    expect((await thread.goal.get())?.status).toBe("paused");
  });
});

describe("a thread whose goal is pursued", () => {
  async function pursued(held: Gate = gate(message("One"))) {
    const test = await start();
    test.model.enqueue(held);
    const thread = await test.codex.startThread();
    const goal = await thread.goal.set({ objective: "Count" });
    await held.reached;
    return { test, thread, goal, held, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() };
  }

  it("refuses run, runStreamed and compact, which would disturb its turns, and says how to go on", async () => {
    await using given = await pursued();
    const { thread, goal, held, test } = given;
    const other = await test.codex.resumeThread(thread.id);
    for (const call of [thread.run("Mine"), other.runStreamed("Mine"), thread.compact()]) {
      const error = await refusal(call);
      expect(isUsageError(error)).toBe(true);
      expect((error as Error).message).toMatch(/pursues a goal.*goal\.set.*paused.*goal\.clear/);
    }
    test.model.enqueue(functionCall("update_goal", { status: "complete" }), message("Done"));
    held.release();
    expect((await goal.ended).status).toBe("complete");
    test.model.enqueue(message("Yours"));
    expect((await thread.run("Mine")).finalResponse).toBe("Yours");
    expect(test.model.requests.filter(({ inputText }) => inputText === "Mine")).toHaveLength(1);
  });

  it("runs a turn when the goal is paused, after the goal's last turn, and goes on afterwards", async () => {
    await using given = await pursued();
    const { thread, held, test } = given;
    await thread.goal.set({ status: "paused" });
    const run = thread.run("Mine");
    test.model.enqueue(message("Yours"));
    held.release();
    expect((await run).finalResponse).toBe("Yours");
    expect((await run).items.filter(({ type }) => type === "userMessage")).toHaveLength(1);
    test.model.enqueue(functionCall("update_goal", { status: "complete" }), message("Done"));
    const again = await thread.goal.set({ status: "active" });
    expect((await again.ended).status).toBe("complete");
  });

  it("takes a change of its goal meanwhile; both handles follow it to the same end", async () => {
    await using given = await pursued();
    const { thread, goal, held, test } = given;
    const changed = await thread.goal.set({ tokenBudget: 5_000 });
    test.model.enqueue(functionCall("update_goal", { status: "complete" }), message("Done"));
    held.release();
    const ends = await Promise.all([goal.ended, changed.ended]);
    expect(ends[0]).toEqual(ends[1]);
    expect(ends[0]).toMatchObject({
      status: "complete",
      goal: { objective: "Count", tokenBudget: 5_000 },
    });
    expect([(await turnsOf(goal)).length, (await turnsOf(changed)).length]).toEqual([2, 1]);
  });

  it("knows of a goal that the model sets by itself", async () => {
    await using test = await start();
    const held = gate(message("Never"));
    test.model.enqueue(functionCall("create_goal", { objective: "Count" }), held);
    const thread = await test.codex.startThread();
    const set = nextNotification(test.codex, "thread/goal/updated");
    const turn = await thread.runStreamed("Set yourself a goal");
    await set;
    await held.reached;
    expect(isUsageError(await refusal(thread.run("Mine")))).toBe(true);
    const goal = await thread.goal.set({ status: "paused" });
    await turn.interrupt();
    expect((await goal.ended).status).toBe("paused");
    test.model.enqueue(message("Yours"));
    expect((await thread.run("Mine")).finalResponse).toBe("Yours");
  });

  it("is known when it is resumed, and its goal can be followed", async () => {
    await using test = await startTestRuntime();
    const first = await Codex.connect({ transport: stdioTransport(test.runtime) });
    test.model.enqueue(gate(message("Never")));
    const started = await first.startThread({ approvalMode: "deny_all" });
    await started.goal.set({ objective: "Count" });
    await test.model.waitForRequests(1);
    await first.close();

    const held = gate(message("On it"));
    test.model.enqueue(held);
    await using codex = await Codex.connect({ transport: stdioTransport(test.runtime) });
    const thread = await codex.resumeThread(started.id);
    await held.reached;
    const goal = await thread.goal.set({ status: "active" });
    test.model.enqueue(functionCall("update_goal", { status: "complete" }), message("Done"));
    held.release();
    expect((await goal.ended).status).toBe("complete");
  });
});

describe("what was asked of the handle holds for the turns of a goal", () => {
  const escalation = (home: { outside: string }) =>
    functionCall(
      "exec_command",
      {
        cmd: `touch ${join(home.outside, "made")}`,
        sandbox_permissions: "require_escalated",
        justification: "test",
      },
      { callId: "c1" },
    );

  it("an escalation is refused under deny_all", async () => {
    let asked = 0;
    await using test = await startTestCodex({
      onApproval: () => {
        asked += 1;
        return "accept";
      },
    });
    test.model.enqueue(
      escalation(test.home),
      functionCall("update_goal", { status: "complete" }),
      message("Done"),
    );
    const thread = await test.codex.startThread({ approvalMode: "deny_all" });
    expect((await (await thread.goal.set({ objective: "Escape" })).ended).status).toBe("complete");
    await expect(rm(join(test.home.outside, "made"))).rejects.toMatchObject({ code: "ENOENT" });
    expect(asked).toBe(0);
  });

  it("a goal is refused while it is not in force, and set once a turn has brought it", async () => {
    await using test = await start();
    test.model.enqueue(message("One"), message("Two"));
    const loose = await test.codex.startThread({ approvalMode: "auto_review" });
    await loose.run("one");
    // The runtime ignores overrides when it resumes a loaded thread.
    const strict = await test.codex.resumeThread(loose.id, { approvalMode: "deny_all" });
    const error = await refusal(strict.goal.set({ objective: "Count" }));
    expect(isApprovalModeNotAppliedError(error) && error.message).toMatch(/A turn of this handle brings it/);
    expect(await strict.goal.get()).toBeNull();

    await strict.run("two");
    test.model.enqueue(functionCall("update_goal", { status: "complete" }), message("Done"));
    expect((await (await strict.goal.set({ objective: "Count" })).ended).status).toBe("complete");
    expect(strict.settings.approvalMode).toBe("deny_all");
  });

  it("a thread that is pursued under another mode is not to be had: its next turns take nothing along", async () => {
    await using test = await start();
    const held = gate(message("One"));
    test.model.enqueue(held);
    const loose = await test.codex.startThread({ approvalMode: "auto_review" });
    await loose.goal.set({ objective: "Count" });
    await held.reached;
    const error = await refusal(test.codex.resumeThread(loose.id, { approvalMode: "deny_all" }));
    expect(isApprovalModeNotAppliedError(error) && error.message).toMatch(/pause the goal first/);
  });
});

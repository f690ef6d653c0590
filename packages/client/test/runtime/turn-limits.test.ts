import { describe, expect, it } from "vitest";

import { isBudgetExceededError, isTurnTimeoutError } from "../../src/index.js";
import { functionCall, gate, message, startTestCodex, streamFailure } from "../../src/testing/index.js";
import { refusal } from "../support/refusal.js";
import { sharing } from "../support/shared-codex.js";

const start = sharing(() => startTestCodex());
const using = (inputTokens: number) => ({ usage: { inputTokens, outputTokens: 0 } });
const command = (inputTokens: number) => functionCall("exec_command", { cmd: "true" }, using(inputTokens));

describe("turnTimeoutMs", () => {
  it("interrupts a turn that takes longer, and says what it came to", async () => {
    await using test = await start();
    const thread = await test.codex.startThread();
    test.model.respond(({ inputText }) => (inputText === "next" ? message("Next") : gate(message("Never"))));
    const error: unknown = await thread.run("go", { turnTimeoutMs: 400 }).catch((reason: unknown) => reason);
    expect(isTurnTimeoutError(error)).toBe(true);
    expect(error).toMatchObject({
      threadId: thread.id,
      turnTimeoutMs: 400,
      result: { status: "interrupted", items: [{ type: "userMessage" }] },
    });
    // Nothing is left of it.
    expect((await thread.run("next", { turnTimeoutMs: 10_000 })).finalResponse).toBe("Next");
  });

  it("counts from the call on: a run that waits for another's turn rejects, and is never sent", async () => {
    await using test = await start();
    const thread = await test.codex.startThread();
    const held = gate(message("Long"));
    test.model.enqueue(held);
    const first = await thread.runStreamed("one", { turnTimeoutMs: 10_000 });
    const error: unknown = await thread.run("two", { turnTimeoutMs: 50 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "TurnTimeoutError", turnId: undefined, result: null });
    held.release();
    expect((await first.result()).finalResponse).toBe("Long");
    expect(test.model.requests).toHaveLength(1);
  });

  it("rejects the result of a streamed turn, and settled, whenever they are asked for", async () => {
    await using test = await start();
    const thread = await test.codex.startThread();
    test.model.enqueue(gate(message("Never")));
    const turn = await thread.runStreamed("go", { turnTimeoutMs: 300 });
    let last: string | undefined;
    for await (const { method } of turn.events) last = method;
    expect(last).toBe("turn/completed");
    expect(await refusal(turn.result())).toMatchObject({ name: "TurnTimeoutError", turnId: turn.id });
    expect(await refusal(turn.settled())).toMatchObject({ name: "TurnTimeoutError", turnId: turn.id });
  });
});

describe("the budget of a handle", () => {
  it("refuses a turn beyond it before anything is sent; other handles and forks have their own", async () => {
    await using test = await start();
    test.model.respond(() => message("Said", using(10)));
    const thread = await test.codex.startThread({ budget: { turns: 2 } });
    await thread.run("one");
    await thread.compact();
    const before = test.model.requests.length;
    const error = await refusal(thread.run("three"));
    expect(isBudgetExceededError(error)).toBe(true);
    expect(error).toMatchObject({ bound: "turns", spent: 2, limit: 2, turnId: undefined, result: null });
    expect(test.model.requests).toHaveLength(before);
    const other = await test.codex.resumeThread(thread.id, { budget: { turns: 1 } });
    await other.run("four");
    await expect(other.run("five")).rejects.toMatchObject({ spent: 1, limit: 1 });
    const fork = await thread.fork();
    expect((await fork.run("six")).status).toBe("completed");
  });

  it("interrupts a turn that passes the bound of tokens, and counts what others have used for none of it", async () => {
    await using test = await start();
    test.model.enqueue(message("Before", using(5_000)));
    const before = await test.codex.startThread();
    await before.run("one");
    const thread = await test.codex.resumeThread(before.id, { budget: { tokens: 250 } });
    test.model.enqueue(message("Little", using(100)), command(100), command(100), gate(message("Never")));
    expect((await thread.run("two")).finalResponse).toBe("Little");
    const error = await refusal(thread.run("three"));
    expect(error).toMatchObject({
      name: "BudgetExceededError",
      bound: "tokens",
      spent: 300,
      limit: 250,
      result: { status: "interrupted", usage: { turn: { totalTokens: 200 } } },
    });
    await expect(thread.run("four")).rejects.toMatchObject({
      bound: "tokens",
      spent: 300,
      turnId: undefined,
    });
  });

  it("of a goal bounds its turns; a handle with a budget sets no goal without", async () => {
    await using test = await start();
    test.model.respond(() => message("More", using(10)));
    const thread = await test.codex.startThread({ budget: { turns: 1 } });
    expect(await refusal(thread.goal.set({ objective: "Count" }))).toMatchObject({ option: "budget" });
    const goal = await thread.goal.set({ objective: "Count", budget: { turns: 3, tokens: 5_000 } });
    let turns = 0;
    for await (const turn of goal.turns) if ((await turn.result()).status === "completed") turns += 1;
    const { status, goal: last } = await goal.ended;
    expect([turns, status, last.tokenBudget]).toEqual([3, "budgetLimited", 5_000]);
    expect((await thread.run("And one")).finalResponse).toBe("More");
  });

  it("of a goal lets the last turn reach it", async () => {
    await using test = await start();
    test.model.enqueue(command(10), functionCall("update_goal", { status: "complete" }), message("Done"));
    const thread = await test.codex.startThread();
    const goal = await thread.goal.set({ objective: "Count", budget: { turns: 1 } });
    expect((await goal.ended).status).toBe("complete");
  });
});

describe("retryOverloaded", () => {
  const overloaded = streamFailure({ code: "server_is_overloaded" });
  const soon = { initialDelayMs: 5 };

  it("runs a refused turn again, and the model gets the message once", async () => {
    await using test = await start();
    test.model.enqueue(message("Before"), overloaded, overloaded, message('{"n":1}'));
    const thread = await test.codex.startThread({ budget: { turns: 2 } });
    await thread.run("said before");
    const result = await thread.run("only once", {
      retryOverloaded: soon,
      outputSchema: { type: "object", properties: { n: { type: "number" } }, required: ["n"] },
    });
    expect(result).toMatchObject({ attempts: 3, output: { n: 1 }, status: "completed" });
    const last = JSON.stringify(test.model.requests.at(-1)?.body.input);
    expect(last.split("only once")).toHaveLength(2);
    expect(last.split("said before")).toHaveLength(2);
  });

  it("is not tried where anything of the turn ran, nor more often than it may", async () => {
    await using test = await start();
    const thread = await test.codex.startThread();
    test.model.enqueue(command(10), overloaded);
    await expect(thread.run("a", { retryOverloaded: soon })).rejects.toMatchObject({
      reason: "serverOverloaded",
      isRetryable: true,
      result: { attempts: 1 },
    });
    test.model.enqueue(overloaded, overloaded);
    const run = thread.run("b", { retryOverloaded: { ...soon, maxAttempts: 2 } });
    await expect(run).rejects.toMatchObject({ reason: "serverOverloaded", result: { attempts: 2 } });
    test.model.enqueue(overloaded);
    await expect(thread.run("c")).rejects.toMatchObject({ reason: "serverOverloaded" });
    expect(test.model.pending).toBe(0);
  });

  it("ends with the time that the turn has, and keeps its place until then", async () => {
    await using test = await start();
    const thread = await test.codex.startThread();
    test.model.enqueue(overloaded, message("Next"));
    const run = refusal(
      thread.run("a", {
        retryOverloaded: { initialDelayMs: 1e6, maxDelayMs: 1e6, maxElapsedMs: 1e9 },
        turnTimeoutMs: 400,
      }),
    );
    const next = thread.run("b");
    expect(await run).toMatchObject({ name: "TurnTimeoutError", result: { status: "failed" } });
    expect((await next).finalResponse).toBe("Next");
  });
});

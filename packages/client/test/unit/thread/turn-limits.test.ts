import { afterEach, describe, expect, it, vi } from "vitest";

import { Codex } from "../../../src/index.js";
import { FakeServer } from "../../support/fake-server.js";
import { refusal } from "../../support/refusal.js";

afterEach(() => {
  vi.useRealTimers();
});

const turn = (number: number, status: string) => ({
  id: `U${String(number)}`,
  items: [],
  error: null,
  status,
});
const ended = (status: string, number = 1) => ({
  method: "turn/completed",
  params: { threadId: "T", turn: turn(number, status) },
});

/** A server whose turns end only as the test says. */
async function endless(onInterrupt: (server: FakeServer) => unknown = () => ({})) {
  let turns = 0;
  const server: FakeServer = new FakeServer({
    "turn/start": () => {
      const started = turn(++turns, "inProgress");
      queueMicrotask(() => {
        server.push({ method: "turn/started", params: { threadId: "T", turn: started } });
      });
      return { turn: started };
    },
    "turn/interrupt": () => onInterrupt(server),
  });
  const codex = await Codex.connect({ transport: server });
  return { server, codex, thread: await codex.startThread() };
}

const never = (): Promise<unknown> => new Promise(() => undefined);

describe("a turn that takes too long", () => {
  it.each<[string, (server: FakeServer) => unknown]>([
    ["an interrupt that is not answered", never],
    ["one that is, and no end", () => ({})],
  ])("rejects in spite of %s", async (_, onInterrupt) => {
    vi.useFakeTimers();
    const { server, thread } = await endless(onInterrupt);
    const run = refusal(thread.run("go", { turnTimeoutMs: 1_000 }));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.paramsOf("turn/interrupt")).toEqual([{ threadId: "T", turnId: "U1" }]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await run).toMatchObject({ name: "TurnTimeoutError", turnId: "U1", result: null });
    expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
  });

  it("has its result where it ends by itself before the interrupt reaches it", async () => {
    vi.useFakeTimers();
    const { thread } = await endless((server) => {
      server.push(ended("completed"));
      return {};
    });
    const run = thread.run("go", { turnTimeoutMs: 1_000 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await run).status).toBe("completed");
  });

  it("rejects with the caller's reason where that comes first, and with why it is lost where it is", async () => {
    vi.useFakeTimers();
    const { codex, thread } = await endless();
    const caller = new AbortController();
    const run = refusal(thread.run("go", { turnTimeoutMs: 1_000, signal: caller.signal }));
    await vi.advanceTimersByTimeAsync(500);
    caller.abort("enough");
    expect(await run).toBe("enough");
    const other = await endless();
    const lost = refusal(other.thread.run("go", { turnTimeoutMs: 1_000 }));
    await vi.advanceTimersByTimeAsync(2_000);
    await other.codex.close();
    expect(await lost).toMatchObject({ name: "ConnectionClosedError" });
    await codex.close();
  });

  it("has no limit by 0 and Infinity, and leaves no timer where it ends in time", async () => {
    vi.useFakeTimers();
    const { server, thread } = await endless();
    for (const [index, turnTimeoutMs] of [0, Infinity, 1e6].entries()) {
      const run = thread.run("go", { turnTimeoutMs });
      await vi.advanceTimersByTimeAsync(100_000);
      server.push(ended("completed", index + 1));
      expect((await run).status).toBe("completed");
    }
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("close with graceMs", () => {
  it("interrupts what runs after it, hears it out, and refuses what waits", async () => {
    vi.useFakeTimers();
    const { server, codex, thread } = await endless((to) => {
      to.push(ended("interrupted"));
      return {};
    });
    const run = thread.run("go");
    const waiting = refusal(thread.run("next"));
    await vi.advanceTimersByTimeAsync(10);
    const closed = codex.close({ graceMs: 1_000 });
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(900);
    expect(server.paramsOf("turn/interrupt")).toEqual([]);
    expect(await refusal(thread.run("later"))).toMatchObject({ name: "ConnectionClosedError" });
    await vi.advanceTimersByTimeAsync(100);
    await closed;
    expect((await run).status).toBe("interrupted");
    expect(await waiting).toMatchObject({ name: "ConnectionClosedError", reason: "closed" });
    expect(server.paramsOf("turn/start")).toHaveLength(1);
  });

  it("waits no longer than what runs, and at most 5 seconds for an interrupt", async () => {
    vi.useFakeTimers();
    const { server, codex, thread } = await endless(never);
    const run = thread.run("go");
    await vi.advanceTimersByTimeAsync(1);
    const closed = codex.close({ graceMs: Infinity });
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(60_000);
    server.push(ended("completed"));
    await closed;
    expect((await run).status).toBe("completed");

    const other = await endless(never);
    const lost = refusal(other.thread.run("go"));
    await vi.advanceTimersByTimeAsync(1);
    const end = other.codex.close({ graceMs: 0 });
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(4_900);
    expect(other.server.paramsOf("turn/interrupt")).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(100);
    await end;
    expect(await lost).toMatchObject({ name: "ConnectionClosedError" });
  });

  it.each([{}, { graceMs: 60_000 }])("is cut short by a second close with %j", async (options) => {
    const { codex, thread } = await endless();
    const lost = refusal((await thread.runStreamed("go")).result());
    const first = codex.close({ graceMs: 60_000 });
    await vi.dynamicImportSettled();
    await codex.close(options);
    await first;
    expect(await lost).toMatchObject({ name: "ConnectionClosedError" });
  });

  it.each([-1, Number.NaN, "5" as never])("refuses %j, and goes on", async (graceMs) => {
    const { codex } = await endless();
    expect(await refusal(codex.close({ graceMs }))).toMatchObject({ option: "graceMs" });
    await codex.startThread();
    await codex.close({ graceMs: 0 });
  });
});

describe("limits that are none are refused before anything is sent", () => {
  it.each<[string, object]>([
    ["turnTimeoutMs", { turnTimeoutMs: -1 }],
    ["turnTimeoutMs", { turnTimeoutMs: Number.NaN }],
    ["turnTimeoutMs", { turnTimeoutMs: "5" }],
    ["retryOverloaded", { retryOverloaded: 3 }],
    ["retryOverloaded", { retryOverloaded: { maxAttempts: 0 } }],
    ["retryOverloaded", { retryOverloaded: { maxAttempts: Infinity } }],
    ["retryOverloaded", { retryOverloaded: { maxDelayMs: "5" } }],
    ["retryOverloaded", { retryOverloaded: { attempts: 2 } }],
  ])("%s of a turn: %j", async (option, options) => {
    const { server, codex, thread } = await endless();
    expect(await refusal(thread.run("go", options))).toMatchObject({ name: "UsageError", option });
    expect(server.paramsOf("turn/start")).toEqual([]);
    await codex.close();
  });

  it.each<[unknown]>([
    [{}],
    [{ turns: -1 }],
    [{ turns: 1.5 }],
    [{ turns: Infinity }],
    [{ tokens: Number.NaN }],
    [{ tokens: "5" }],
    [{ turns: 1, dollars: 2 }],
    [5],
    [null],
  ])("a budget of %j", async (budget) => {
    const { server, codex, thread } = await endless();
    const before = server.sent.length;
    const wrong = { budget } as never;
    for (const call of [
      () => codex.startThread(wrong),
      () => codex.resumeThread("T", wrong),
      () => codex.forkThread("T", wrong),
      () => thread.fork(wrong),
      () => thread.goal.set({ objective: "Count", ...(wrong as object) }),
    ])
      expect(await refusal(call())).toMatchObject({ name: "UsageError", option: "budget" });
    expect(server.sent).toHaveLength(before);
    await codex.close();
  });

  it("a goal's budget that says two things, or counts the turns of no pursuit", async () => {
    const { server, codex, thread } = await endless();
    for (const options of [
      { objective: "Count", tokenBudget: 5, budget: { tokens: 5 } },
      { status: "paused", budget: { turns: 5 } } as const,
      { objective: "Count", budget: { turns: 0 } },
    ])
      expect(await refusal(thread.goal.set(options))).toMatchObject({ option: "budget" });
    expect(server.paramsOf("thread/goal/set")).toEqual([]);
    await codex.close();
  });
});

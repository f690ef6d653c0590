import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";

import { Codex, webSocketTransport, type Thread } from "../../src/index.js";
import { startListeningRuntime, startTestCodex, startTestRuntime } from "../../src/testing/index.js";
import { nextNotification } from "../support/notifications.js";
import {
  allOwn,
  quiet,
  race,
  raceTimeoutMs,
  racingPrompt,
  rounds,
  scriptRaces,
  tally,
  watchTurns,
} from "../support/races.js";
import { sharing } from "../support/shared-codex.js";

const start = sharing(() => startTestCodex({ experimentalApi: true }));

const strictly = { approvalMode: "deny_all", sandbox: "read_only" } as const;
const freely = { approvalMode: "deny_all", sandbox: "full_access" } as const;

/** What a turn of somebody else's takes along. */
const fullAccess = { sandboxPolicy: { type: "dangerFullAccess" }, approvalPolicy: "never" } as const;

const text = (words: string) => [{ type: "text" as const, text: words, text_elements: [] }];

const answer = {
  type: "object",
  properties: { ok: { type: "boolean" } },
  required: ["ok"],
  additionalProperties: false,
};

/** A client whose model plays the races. */
async function startRaces() {
  const test = await start();
  scriptRaces(test.model);
  return { ...test, turns: watchTurns(test.codex), [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() };
}

/** Two handles of a thread of full access: one that has it, and one that must not use it. */
async function startTwoHandles(codex: Codex): Promise<{ free: Thread; strict: Thread }> {
  const free = await codex.startThread(freely);
  await free.run("Hi");
  return { free, strict: await codex.resumeThread(free.id, strictly) };
}

describe("a run never becomes a steer of a turn that the same client started with turn/start", () => {
  it.each([
    ["which has been accepted", true],
    ["which is still on its way", false],
  ])(
    "%s: it waits for its end, and is then a turn of its own",
    { timeout: raceTimeoutMs },
    async (_, accepted) => {
      await using test = await startRaces();
      const { codex, home, turns } = test;
      const seen = await tally(async () => {
        const thread = await codex.startThread(strictly);
        const prompt = racingPrompt(home);
        const raw = codex.rpc.turn.start({ threadId: thread.id, input: text("other"), ...fullAccess });
        if (accepted) await raw;
        const outcome = await race(thread, prompt);
        await turns.over((await raw).turn.id);
        return { outcome, prompt };
      });
      expect(seen).toEqual(allOwn);
    },
  );
});

describe("a run that another client's turn has overtaken is a turn of its own, or is refused and says whose turn was in the way", () => {
  it.each([
    ["which began before", strictly, 11, true],
    ["which begins while the server is asked what the thread had", freely, 60, false],
  ])("%s", { timeout: raceTimeoutMs }, async (_, had, withinMs, isBefore) => {
    await using test = await startTestRuntime();
    await using runtime = await startListeningRuntime(test);
    const transport = webSocketTransport({ url: runtime.address });
    await using one = await Codex.connect({ transport });
    await using other = await Codex.connect({ transport });
    scriptRaces(test.model);
    const turns = watchTurns(other);
    const refusals: { error: unknown; foreign: string }[] = [];
    const seen = await tally(async (index) => {
      const started = await one.startThread(had);
      await started.run("Hi");
      const thread = await one.resumeThread(started.id, strictly);
      await other.resumeThread(thread.id);
      const prompt = racingPrompt(test.home);
      const startForeign = () =>
        other.rpc.turn.start({ threadId: thread.id, input: text("other"), ...fullAccess });
      const startRace = () => race(thread, prompt);
      const between = () => pause((index * 7) % withinMs);
      const [raw, raced] = isBefore
        ? [startForeign(), between().then(startRace)]
        : [between().then(startForeign), startRace()];
      const outcome = await raced;
      const foreign = (await raw).turn.id;
      await turns.over(foreign);
      if (outcome.kind === "rejected") refusals.push({ error: outcome.reason, foreign });
      return { outcome, prompt };
    });
    expect(seen).toMatchObject({ wrote: 0, foreign: 0, errors: [] });
    expect(seen.own + seen.rejected).toBe(rounds);
    for (const { error, foreign } of refusals)
      expect(error).toMatchObject({ turnId: foreign, message: expect.stringContaining("run it again") });
  });
});

describe("a run after the end of a goal of another handle waits until the server starts no more turns for it", () => {
  const stops = {
    clear: (thread: Thread) => thread.goal.clear(),
    pause: (thread: Thread) => thread.goal.set({ status: "paused" }),
  };
  it.each([
    ["that is cleared at any time of its pursuit", stops.clear, "turn/started", 100],
    ["that is paused at any time of its pursuit", stops.pause, "turn/started", 100],
    ["that is cleared as soon as a turn of it has ended", stops.clear, "turn/completed", 6],
    ["that is paused as soon as a turn of it has ended", stops.pause, "turn/completed", 6],
  ] as const)("%s", { timeout: raceTimeoutMs }, async (_, stop, moment, withinMs) => {
    await using test = await startRaces();
    const { codex, home } = test;
    const seen = await tally(async (index) => {
      const { free, strict } = await startTwoHandles(codex);
      const prompt = racingPrompt(home);
      const reached = nextNotification(codex, moment, ({ threadId }) => threadId === free.id);
      await free.goal.set({ objective: "Count" });
      await reached;
      await pause((index * 17) % withinMs);
      await stop(strict);
      const outcome = await race(strict, prompt);
      await quiet(codex, free.id);
      return { outcome, prompt };
    });
    expect(seen).toEqual(allOwn);
  });
});

describe("a run on a thread with a queued submission waits for the turn that the submission becomes", () => {
  it.each([
    ["which was queued while a turn ran", true, undefined],
    ["which was queued while a turn ran, also where the run has an output schema", true, answer],
    ["which was queued on the idle thread", false, undefined],
    ["which was queued on the idle thread, also where the run has an output schema", false, answer],
  ] as const)("%s", { timeout: raceTimeoutMs }, async (_, busy, outputSchema) => {
    await using test = await startRaces();
    const { codex, home } = test;
    const seen = await tally(async (index) => {
      const { free, strict } = await startTwoHandles(codex);
      const prompt = racingPrompt(home);
      const before = busy ? await free.runStreamed("before") : undefined;
      await codex.rpc.thread.queue.add({
        threadId: free.id,
        clientUserMessageId: `queued-${String(index)}`,
        input: text("queued"),
      });
      await before?.result();
      const outcome = await race(strict, prompt, outputSchema);
      await quiet(codex, free.id);
      return { outcome, prompt };
    });
    expect(seen).toEqual(allOwn);
  });
});

describe("a run after review/start waits for the end of the review", () => {
  it.each([
    ["which has been accepted", true],
    ["which is still on its way", false],
  ])("%s", { timeout: raceTimeoutMs }, async (_, accepted) => {
    await using test = await startRaces();
    const { codex, home } = test;
    const seen = await tally(async () => {
      const thread = await codex.startThread(strictly);
      const prompt = racingPrompt(home);
      const review = codex.rpc.review.start({
        threadId: thread.id,
        target: { type: "custom", instructions: "Look at it" },
      });
      if (accepted) await review;
      const outcome = await race(thread, prompt);
      await review;
      await quiet(codex, thread.id);
      return { outcome, prompt };
    });
    expect(seen).toEqual(allOwn);
  });
});

import { expect, it } from "vitest";

import type { TurnEvent } from "../../src/index.js";
import {
  gate,
  message,
  outputs,
  reasoning,
  startTestCodex,
  type OutputReply,
} from "../../src/testing/index.js";
import { collect, nextNotification, textOf } from "../support/notifications.js";
import { sharing } from "../support/shared-codex.js";

const start = sharing(() => startTestCodex());

const long = Array.from({ length: 500 }, (_, n) => `${String(n)} ✓ ${"🙂".repeat(n % 3)}; `);

it("streams deltas as they come, from the turn's start to its end", async () => {
  await using test = await start();
  const held = gate(message("one two three", { deltas: ["one ", "two ", "three"] }), { afterDeltas: 1 });
  test.model.enqueue(held);
  const thread = await test.codex.startThread();
  const turn = await thread.runStreamed("Count");

  const events: TurnEvent[] = [];
  for await (const event of turn.events) {
    events.push(event);
    // The model goes on only when the first delta has been read.
    if (event.method === "item/agentMessage/delta" && event.params.delta === "one ") held.release();
  }
  expect(textOf(events)).toBe("one two three");
  const methods = events.map(({ method }) => method);
  expect(methods).toContain("turn/started");
  expect(methods.at(-1)).toBe("turn/completed");
  expect(events.at(-1)?.params).toMatchObject({ threadId: thread.id, turn: { id: turn.id } });
  expect(turn.threadId).toBe(thread.id);
});

it("gives an iteration that starts after the end everything, with deltas joined and no character lost", async () => {
  await using test = await start();
  test.model.enqueue(message(long.join(""), { deltas: long }));
  const thread = await test.codex.startThread();
  const all: TurnEvent[] = [];
  using _subscription = test.codex.on("item/agentMessage/delta", (params) => {
    all.push({ method: "item/agentMessage/delta", params });
  });
  const turn = await thread.runStreamed("Count");
  const result = await turn.result();
  const events = await collect(turn.events);

  expect(textOf(events)).toBe(long.join(""));
  expect(result.finalResponse).toBe(long.join(""));
  expect(all.length).toBeGreaterThan(100);
  expect(events.filter(({ method }) => method === "item/agentMessage/delta")).toHaveLength(1);
  expect(events.at(-1)?.method).toBe("turn/completed");
});

it("gives the result after the loop was left, and any number of times", async () => {
  await using test = await start();
  const held = gate(message("one two", { deltas: 2 }), { afterDeltas: 1 });
  test.model.enqueue(held);
  const thread = await test.codex.startThread();
  const turn = await thread.runStreamed("Count");
  for await (const event of turn.events) if (event.method === "item/agentMessage/delta") break;
  held.release();
  const first = await turn.result();
  expect(first).toMatchObject({ id: turn.id, status: "completed", finalResponse: "one two" });
  expect(await turn.result()).toEqual(first);
  expect(await collect(turn.events)).toEqual([]);
});

it("keeps the events of two threads apart", async () => {
  await using test = await start();
  const [one, other] = [await test.codex.startThread(), await test.codex.startThread()];
  using _rule = test.model.respond(({ threadId }) => {
    const letter = threadId === one.id ? "a" : "b";
    return message(letter.repeat(40), { deltas: 40 });
  });
  const turns = await Promise.all([one.runStreamed("Hi"), other.runStreamed("Hi")]);
  const [ofOne = [], ofOther = []] = await Promise.all(turns.map(({ events }) => collect(events)));
  expect([textOf(ofOne), textOf(ofOther)]).toEqual(["a".repeat(40), "b".repeat(40)]);
  for (const [events, thread] of [[ofOne, one] as const, [ofOther, other] as const]) {
    const strangers = events.filter(({ params }) => !JSON.stringify(params).includes(thread.id));
    expect(strangers).toEqual([]);
  }
});

it("accumulates items, usage and times in the result", async () => {
  await using test = await start();
  test.model.enqueue(
    outputs(
      reasoning("Thinking"),
      message("Looking", { phase: "commentary" }),
      message("The answer", { phase: "final_answer", usage: { inputTokens: 100, outputTokens: 20 } }),
    ),
  );
  const thread = await test.codex.startThread();
  const completed = nextNotification(test.codex, "turn/completed");
  const result = await thread.run("Hi");
  expect(result.items.map(({ type }) => type)).toEqual([
    "userMessage",
    "reasoning",
    "agentMessage",
    "agentMessage",
  ]);
  expect(result).toMatchObject({
    status: "completed",
    finalResponse: "The answer",
    error: null,
    usage: { last: { inputTokens: 100, outputTokens: 20, totalTokens: 120 } },
  });
  const { turn } = await completed;
  expect(result).toMatchObject({
    id: turn.id,
    startedAt: turn.startedAt,
    completedAt: turn.completedAt,
    durationMs: turn.durationMs,
  });
  expect(result.durationMs).toBeTypeOf("number");
});

it.each<[string, { said: OutputReply[]; want: string | null }]>([
  ["a commentary alone", { said: [message("Looking", { phase: "commentary" })], want: null }],
  ["an empty answer", { said: [message("Hello"), message("", { phase: "final_answer" })], want: "" }],
  [
    "commentary after the answer",
    { said: [message("The answer"), message("Looking", { phase: "commentary" })], want: "The answer" },
  ],
])("the final response of %s", async (_, { said, want }) => {
  await using test = await start();
  test.model.enqueue(outputs(...said));
  expect((await (await test.codex.startThread()).run("Hi")).finalResponse).toBe(want);
});

it("leaving the loop does not stop the turn, and what comes after is not kept", async () => {
  await using test = await start();
  const held = gate(message("one two", { deltas: 2 }), { afterDeltas: 1 });
  test.model.enqueue(held);
  const turn = await (await test.codex.startThread()).runStreamed("Count");
  const events = turn.events[Symbol.asyncIterator]();
  await events.next();
  await events.return?.();
  held.release();
  expect((await turn.result()).finalResponse).toBe("one two");
  expect(await events.next()).toEqual({ done: true, value: undefined });
});

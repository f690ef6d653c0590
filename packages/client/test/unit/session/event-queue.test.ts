import { describe, expect, it } from "vitest";

import type { TurnEvent } from "../../../src/index.js";
import { AsyncQueue } from "../../../src/lib/async-queue.js";
import { TurnBacklog } from "../../../src/session/turn-backlog.js";
import { collect } from "../../support/notifications.js";

const event = (method: string, params: object): TurnEvent => ({ method, params }) as never;
const delta = (text: string, over: object = {}) =>
  event("item/agentMessage/delta", { threadId: "T", turnId: "U", itemId: "i", delta: text, ...over });
const other = event("thread/status/changed", { threadId: "T" });

/** What a reader gets that comes after all of it. */
async function late(...events: readonly TurnEvent[]): Promise<readonly TurnEvent[]> {
  const queue = new AsyncQueue<TurnEvent>({ backlog: () => new TurnBacklog() });
  for (const pushed of events) queue.push(pushed);
  queue.end();
  return collect(queue);
}

describe("events that wait", () => {
  it.each<[string, { given: TurnEvent[]; want: TurnEvent[] }]>([
    ["deltas of one item are joined", { given: [delta("a"), delta("b"), delta("c")], want: [delta("abc")] }],
    [
      "deltas are not joined over another event",
      { given: [delta("a"), other, delta("b"), delta("c")], want: [delta("a"), other, delta("bc")] },
    ],
    [
      "deltas of two items are not",
      { given: [delta("a"), delta("b", { itemId: "j" })], want: [delta("a"), delta("b", { itemId: "j" })] },
    ],
    [
      "deltas of two parts of an item are not",
      {
        given: [delta("a", { summaryIndex: 0 }), delta("b", { summaryIndex: 1 })],
        want: [delta("a", { summaryIndex: 0 }), delta("b", { summaryIndex: 1 })],
      },
    ],
    [
      "deltas of two kinds are not",
      {
        given: [
          delta("a"),
          event("item/plan/delta", { threadId: "T", turnId: "U", itemId: "i", delta: "b" }),
        ],
        want: [delta("a"), event("item/plan/delta", { threadId: "T", turnId: "U", itemId: "i", delta: "b" })],
      },
    ],
    [
      "base64 chunks are not: they do not concatenate",
      {
        given: ["YQ==", "Yg=="].map((deltaBase64) =>
          event("process/outputDelta", { itemId: "i", deltaBase64 }),
        ),
        want: ["YQ==", "Yg=="].map((deltaBase64) =>
          event("process/outputDelta", { itemId: "i", deltaBase64 }),
        ),
      },
    ],
    ["equal events that are no deltas are not", { given: [other, other], want: [other, other] }],
  ])("%s", async (_, { given, want }) => {
    expect(await late(...given)).toEqual(want);
  });

  it("hold no more than one event for a million deltas, and every character", async () => {
    const [joined, ...rest] = await late(...Array.from({ length: 100_000 }, () => delta("0123456789")));
    expect(rest).toEqual([]);
    expect(joined).toEqual(delta("0123456789".repeat(100_000)));
  });

  it("leave the events as they came: joining copies", async () => {
    const first = delta("a");
    await late(first, delta("b"));
    expect(first).toEqual(delta("a"));
  });
});

describe("a reader", () => {
  it("gets what is there, then what comes, then the end", async () => {
    const queue = new AsyncQueue<TurnEvent>({ backlog: () => new TurnBacklog() });
    queue.push(delta("a"));
    const reading = collect(queue);
    await Promise.resolve();
    queue.push(delta("b"));
    queue.push(other);
    queue.end();
    queue.push(delta("too late"));
    expect(await reading).toEqual([delta("a"), delta("b"), other]);
  });

  it("gets what is there before it hears of a failure, and hears of it once", async () => {
    const queue = new AsyncQueue<TurnEvent>({ backlog: () => new TurnBacklog() });
    queue.push(delta("a"));
    queue.end(new Error("gone"));
    const iterator = queue[Symbol.asyncIterator]();
    expect(await iterator.next()).toEqual({ done: false, value: delta("a") });
    await expect(iterator.next()).rejects.toThrow("gone");
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it("that has left gets nothing more, and nothing is kept for it", async () => {
    const queue = new AsyncQueue<TurnEvent>({ backlog: () => new TurnBacklog() });
    queue.push(delta("a"));
    queue.push(other);
    for await (const _event of queue) break;
    queue.push(delta("b"));
    expect(await collect(queue)).toEqual([]);
  });

  it("may ask for several events at once: each is answered, in order", async () => {
    const queue = new AsyncQueue<TurnEvent>({ backlog: () => new TurnBacklog() });
    const iterator = queue[Symbol.asyncIterator]();
    const answers = [iterator.next(), iterator.next(), iterator.next(), iterator.next()];
    queue.push(delta("a"));
    queue.push(other);
    queue.end();
    expect(await Promise.all(answers)).toEqual([
      { done: false, value: delta("a") },
      { done: false, value: other },
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
  });

  it("that asks for several events at once hears of a failure, and is left with none unanswered", async () => {
    const queue = new AsyncQueue<TurnEvent>({ backlog: () => new TurnBacklog() });
    const iterator = queue[Symbol.asyncIterator]();
    const answers = [iterator.next(), iterator.next()];
    queue.end(new Error("gone"));
    expect((await Promise.allSettled(answers)).map(({ status }) => status)).toEqual([
      "rejected",
      "fulfilled",
    ]);
  });
});

import fc from "fast-check";
import { expect, it } from "vitest";

import type { TurnEvent } from "../../../src/index.js";
import { AsyncQueue } from "../../../src/lib/async-queue.js";
import { TurnBacklog } from "../../../src/session/turn-backlog.js";
import { Fifo } from "../../../src/lib/fifo.js";

const event = fc.oneof(
  fc.record({
    method: fc.constantFrom("item/agentMessage/delta", "item/plan/delta"),
    params: fc.record({
      threadId: fc.constant("T"),
      itemId: fc.constantFrom("i", "j"),
      delta: fc.string({ maxLength: 3 }),
      contentIndex: fc.option(fc.constantFrom(0, 1), { nil: undefined }),
    }),
  }),
  fc.record({ method: fc.constantFrom("item/completed", "thread/status/changed"), params: fc.constant({}) }),
) as unknown as fc.Arbitrary<TurnEvent>;

/** Events as text that joining must not change: each delta by its characters, every other event by itself. */
function spelled(events: readonly TurnEvent[]): readonly string[] {
  return events.flatMap(({ method, params }) => {
    const { delta, ...of } = params as { delta?: string };
    const name = `${method} ${JSON.stringify(of)}`;
    return delta === undefined ? [name] : delta.split("").map((character) => `${name} ${character}`);
  });
}

it("whenever the reader comes, it gets every character of every item in the order in which they came, and the end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(event, fc.boolean()), { maxLength: 30 }), async (steps) => {
      const queue = new AsyncQueue<TurnEvent>({ backlog: () => new TurnBacklog() });
      const reader = queue[Symbol.asyncIterator]();
      const reads: Promise<IteratorResult<TurnEvent, undefined>>[] = [];
      for (const [pushed, read] of steps) {
        if (read) reads.push(reader.next());
        queue.push(pushed);
      }
      queue.end();
      for (;;) {
        const step = reader.next();
        reads.push(step);
        if ((await step).done === true) break;
      }
      const got = (await Promise.all(reads)).flatMap((step) => (step.done === true ? [] : [step.value]));
      expect(spelled(got)).toEqual(spelled(steps.map(([pushed]) => pushed)));
    }),
    { numRuns: 300 },
  );
});

it("a queue gives what it was given, in order, whatever comes between", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer(), { nil: undefined }), { maxLength: 200 }), (steps) => {
      const [queue, model] = [new Fifo<number>(), [] as number[]];
      for (const step of steps) {
        if (step === undefined) expect(queue.shift()).toBe(model.shift());
        else {
          queue.push(step);
          model.push(step);
        }
      }
    }),
  );
});

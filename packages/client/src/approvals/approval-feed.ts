import { Deferred } from "../rpc/deferred.js";
import type { ApprovalEvent, ApprovalsMissed } from "./approval-event.js";

type Entry = ApprovalEvent | ApprovalsMissed;
type Step = IteratorResult<Entry, undefined>;

/** How many events wait for a reader: hours of a person's approvals, and some megabytes where each shows a patch. */
const CAPACITY = 1000;

/** Events on their way to one reader, who may lag or never come: beyond the capacity the oldest give way to their number. */
export class ApprovalFeed implements AsyncIterable<Entry> {
  readonly #onLeave: () => void;
  #waiting: Deferred<Step>[] = [];
  #events: ApprovalEvent[] = [];
  #missed = 0;
  #ended = false;

  constructor(onLeave: () => void) {
    this.#onLeave = onLeave;
  }

  push(event: ApprovalEvent): void {
    if (this.#ended) return;
    const reader = this.#waiting.shift();
    if (reader !== undefined) return reader.resolve({ done: false, value: event });
    this.#events.push(event);
    if (this.#events.length <= CAPACITY) return;
    this.#events.shift();
    this.#missed += 1;
  }

  /** No more events: the reader gets what is left. */
  end(): void {
    this.#ended = true;
    for (const reader of this.#waiting.splice(0)) reader.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): AsyncIterator<Entry, undefined> {
    return {
      next: () => this.#next(),
      return: () => {
        this.#onLeave();
        this.end();
        this.#events = [];
        this.#missed = 0;
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  #next(): Promise<Step> {
    const reader = new Deferred<Step>();
    const value = this.#take();
    if (value !== undefined) reader.resolve({ done: false, value });
    else if (this.#ended) reader.resolve({ done: true, value: undefined });
    else this.#waiting.push(reader);
    return reader.promise;
  }

  #take(): Entry | undefined {
    if (this.#missed === 0) return this.#events.shift();
    const count = this.#missed;
    this.#missed = 0;
    return { type: "missed", count };
  }
}

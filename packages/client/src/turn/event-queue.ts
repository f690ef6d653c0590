import { Deferred } from "../rpc/deferred.js";
import { DeltaRun } from "./delta-run.js";
import { Fifo } from "./fifo.js";
import type { TurnEvent } from "../result/turn-event.js";

type Step = IteratorResult<TurnEvent, undefined>;

/**
 * A turn's events between the reading path, which never waits, and one reader, which may lag or never come. While it
 * lags, consecutive deltas of one item become one.
 */
export class EventQueue implements AsyncIterable<TurnEvent> {
  #waiting = new Fifo<Deferred<Step>>();
  #events = new Fifo<TurnEvent>();
  /** What the newest deltas are becoming: it stands behind all events. */
  #run: DeltaRun | undefined;
  #end: { readonly error?: Error } | undefined;

  /** Whether it takes no more events: all have come, or the reader has left. */
  get ended(): boolean {
    return this.#end !== undefined;
  }

  /** Hands `event` to the reader, now or when it comes. Ignored once the queue has ended. */
  push(event: TurnEvent): void {
    if (this.#end !== undefined) return;
    const reader = this.#waiting.shift();
    if (reader !== undefined) return reader.resolve({ done: false, value: event });
    if (this.#run?.absorb(event) === true) return;
    if (this.#run !== undefined) this.#events.push(this.#run.event);
    this.#run = DeltaRun.of(event);
    if (this.#run === undefined) this.#events.push(event);
  }

  /** No more events: the reader gets what is left, then the end, or `error` if there is one. */
  end(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = error === undefined ? {} : { error };
    const waiting = this.#waiting;
    this.#waiting = new Fifo();
    for (let reader = waiting.shift(); reader !== undefined; reader = waiting.shift()) this.#answer(reader);
  }

  /** Reads what no other iteration has read. Leaving the loop ends the queue and frees it. */
  [Symbol.asyncIterator](): AsyncIterator<TurnEvent, undefined> {
    return {
      next: () => this.#next(),
      return: () => {
        this.end();
        this.#events = new Fifo();
        this.#run = undefined;
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  #next(): Promise<Step> {
    const reader = new Deferred<Step>();
    this.#answer(reader);
    return reader.promise;
  }

  #answer(reader: Deferred<Step>): void {
    const event = this.#take();
    if (event !== undefined) return reader.resolve({ done: false, value: event });
    if (this.#end === undefined) return this.#waiting.push(reader);
    const { error } = this.#end;
    // Told once, as a generator would.
    this.#end = {};
    if (error === undefined) reader.resolve({ done: true, value: undefined });
    else reader.reject(error);
  }

  #take(): TurnEvent | undefined {
    const event = this.#events.shift();
    if (event !== undefined || this.#run === undefined) return event;
    const { event: joined } = this.#run;
    this.#run = undefined;
    return joined;
  }
}

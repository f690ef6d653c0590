import type { ServerNotification } from "../generated/types.js";
import { Deferred } from "../rpc/deferred.js";
import { mergeDeltas } from "./merge-deltas.js";

type Step = IteratorResult<ServerNotification, undefined>;

/**
 * A turn's events between the reading path, which never waits, and one reader, which may lag or never come. While it
 * lags, consecutive deltas of one item become one.
 */
export class EventQueue implements AsyncIterable<ServerNotification> {
  #waiting: Deferred<Step>[] = [];
  #events: ServerNotification[] = [];
  #end: { readonly error?: Error } | undefined;

  /** Hands `event` to the reader, now or when it comes. Ignored once the queue has ended. */
  push(event: ServerNotification): void {
    if (this.#end !== undefined) return;
    const reader = this.#waiting.shift();
    if (reader !== undefined) return reader.resolve({ done: false, value: event });
    const last = this.#events.at(-1);
    const merged = last === undefined ? undefined : mergeDeltas(last, event);
    if (merged === undefined) this.#events.push(event);
    else this.#events[this.#events.length - 1] = merged;
  }

  /** No more events: the reader gets what is left, then the end, or `error` if there is one. */
  end(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = error === undefined ? {} : { error };
    for (const reader of this.#waiting.splice(0)) this.#answer(reader);
  }

  /** Reads what no other iteration has read. Leaving the loop ends the queue and frees it. */
  [Symbol.asyncIterator](): AsyncIterator<ServerNotification, undefined> {
    return {
      next: () => this.#next(),
      return: () => {
        this.end();
        this.#events = [];
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
    const event = this.#events.shift();
    if (event !== undefined) return reader.resolve({ done: false, value: event });
    if (this.#end === undefined) return void this.#waiting.push(reader);
    const { error } = this.#end;
    // Told once, as a generator would.
    this.#end = {};
    if (error === undefined) reader.resolve({ done: true, value: undefined });
    else reader.reject(error);
  }
}

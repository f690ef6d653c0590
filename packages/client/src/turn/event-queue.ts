import type { ServerNotification } from "../generated/types.js";
import { mergeDeltas } from "./merge-deltas.js";

/**
 * A turn's events between the reading path, which never waits, and one reader, which may lag or never come. While it
 * lags, consecutive deltas of one item become one.
 */
export class EventQueue implements AsyncIterable<ServerNotification> {
  #waiting: ((step: IteratorResult<ServerNotification, undefined>) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;
  #events: ServerNotification[] = [];
  #end: { readonly error?: Error } | undefined;

  /** Hands `event` to the reader, now or when it comes. Ignored once the queue has ended. */
  push(event: ServerNotification): void {
    if (this.#end !== undefined) return;
    if (this.#waiting !== undefined) {
      const resolve = this.#waiting;
      this.#waiting = undefined;
      return resolve({ done: false, value: event });
    }
    const last = this.#events.at(-1);
    const merged = last === undefined ? undefined : mergeDeltas(last, event);
    if (merged === undefined) this.#events.push(event);
    else this.#events[this.#events.length - 1] = merged;
  }

  /** No more events: the reader gets what is left, then the end, or `error` if there is one. */
  end(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = error === undefined ? {} : { error };
    if (this.#waiting === undefined) return;
    if (error === undefined) this.#waiting({ done: true, value: undefined });
    else this.#fail?.(error);
    this.#waiting = undefined;
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

  #next(): Promise<IteratorResult<ServerNotification, undefined>> {
    const event = this.#events.shift();
    if (event !== undefined) return Promise.resolve({ done: false, value: event });
    if (this.#end !== undefined) {
      const { error } = this.#end;
      this.#end = {};
      if (error !== undefined) return Promise.reject(error);
      return Promise.resolve({ done: true, value: undefined });
    }
    return new Promise((resolve, reject) => {
      this.#waiting = resolve;
      this.#fail = reject;
    });
  }
}

import { Deferred } from "./deferred.js";
import { Fifo } from "./fifo.js";

/** How the values of a queue wait for a reader that lags or never comes. */
export interface Backlog<T> {
  push(value: T): void;
  /** Takes the oldest; `undefined` if there is none. */
  shift(): T | undefined;
}

/** What a queue is made with. */
export interface AsyncQueueInit<T> {
  readonly backlog: () => Backlog<T>;
  /** Called when a reader begins. */
  readonly onEnter?: () => void;
  /** Called when a reader leaves its loop: nothing is kept from then on. */
  readonly onLeave?: () => void;
}

/** Keeps the newest values, and counts those that gave way. */
export class NewestBacklog<T> implements Backlog<T> {
  readonly #capacity: number;
  readonly #values = new Fifo<T>();
  /** How many values have given way since it was last asked. */
  #dropped = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(value: T): void {
    this.#values.push(value);
    if (this.#values.length <= this.#capacity) return;
    this.#values.shift();
    this.#dropped += 1;
  }

  shift(): T | undefined {
    return this.#values.shift();
  }

  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }
}

/**
 * Values between a producer, which never waits, and the readers of one iterable. Each value is read once. What waits stands in
 * the backlog, which decides what becomes of it meanwhile.
 */
export class AsyncQueue<T> implements AsyncIterable<T> {
  readonly #init: AsyncQueueInit<T>;
  #waiting = new Fifo<Deferred<IteratorResult<T, undefined>>>();
  #backlog: Backlog<T>;
  #end: { readonly error?: Error } | undefined;

  constructor(init: AsyncQueueInit<T>) {
    this.#init = init;
    this.#backlog = init.backlog();
  }

  /** Whether it takes no more values: all have come, or the reader has left. */
  get ended(): boolean {
    return this.#end !== undefined;
  }

  /** Hands `value` to the reader, now or when it comes. Ignored once the queue has ended. */
  push(value: T): void {
    if (this.#end !== undefined) return;
    const reader = this.#waiting.shift();
    if (reader === undefined) this.#backlog.push(value);
    else reader.resolve({ done: false, value });
  }

  /** No more values: the reader gets what is left, then the end, or `error` if there is one. */
  end(error?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = error === undefined ? {} : { error };
    const waiting = this.#waiting;
    this.#waiting = new Fifo();
    for (let reader = waiting.shift(); reader !== undefined; reader = waiting.shift()) this.#answer(reader);
  }

  /** Reads what no other iteration has read. Leaving the loop ends the queue and frees it. */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    this.#init.onEnter?.();
    return {
      next: () => {
        const reader = new Deferred<IteratorResult<T, undefined>>();
        this.#answer(reader);
        return reader.promise;
      },
      return: () => {
        this.end();
        this.#backlog = this.#init.backlog();
        this.#init.onLeave?.();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  #answer(reader: Deferred<IteratorResult<T, undefined>>): void {
    const value = this.#backlog.shift();
    if (value !== undefined) return reader.resolve({ done: false, value });
    if (this.#end === undefined) return this.#waiting.push(reader);
    const { error } = this.#end;
    // An iterable that failed says so once, as a generator would.
    this.#end = {};
    if (error === undefined) reader.resolve({ done: true, value: undefined });
    else reader.reject(error);
  }
}

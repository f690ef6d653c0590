import { Deferred } from "../lib/deferred.js";
import { TestingError } from "./errors.js";
import type { ModelRequest, UnscriptedRequest } from "./model-request.js";
import type { Reply } from "./gate.js";
import { refuseUndone, type Undone } from "./undone.js";

/**
 * Answers the requests that it knows; undefined leaves a request to older rules, then to the queue.
 *
 * @example
 * ```ts
 * const rule: ReplyRule = (request) => (request.subagent === "review" ? message("Looks good") : undefined);
 * ```
 */
export type ReplyRule = (request: ModelRequest) => Reply | undefined | Promise<Reply | undefined>;

/**
 * The requests of one asker and what they are answered: rules first, the newest first, then the queue.
 *
 * @example
 * ```ts
 * model.enqueue(message("Hello"));
 * const request = await model.nextRequest();
 * ```
 */
export interface ModelScript {
  /** What was asked so far, in order of arrival. */
  readonly requests: readonly ModelRequest[];
  /** How many queued replies are left. */
  readonly pending: number;
  /** Adds replies, each for one request. */
  enqueue(...replies: readonly Reply[]): void;
  /** Adds a rule. Disposing what it returns takes the rule away again. */
  respond(rule: ReplyRule): Disposable;
  /** The oldest request that `nextRequest` has not given out yet; waits for it. Rejects when the model is closed. */
  nextRequest(): Promise<ModelRequest>;
  /** Waits until so many requests have come in all, and gives the first that many. Rejects when the model is closed. */
  waitForRequests(count: number): Promise<readonly ModelRequest[]>;
  /**
   * For the end of a test: that all was said and nothing was asked in vain. Rules need not have been used. Disposing of the model does not call
   * this: an error of it would stand before the one that ended the test.
   *
   * @throws TestingError if replies are left, or if a request found none; it names both.
   */
  assertDone(): void;
}

interface Waiter {
  readonly count: number;
  readonly arrived: Deferred<void>;
}

/** The replies of one asker in order, and what only the server does with them. */
export class ReplyQueue implements ModelScript {
  readonly requests: ModelRequest[] = [];
  /** The requests among them that were not answered by the script. */
  readonly unscripted: UnscriptedRequest[] = [];
  readonly #name: string;
  #queue: Reply[] = [];
  #rules: ReplyRule[] = [];
  #waiters: Waiter[] = [];
  #givenOut = 0;
  #closed: Error | undefined;

  /** @param name Who is scripted: as what its replies are told of. */
  constructor(name: string) {
    this.#name = name;
  }

  get pending(): number {
    return this.#queue.length;
  }

  /** What is left of it, and what came that it had nothing for. */
  get undone(): Undone {
    return { name: this.#name, replies: this.#queue, unscripted: this.unscripted };
  }

  assertDone(): void {
    refuseUndone(this.undone);
  }

  enqueue(...replies: readonly Reply[]): void {
    this.#queue.push(...replies);
    if (this.#closed !== undefined) this.close(this.#closed);
  }

  respond(rule: ReplyRule): Disposable {
    this.#rules.unshift(rule);
    return {
      [Symbol.dispose]: () => {
        this.#rules = this.#rules.filter((other) => other !== rule);
      },
    };
  }

  async nextRequest(): Promise<ModelRequest> {
    // Taken before the wait, so that two callers at once get two requests.
    const index = this.#givenOut++;
    await this.#arrival(index + 1);
    return this.#requestAt(index);
  }

  async waitForRequests(count: number): Promise<readonly ModelRequest[]> {
    await this.#arrival(count);
    return this.requests.slice(0, count);
  }

  /** Takes in a request and finds its reply; undefined if none was scripted. */
  async take(request: ModelRequest): Promise<Reply | undefined> {
    this.requests.push(request);
    const due = this.#waiters.filter((waiter) => waiter.count <= this.requests.length);
    this.#waiters = this.#waiters.filter((waiter) => waiter.count > this.requests.length);
    for (const waiter of due) waiter.arrived.resolve();
    for (const rule of this.#rules) {
      const reply = await rule(request);
      if (reply !== undefined) return reply;
    }
    return this.#queue.shift();
  }

  /** Ends all waiting: nothing will arrive any more. */
  close(reason: Error): void {
    this.#closed = reason;
    this.#abandon(reason);
  }

  /** As if nothing had been scripted and nothing had been asked. */
  reset(): void {
    this.#abandon(new TestingError("The scripted model was reset."));
    this.#queue = [];
    this.#rules = [];
    this.#givenOut = 0;
    this.requests.length = 0;
    this.unscripted.length = 0;
  }

  #abandon(reason: Error): void {
    for (const waiter of this.#waiters.splice(0)) waiter.arrived.reject(reason);
    for (const reply of this.#queue) if (reply.kind === "gate") reply.abandon(reason);
  }

  async #arrival(count: number): Promise<void> {
    if (count <= this.requests.length) return;
    if (this.#closed !== undefined) throw this.#closed;
    const arrived = new Deferred<void>();
    this.#waiters.push({ count, arrived });
    await arrived.promise;
  }

  #requestAt(index: number): ModelRequest {
    const request = this.requests[index];
    if (request === undefined) throw new TestingError(`There is no request ${index + 1}.`);
    return request;
  }
}

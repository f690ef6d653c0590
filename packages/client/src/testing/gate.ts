import { Deferred } from "../lib/deferred.js";
import { TestingError } from "./errors.js";
import type { ModelRequest } from "./model-request.js";
import type { OutputReply, PlainReply } from "./plain-reply.js";

/**
 * A reply that is held until it is released. Made by {@link gate}.
 *
 * @example
 * ```ts
 * const late: Gate = gate(message("late"));
 * ```
 */
export class Gate {
  /** What tells it apart from other replies. */
  readonly kind = "gate";
  /** What is sent once the gate opens. */
  readonly reply: PlainReply;
  /** How many text deltas pass before the hold; undefined holds everything, the HTTP status too. */
  readonly afterDeltas: number | undefined;
  readonly #reached = new Deferred<ModelRequest>();
  readonly #released = new Deferred<void>();

  constructor(reply: PlainReply, afterDeltas?: number) {
    if (afterDeltas !== undefined && reply.kind !== "outputs") {
      throw new TestingError(`A reply of kind ${reply.kind} has no deltas after which a gate could hold it.`);
    }
    if (afterDeltas !== undefined && !(afterDeltas >= 1)) {
      throw new TestingError(`A gate holds after 1 delta or more, not after ${afterDeltas}.`);
    }
    this.reply = reply;
    this.afterDeltas = afterDeltas;
  }

  /** The request that waits here; rejects if the model is closed before one does. */
  get reached(): Promise<ModelRequest> {
    return this.#reached.promise;
  }

  /** Opens the gate for the request that waits, and for all later ones. */
  release(): void {
    this.#released.resolve();
  }

  /** Called by the scripted model when a request comes to the hold; resolves on release. */
  hold(request: ModelRequest): Promise<void> {
    this.#reached.resolve(request);
    return this.#released.promise;
  }

  /** Called by the scripted model when no request can come any more. */
  abandon(reason: Error): void {
    this.#reached.reject(reason);
  }
}

/**
 * Holds a reply back: before it starts, or in the middle of its stream.
 *
 * @example
 * ```ts
 * const late = gate(message("one two three", { deltas: 3 }), { afterDeltas: 1 });
 * model.enqueue(late);
 * // … start a turn …
 * await late.reached;  // the turn is in progress and has been sent "one "
 * late.release();
 * ```
 */
export function gate(reply: PlainReply): Gate;
export function gate(reply: OutputReply, options: GateOptions): Gate;
export function gate(reply: PlainReply, options?: GateOptions): Gate {
  return new Gate(reply, options?.afterDeltas);
}

/**
 * What the scripted model answers to one request. Build one with {@link message}, {@link functionCall},
 * {@link outputs}, {@link failure}, {@link streamFailure}, {@link disconnect}, {@link events} or {@link gate}.
 * All but a gate are plain data and may be used again.
 *
 * @example
 * ```ts
 * const hello: Reply = message("Hello");
 * model.enqueue(hello, hello);
 * ```
 */
export type Reply = PlainReply | Gate;

/** Where a gate stands. */
interface GateOptions {
  /** How many deltas of text are sent before it. */
  readonly afterDeltas: number;
}

import type { OutputItem } from "./output-item.js";
import type { TokenUsage } from "./token-usage.js";

/**
 * A reply that is sent as soon as it is asked for: plain data that may be used again.
 *
 * @example
 * ```ts
 * const hello: PlainReply = message("Hello");
 * model.enqueue(hello, hello);
 * ```
 */
export type PlainReply = OutputReply | FailureReply | StreamFailureReply | DisconnectReply | EventsReply;

/**
 * A response that completes, with one or more output items.
 *
 * @example
 * ```ts
 * const reply: OutputReply = functionCall("exec_command", { cmd: "ls" });
 * ```
 */
export interface OutputReply {
  /** An answer of the model. */
  readonly kind: "outputs";
  /** What the model says and calls, in order. */
  readonly items: readonly OutputItem[];
  /** Milliseconds before each text delta; none if absent. */
  readonly delayMs?: number | undefined;
  /** The tokens that it says it used. */
  readonly usage: TokenUsage;
}

/**
 * An HTTP status that is not 200, with a whole body.
 *
 * @example
 * ```ts
 * const reply: FailureReply = failure({ status: 503 });
 * ```
 */
export interface FailureReply {
  /** A refusal by HTTP. */
  readonly kind: "failure";
  /** The HTTP status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body, as it is sent. */
  readonly body: string;
}

/**
 * A stream that starts well and ends in `response.failed`.
 *
 * @example
 * ```ts
 * const reply: StreamFailureReply = streamFailure({ code: "rate_limit_exceeded" });
 * ```
 */
export interface StreamFailureReply {
  /** An error in the stream. */
  readonly kind: "streamFailure";
  /** The code of the error. */
  readonly code: string;
  /** What went wrong, in words. */
  readonly message: string;
}

/**
 * A stream whose socket is destroyed before it ends.
 *
 * @example
 * ```ts
 * const reply: DisconnectReply = disconnect({ text: "half a sen" });
 * ```
 */
export interface DisconnectReply {
  /** A connection that breaks. */
  readonly kind: "disconnect";
  /** What is said before; undefined for nothing. */
  readonly text: string | undefined;
}

/**
 * A stream of exactly these events, then its end.
 *
 * @example
 * ```ts
 * const reply: EventsReply = events({ type: "response.created", response: { id: "r" } });
 * ```
 */
export interface EventsReply {
  /** Events as they are given. */
  readonly kind: "events";
  /** The events, in order. */
  readonly events: readonly StreamEvent[];
}

/**
 * One server-sent event: `type` becomes the event's name, and the whole object its data.
 *
 * @example
 * ```ts
 * const event: StreamEvent = { type: "response.created", response: { id: "r" } };
 * ```
 */
export interface StreamEvent {
  /** The name of the event. */
  readonly type: string;
  readonly [field: string]: unknown;
}

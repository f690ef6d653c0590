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
  readonly kind: "outputs";
  readonly items: readonly OutputItem[];
  /** Milliseconds before each text delta; none if absent. */
  readonly delayMs?: number | undefined;
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
  readonly kind: "failure";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
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
  readonly kind: "streamFailure";
  readonly code: string;
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
  readonly kind: "disconnect";
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
  readonly kind: "events";
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
  readonly type: string;
  readonly [field: string]: unknown;
}

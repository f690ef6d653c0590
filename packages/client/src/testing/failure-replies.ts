import { TestingError } from "./errors.js";
import type {
  DisconnectReply,
  EventsReply,
  FailureReply,
  StreamEvent,
  StreamFailureReply,
} from "./plain-reply.js";

/**
 * Options of {@link failure}.
 *
 * @example
 * ```ts
 * const options: FailureOptions = { status: 429, headers: { "retry-after": "1" } };
 * ```
 */
export interface FailureOptions {
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** Sent as JSON, or as plain text if it is a string. Default: an error object in OpenAI's shape. */
  readonly body?: unknown;
  /** Sent besides. Default: none but the content type. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The endpoint answers with an HTTP error. What the runtime makes of it depends on status and body: 500 becomes
 * `internalServerError` and hides the body, 400 shows the body in the turn's error, 429 becomes
 * `responseTooManyFailedAttempts`, or `usageLimitExceeded` with `{ error: { type: "usage_limit_reached" } }`.
 *
 * @example
 * ```ts
 * model.enqueue(failure({ status: 500 }));
 * ```
 */
export function failure(options: FailureOptions): FailureReply {
  const { status, body = { error: { type: "scripted_failure", message: `scripted failure ${status}` } } } =
    options;
  if (!Number.isInteger(status) || status < 400 || status > 599) {
    throw new TestingError(`A failure has a status from 400 to 599, not ${status}.`);
  }
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const contentType = typeof body === "string" ? "text/plain" : "application/json";
  return {
    kind: "failure",
    status,
    headers: { "content-type": contentType, ...options.headers },
    body: text,
  };
}

/**
 * The stream starts, then says `response.failed`. Codes that the runtime tells apart: `context_length_exceeded`
 * (the next turn then compacts first, one more request), `rate_limit_exceeded`, `insufficient_quota`,
 * `usage_not_included`, `server_is_overloaded`, `cyber_policy`; all others fail with `other`.
 *
 * @example
 * ```ts
 * model.enqueue(streamFailure({ code: "context_length_exceeded" }));
 * ```
 */
export function streamFailure(options: {
  /** The code of the error, such as `rate_limit_exceeded`. */
  readonly code: string;
  /** What went wrong, in words. Default: a text that names the code. */
  readonly message?: string;
}): StreamFailureReply {
  return {
    kind: "streamFailure",
    code: options.code,
    message: options.message ?? `scripted failure ${options.code}`,
  };
}

/**
 * The socket is destroyed in the middle of the stream, after `text` if there is one.
 *
 * @example
 * ```ts
 * model.enqueue(disconnect({ text: "half a sen" }));
 * ```
 */
export function disconnect(
  options: {
    /** What the model said before it broke off. Default: nothing. */
    readonly text?: string;
  } = {},
): DisconnectReply {
  return { kind: "disconnect", text: options.text };
}

/**
 * Exactly these events, for what no other reply can say: unknown events, missing ones, a stream without an end.
 *
 * @example
 * ```ts
 * model.enqueue(events({ type: "response.created", response: { id: "r" } })); // never completes the response
 * ```
 */
export function events(...list: readonly StreamEvent[]): EventsReply {
  return { kind: "events", events: list };
}

import { UsageError } from "../errors/usage-error.js";

/**
 * Where a request belongs in a distributed trace, in the form of the W3C Trace Context. It is what the propagators of
 * OpenTelemetry write into an empty object.
 *
 * @example
 * ```ts
 * const context: TraceContext = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
 * ```
 */
export interface TraceContext {
  /** The header of that name: the trace, the span that calls, and its flags. */
  readonly traceparent?: string | undefined;
  /** The header of that name: what vendors add. Only beside a `traceparent`. */
  readonly tracestate?: string | undefined;
}

/**
 * The JSON of a request's `trace`; `undefined` where there is no trace.
 *
 * @throws UsageError for what is no text: the runtime would drop the request without an answer.
 */
export function traceJson(context: TraceContext | undefined): string | undefined {
  const { traceparent, tracestate } = context ?? {};
  for (const value of [traceparent, tracestate]) {
    if (value !== undefined && typeof value !== "string") {
      throw new UsageError(
        "traceContext",
        "traceContext must give traceparent and tracestate as text, or nothing.",
      );
    }
  }
  return traceparent === undefined ? undefined : JSON.stringify({ traceparent, tracestate });
}

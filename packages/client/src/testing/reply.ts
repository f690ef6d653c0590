import type { Gate } from "./gate.js";
import type { PlainReply } from "./plain-reply.js";

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

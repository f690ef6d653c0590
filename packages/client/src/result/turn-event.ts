import type { ServerNotification } from "../generated/types.js";

/** No method of the server begins with `$`. */
export const gapMethod = "$/gap";

/**
 * Made by the client, not by the server: the connection broke and was restored, and what the server told of the turn
 * meanwhile was missed. Items that were completed in the gap follow as `item/completed`, from the thread's history; deltas
 * do not, so that the text of an item is whole only in its `item/completed`.
 *
 * @example
 * ```ts
 * for await (const event of turn.events) {
 *   if (event.method === "$/gap") process.stdout.write("[…]");
 *   else if (event.method === "item/agentMessage/delta") process.stdout.write(event.params.delta);
 * }
 * ```
 */
export interface TurnGap {
  /** `$/gap`: no method of the protocol. */
  readonly method: typeof gapMethod;
  /** Where it is. */
  readonly params: {
    /** The thread. */
    readonly threadId: string;
    /** The turn in whose events something may be missing. */
    readonly turnId: string;
  };
}

/**
 * What `turn.events` yields, told apart by `method`: the server's notifications, and, on a client that reconnects, gaps.
 *
 * @example
 * ```ts
 * const isWhole = (events: readonly TurnEvent[]) => events.every(({ method }) => method !== "$/gap");
 * ```
 */
export type TurnEvent = ServerNotification | TurnGap;

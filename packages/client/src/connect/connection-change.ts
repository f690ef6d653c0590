import type { ConnectionClosedError } from "../transport/connection-closed-error.js";

/**
 * What becomes of the connection of a client that reconnects, told apart by `state`. Its end is told by {@link Codex.closed}.
 *
 * @example
 * ```ts
 * const describe = (change: ConnectionChange) =>
 *   change.state === "disconnected" ? change.error.message : `back, without ${change.lostThreads.length} threads`;
 * ```
 */
export type ConnectionChange =
  | {
      /** The connection broke, and is being restored. */
      readonly state: "disconnected";
      /** Why; calls that were under way reject with it. */
      readonly error: ConnectionClosedError;
    }
  | {
      /** The connection is restored. */
      readonly state: "connected";
      /**
       * Threads of this client that the server cannot take up: ephemeral ones, and, in another process, those without a turn.
       * Turns that ran on them reject, and so do later ones.
       */
      readonly lostThreads: readonly string[];
      /**
       * Threads of this client on which nothing went on. Nothing is told of them until their next use, which takes them up; one that
       * then turns out to be lost rejects.
       */
      readonly unsubscribedThreads: readonly string[];
    };

import type { ThreadSettings } from "../settings/thread-settings.js";
import type { ConnectionClosedError } from "../transport/connection-closed-error.js";

/**
 * Whether the server tells this connection of a thread:
 *
 * ```text
 *   subscribed ◀──▶ unsubscribed ──▶ unrecoverable
 *       │                │
 *       └────────────────┴──▶ closed          (from each, by another resume: subscribed)
 * ```
 *
 * An unsubscribed thread is resumed before its next turn. One that is unrecoverable cannot be after the connection broke: the server
 * keeps no history of it. One that was closed, archived, deleted or unloaded is not loaded any more, and is opened by its id alone:
 * what it had may not be what a cold resume gives it.
 */
export type Subscription =
  | { readonly name: "subscribed" }
  | {
      readonly name: "unsubscribed";
      /** Whether a connection that broke is why, and not the wish of the application or the server. */
      readonly byBreak: boolean;
    }
  | { readonly name: "closed" }
  | { readonly name: "unrecoverable"; readonly reason: ConnectionClosedError };

/** What a thread leaves behind when its record goes while the thread itself may be used again. */
export interface Residue {
  readonly id: string;
  /** A handler of its own decided about it: nobody else is to be asked in its place. */
  declines: boolean;
  /** What it had before the server dropped some of that, or may: a later resume asks for it again. */
  previous: ThreadSettings | undefined;
}

/** Why nothing more is told of a thread. */
export type Closing = "archived" | "closedByClient" | "closedByServer" | "deleted" | "neverHandedOut";

/** The notifications after which nothing more is told of a thread. */
export const closingOf: ReadonlyMap<string, Closing> = new Map<string, Closing>([
  ["thread/archived", "archived"],
  ["thread/closed", "closedByServer"],
  ["thread/deleted", "deleted"],
]);

/** What has become of such a thread, as the rest of a sentence that begins with it. */
export const closingWords: Readonly<Record<Closing, string>> = {
  archived: "was archived",
  closedByClient: "was closed by this client",
  closedByServer: "was closed by the server",
  deleted: "was deleted",
  neverHandedOut: "was never handed out",
};

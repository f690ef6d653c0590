import { isError } from "../errors/is-error.js";
import { ConnectionClosedError, isConnectionClosedError } from "../transport/connection-closed-error.js";
import { isProtocolError } from "../transport/protocol-error.js";
import type { TransportEnd } from "../transport/transport.js";
import type { Incoming } from "./messages.js";

/**
 * Where a connection stands. It closes from everywhere, once:
 *
 * ```text
 *   opening ──▶ open ──▶ recovering ──▶ open …
 *      │          │          │
 *      └──────────┴──────────┴──▶ closed
 * ```
 */
export type ConnectionState =
  | { readonly name: "opening"; readonly unsent: string[] }
  | { readonly name: "open" }
  | { readonly name: "recovering"; readonly attempt: RecoveryAttempt }
  | { readonly name: "closed"; readonly end: TransportEnd };

/** A connection that broke and is being restored. */
export class RecoveryAttempt {
  readonly abort = new AbortController();
  /** The server's notifications and requests that came meanwhile. */
  held: Exclude<Incoming, { kind: "response" }>[] = [];
  /** Why the latest channel is no more; `undefined` while one is open. */
  broken: TransportEnd | undefined;
  /** Resolves when it is restored or given up. */
  over: Promise<void> = Promise.resolve();
}

/** The end of a connection that could not be restored. */
export function endOfRecovery(error: unknown): TransportEnd {
  if (isConnectionClosedError(error) || isProtocolError(error)) return error;
  return new ConnectionClosedError(
    `The connection broke and could not be restored: ${isError(error) ? error.message : "unknown"}`,
    { reason: "disconnected", cause: error },
  );
}

import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";

/**
 * Who ended a connection: `closed`: this client; `exited`: the runtime process ended by itself;
 * `disconnected`: the stream or socket broke, or could not be opened, while the peer may live on; `denied`: the peer
 * does not let this client in (HTTP 401 or 403).
 *
 * @example
 * ```ts
 * const tryAgain: Record<ConnectionClosedReason, boolean> = {
 *   closed: false,
 *   exited: true,
 *   disconnected: true,
 *   denied: false,
 * };
 * ```
 */
export type ConnectionClosedReason = "closed" | "exited" | "disconnected" | "denied";

/**
 * What is known about the end of a connection. Everything but `reason` is absent for a peer that is not a
 * child process.
 *
 * @example
 * ```ts
 * const details: ConnectionClosedDetails = { reason: "exited", exitCode: 1, stderrTail: "no such profile" };
 * ```
 */
export interface ConnectionClosedDetails {
  /** Why it ended. */
  readonly reason: ConnectionClosedReason;
  /** The exit code of the runtime process; `null` where there is none. */
  readonly exitCode?: number | null;
  /** The signal that ended the process; `null` where there is none. */
  readonly signal?: string | null;
  /** The end of what the process wrote to stderr. */
  readonly stderrTail?: string;
  /** What was thrown, where something was. */
  readonly cause?: unknown;
}

/**
 * The connection ended: every call that had no answer yet rejects with this, and so does every later one.
 *
 * @example
 * ```ts
 * if (isConnectionClosedError(error) && error.reason === "exited") {
 *   console.error(`codex exited with ${error.exitCode ?? error.signal}\n${error.stderrTail}`);
 * }
 * ```
 */
export class ConnectionClosedError extends CodexError {
  static {
    brandError(this, "ConnectionClosedError");
  }

  /** Why the connection ended. */
  readonly reason: ConnectionClosedReason;
  /** The exit code of the runtime process; `null` if it was killed, is not ours, or is not known yet. */
  readonly exitCode: number | null;
  /** The signal that killed the runtime process, such as `SIGKILL`. */
  readonly signal: string | null;
  /** The end of what the runtime process wrote to stderr, at most 8 KiB; empty if there is none. */
  readonly stderrTail: string;

  constructor(message: string, details: ConnectionClosedDetails) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.reason = details.reason;
    this.exitCode = details.exitCode ?? null;
    this.signal = details.signal ?? null;
    this.stderrTail = details.stderrTail ?? "";
  }
}

/**
 * Whether a value is a {@link ConnectionClosedError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isConnectionClosedError(error)) console.error(error.exitCode, error.signal, error.stderrTail);
 * ```
 */
export const isConnectionClosedError = errorGuard(ConnectionClosedError);

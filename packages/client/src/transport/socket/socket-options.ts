import { constants } from "node:buffer";
import { UsageError } from "../../errors/usage-error.js";
import { longestTimer } from "../../lib/deadline.js";
import { defaultMaxMessageBytes } from "../protocol-error.js";
import type { Credentials } from "./credentials.js";
import type { TlsOptions } from "./tls-options.js";

/**
 * How a silent peer is noticed: after `intervalMs` in which nothing moved it is sent a ping, and after another
 * `timeoutMs` in which nothing moved it is given up. What counts is bytes, either way, not whole messages.
 *
 * @example
 * ```ts
 * const keepAlive: KeepAliveOptions = { intervalMs: 5_000, timeoutMs: 2_000 };
 * ```
 */
export interface KeepAliveOptions {
  /** Silence before a ping, in milliseconds. Default 15000. */
  readonly intervalMs?: number | undefined;
  /** Silence after a ping until the connection counts as broken, in milliseconds. Default 10000. */
  readonly timeoutMs?: number | undefined;
}

/**
 * What every transport over a websocket takes.
 *
 * @example
 * ```ts
 * const options: SocketTransportOptions = { handshakeTimeoutMs: 2_000, keepAlive: false };
 * ```
 */
export interface SocketTransportOptions {
  /** How long connecting may take, up to the end of the websocket's handshake, in milliseconds. Default 10000. */
  readonly handshakeTimeoutMs?: number | undefined;
  /** The longest message that is accepted, in bytes. Default 128 MiB. */
  readonly maxMessageBytes?: number | undefined;
  /** How a peer is noticed that is gone without a word; `false`: not at all. */
  readonly keepAlive?: KeepAliveOptions | false | undefined;
  /** How long `close` waits for the peer to hang up before it does so itself, in milliseconds. Default 2000. */
  readonly closeGraceMs?: number | undefined;
}

/** {@link SocketTransportOptions}, checked, with the defaults in. */
export interface SocketSettings {
  readonly handshakeTimeoutMs: number;
  readonly maxMessageBytes: number;
  readonly keepAlive: { readonly intervalMs: number; readonly timeoutMs: number } | undefined;
  readonly closeGraceMs: number;
}

/** @throws UsageError for a number that is none, or out of range. */
export function socketSettings(options: SocketTransportOptions): SocketSettings {
  const { keepAlive = {}, maxMessageBytes = defaultMaxMessageBytes } = options;
  return {
    handshakeTimeoutMs: milliseconds("handshakeTimeoutMs", options.handshakeTimeoutMs, 10_000),
    // What is longer than this is no string to Node.
    maxMessageBytes: Math.min(inRange("maxMessageBytes", maxMessageBytes), constants.MAX_STRING_LENGTH),
    keepAlive:
      keepAlive === false
        ? undefined
        : {
            intervalMs: milliseconds("keepAlive.intervalMs", keepAlive.intervalMs, 15_000),
            timeoutMs: milliseconds("keepAlive.timeoutMs", keepAlive.timeoutMs, 10_000),
          },
    closeGraceMs: milliseconds("closeGraceMs", options.closeGraceMs, 2_000),
  };
}

function milliseconds(option: string, given: number | undefined, fallback: number): number {
  return Math.min(inRange(option, given ?? fallback), longestTimer);
}

function inRange(option: string, value: number): number {
  if (typeof value === "number" && value >= 1) return value;
  throw new UsageError(option, `${option} must be a number of at least 1, not ${String(value)}.`);
}

/** Where a websocket is dialled. */
export interface SocketTarget {
  /** For errors: neither credentials nor a query. */
  readonly name: string;
  /** What may be wrong where nobody answers, and how to mend it. */
  readonly hint: string;
  readonly url: string;
  readonly credentials: Credentials;
  /** Of a `wss://` URL. */
  readonly tls?: TlsOptions | undefined;
  /** The socket in the file system to dial, where the URL does not say what. */
  readonly socketPath?: string;
}

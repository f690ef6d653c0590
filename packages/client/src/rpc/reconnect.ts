import { setTimeout as pause } from "node:timers/promises";
import { UsageError } from "../errors/usage-error.js";
import { ConnectionClosedError, isConnectionClosedError } from "../transport/connection-closed-error.js";
import { isRequestTimeoutError } from "./request-timeout-error.js";
import { Backoff } from "./backoff.js";

/**
 * How a connection that broke is dialled again. The waits between dials grow exponentially, with full jitter.
 *
 * @example
 * ```ts
 * const reconnect: ReconnectOptions = { maxElapsedMs: 600_000, maxDelayMs: 30_000 };
 * ```
 */
export interface ReconnectOptions {
  /** How long after a drop it is still dialled, in milliseconds. Default 120000. */
  readonly maxElapsedMs?: number | undefined;
  /** How often it is dialled after a drop. Default: as often as `maxElapsedMs` allows. */
  readonly maxAttempts?: number | undefined;
  /** The longest wait before the first dial, in milliseconds; it doubles with each. Default 250. */
  readonly initialDelayMs?: number | undefined;
  /** The longest wait of all, in milliseconds. Default 10000. */
  readonly maxDelayMs?: number | undefined;
}

/** {@link ReconnectOptions} with the defaults in. */
export interface ReconnectSettings {
  readonly maxAttempts: number;
  readonly backoff: {
    readonly maxElapsedMs: number;
    readonly initialDelayMs: number;
    readonly maxDelayMs: number;
  };
}

/** @throws UsageError for a number that is none, or out of range. */
export function reconnectSettings(options: ReconnectOptions): ReconnectSettings {
  return {
    maxAttempts: positive("maxAttempts", options.maxAttempts ?? Infinity),
    backoff: {
      maxElapsedMs: positive("maxElapsedMs", options.maxElapsedMs ?? 120_000),
      initialDelayMs: positive("initialDelayMs", options.initialDelayMs ?? 250),
      maxDelayMs: positive("maxDelayMs", options.maxDelayMs ?? 10_000),
    },
  };
}

/**
 * Dials until it works.
 *
 * @throws what makes another attempt pointless; `signal.reason` on an abort; ConnectionClosedError when it must be given up.
 */
export async function redial(
  { maxAttempts, backoff: options }: ReconnectSettings,
  drop: ConnectionClosedError,
  dial: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const backoff = new Backoff(options);
  let last: Error = drop;
  for (let attempts = 0; ; attempts += 1) {
    const delay = attempts < maxAttempts ? backoff.next() : undefined;
    if (delay === undefined) throw gaveUp(attempts, last);
    await pause(delay, undefined, { signal });
    try {
      return await dial();
    } catch (error) {
      signal.throwIfAborted();
      if (!isTransient(error)) throw error;
      last = error;
    }
  }
}

/** What may be over at the next attempt. A server that denies, or speaks something else, goes on to. */
function isTransient(error: unknown): error is Error {
  return isRequestTimeoutError(error) || (isConnectionClosedError(error) && error.reason === "disconnected");
}

function gaveUp(attempts: number, last: Error): ConnectionClosedError {
  return new ConnectionClosedError(
    `The connection broke and could not be restored in ${String(attempts)} attempts. The last one: ${last.message}`,
    { reason: "disconnected", cause: last },
  );
}

function positive(option: string, value: number): number {
  if (typeof value === "number" && value >= 1) return value;
  throw new UsageError(
    `reconnect.${option}`,
    `reconnect.${option} must be a number of at least 1, not ${String(value)}.`,
  );
}

import type { ConnectionClosedError } from "../transport/connection-closed-error.js";
import type { Transport } from "../transport/transport.js";
import type { RetryOptions } from "./backoff.js";
import type { RequestOptions } from "./call-options.js";
import type { ServerRequestHandler } from "./incoming.js";
import type { TraceContext } from "./trace-context.js";

/**
 * How to connect.
 *
 * @example
 * ```ts
 * const options: ConnectionOptions = { transport: stdioTransport(), requestTimeoutMs: 10_000, retry: false };
 * ```
 */
export interface ConnectionOptions {
  readonly transport: Transport;
  /**
   * How long a call waits for its answer, in milliseconds, queue and retries included. 0 or Infinity: for ever.
   * Default 60000: the server answers within milliseconds what it answers at all, but a reply that got lost (seen
   * over stdio under load) must end in an error. Only `command/exec` can rightly take longer.
   */
  readonly requestTimeoutMs?: number | undefined;
  /** How many calls may be without an answer at a time; the rest wait in order. Default 32. */
  readonly maxInFlight?: number | undefined;
  /** How calls that are refused as overloaded are sent again; `false`: not at all. */
  readonly retry?: RetryOptions | false | undefined;
  /** Answers the server's requests. Without it they are refused with -32601. */
  readonly onServerRequest?: ServerRequestHandler | undefined;
  /** Asked with each call where it belongs in a distributed trace. */
  readonly traceContext?: (() => TraceContext | undefined) | undefined;
  /** Ends the opening, which then rejects with `signal.reason`. An open connection does not mind it. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * How a connection that broke is restored.
 *
 * @example
 * ```ts
 * const recovery: Recovery = {
 *   redial: (_drop, dial) => dial(),
 *   onDropped: ({ message }) => console.warn(message),
 *   restore: async (link) => {
 *     await link.request("initialize", { clientInfo: { name: "demo", title: null, version: "1.0.0" } });
 *     link.notify("initialized");
 *   },
 * };
 * ```
 */
export interface Recovery {
  /** Calls `dial` until it works. Rejects when it is given up, and on an abort. */
  readonly redial: (
    drop: ConnectionClosedError,
    dial: () => Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Called when the connection breaks, before any call is rejected for it. */
  readonly onDropped: (end: ConnectionClosedError) => void;
  /**
   * Makes a new connection as good as the one before. Only what it sends is sent meanwhile, and what the server tells or
   * asks is held back until it is done. Another attempt follows if the connection breaks again, and none if this rejects
   * with anything else.
   */
  readonly restore: (link: RecoveryLink) => Promise<void>;
}

/** What a connection that is being restored can be asked: its calls do not wait until it is. */
interface RecoveryLink {
  request(method: string, params?: unknown, options?: RequestOptions): Promise<unknown>;
  notify(method: string, params?: unknown): void;
  /** Forgets what the server asked before: another process answers now. */
  forgetRequests(): void;
}

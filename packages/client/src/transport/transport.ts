import type { ConnectionClosedError } from "./connection-closed-error.js";
import type { ProtocolError } from "./protocol-error.js";

/**
 * Why a transport ended.
 *
 * @example
 * ```ts
 * const end: TransportEnd = new ConnectionClosedError("The socket closed.", { reason: "disconnected" });
 * ```
 */
export type TransportEnd = ConnectionClosedError | ProtocolError;

/**
 * What a transport reports to. No method throws.
 *
 * @example
 * ```ts
 * const sink: TransportSink = {
 *   message: (text) => console.log(text),
 *   closed: (error) => console.error(error.message),
 * };
 * ```
 */
export interface TransportSink {
  /** One whole JSON-RPC message. May come before `open` has resolved. */
  message(text: string): void;
  /** The end: exactly once, after the last message. Never if `open` rejects. */
  closed(error: TransportEnd): void;
}

/**
 * An open transport, seen from the side that writes.
 *
 * @example
 * ```ts
 * channel.send('{"method":"initialized"}');
 * await channel.close();
 * ```
 */
export interface TransportChannel {
  /** Sends one whole JSON-RPC message. Never throws: a write that fails ends in `closed` of the sink. */
  send(text: string): void;
  /** Ends the peer; may be called at any time and again. Resolves when the peer is really gone. */
  close(): Promise<void>;
  /**
   * Says whether anybody waits for the peer: only then it need keep this process alive. A channel without this method always
   * does, or never.
   */
  setReferenced?(isReferenced: boolean): void;
}

/**
 * A way to reach an app-server. The connection knows nothing else about its peer, so that a process, a socket
 * and a test's memory are the same to it.
 *
 * @example
 * ```ts
 * const recording = (inner: Transport, log: string[]): Transport => ({
 *   ...inner,
 *   open: (sink, options) =>
 *     inner.open({ message: (text) => (log.push(text), sink.message(text)), closed: sink.closed }, options),
 * });
 * ```
 */
export interface Transport {
  /**
   * Whether other clients may talk to the same server. They can then change a thread's settings without every client
   * hearing of it, so what was asked of a thread's handle is sent with each of its turns. Default: the server is this
   * client's alone. A transport that wraps another must hand this on.
   */
  readonly shared?: boolean;
  /** Opens a new channel each time; an abort rejects with `signal.reason` and leaves nothing behind. */
  open(sink: TransportSink, options?: OpenOptions): Promise<TransportChannel>;
}

/** How a channel is opened. */
interface OpenOptions {
  /** Ends the opening. */
  signal?: AbortSignal;
}

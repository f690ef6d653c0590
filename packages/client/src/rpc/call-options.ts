/**
 * What one call may set for itself.
 *
 * @example
 * ```ts
 * await codex.rpc.model.list({}, { signal: AbortSignal.timeout(500) });
 * ```
 */
export interface CallOptions {
  /** Ends the call: it rejects with `signal.reason`. A call that still waits in the queue is then never sent. */
  readonly signal?: AbortSignal | undefined;
  /** Instead of the connection's `requestTimeoutMs`. 0 or Infinity: none. */
  readonly timeoutMs?: number | undefined;
  /**
   * Called with the JSON-RPC id of the request when it is sent, and again with another if it is sent again: what the server
   * tells of a request under way, such as `thread/search/partial`, names it by that id.
   */
  readonly onSent?: ((id: number) => void) | undefined;
}

/** What those who know that a request may have an effect may set besides. */
export interface RequestOptions extends CallOptions {
  /** Ends the call as `signal` does, but only while the request is not on the wire: one that is keeps its answer. */
  readonly cancelIfUnsent?: AbortSignal | undefined;
  /**
   * Called with the result on the reading path, before whatever the server sent after it is read. What it throws, the caller
   * gets in place of the result.
   */
  readonly onResult?: ((result: unknown) => void) | undefined;
  /** Goes past the calls that wait for room. */
  readonly urgent?: boolean | undefined;
}

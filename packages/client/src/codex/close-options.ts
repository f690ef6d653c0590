/**
 * Options of {@link Codex.close}.
 *
 * @example
 * ```ts
 * const options: CloseOptions = { graceMs: 10_000 };
 * await codex.close(options);
 * ```
 */
export interface CloseOptions {
  /**
   * How long turns of this client may go on to their own end, in milliseconds. Then they are interrupted and heard out, for 5 seconds at most.
   * 0 interrupts them at once, Infinity lets them take as long as they like. Without it nothing is waited for.
   */
  readonly graceMs?: number | undefined;
}

/**
 * Something that the runtime or this client warns of. `method` is its kind: the runtime's notification (`warning`,
 * `configWarning`, `deprecationNotice`, `guardianWarning`, `windows/worldWritableWarning`), whose params `codex.on` gives whole, or
 *
 * - `error`: the runtime could not reach the model, and calls it again; told once for each attempt, of which some go on without end.
 * - `client/newerRuntime`: the runtime is newer than the one that this client's types were generated from.
 * - `client/unreadableMessage`: a message lacked what the protocol says it has, and was not acted on. Told once for each method and each lack.
 * - `client/externalMessageNotRetained`: the runtime is too old to keep an external message through a compaction, which it was to. Told once.
 *
 * @example
 * ```ts
 * const line = ({ at, method, message }: Warning) => `${new Date(at).toISOString()} ${method}: ${message}`;
 * ```
 */
export interface Warning {
  /** The notification that it came with, or what this client calls a warning of its own. */
  readonly method: string;
  /** In words. What the runtime gives as summary and details is one text here. */
  readonly message: string;
  /** When this client learned of it, in milliseconds since the Unix epoch. */
  readonly at: number;
  /** The thread that it is about; absent where it is about none, or where the runtime does not say. */
  readonly threadId?: string;
}

/** What a warning is about that says why something else is in force than what was asked. */
const ofSettings = /\b(approval_policy|approvals_reviewer|sandbox_mode|permission_profile|requirements?)\b/;

/**
 * The runtime's own words on why something else is in force on a thread than what was asked: of what it has warned since a time, what
 * names the thread, and what names none, which may be about another that was opened at the same moment.
 *
 * @param since In milliseconds since the Unix epoch.
 */
export function reasonsAmong(
  warnings: readonly Warning[],
  threadId: string,
  since: number,
): readonly Warning[] {
  return warnings.filter(
    ({ method, message, at, threadId: named }) =>
      at >= since &&
      (method === "warning" ? named === threadId : method === "configWarning") &&
      ofSettings.test(message),
  );
}

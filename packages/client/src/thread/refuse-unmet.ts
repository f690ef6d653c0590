import { ApprovalModeNotAppliedError } from "./approval-mode-not-applied-error.js";
import type { ThreadSettings } from "./thread-settings.js";

/**
 * Refuses what is in force on a thread where it is not what was asked.
 *
 * @param unmet What was asked and is not in force, in words.
 * @throws ApprovalModeNotAppliedError if there is anything.
 */
export function refuseUnmet(
  threadId: string,
  unmet: string | undefined,
  settings: ThreadSettings,
  remedy?: string,
): void {
  if (unmet !== undefined) throw new ApprovalModeNotAppliedError(threadId, unmet, settings, remedy);
}

import type { CallOptions } from "../rpc/call-options.js";
import type { DesiredSettings } from "../settings/desired.js";
import { describeOverrides } from "../settings/reconcile.js";
import type { ThreadSettings } from "../settings/thread-settings.js";
import { notInForce } from "./approval-mode-not-applied-error.js";
import { refusalFor, refuseKeptAccess } from "./outlives.js";
import type { ThreadHandle } from "./thread-handle.js";

/** What to do where something that is desired is not in force. */
export interface Remedies {
  /** Where other clients may change it at any time. */
  readonly shared: string;
  /** Where a turn of the handle brings it. */
  readonly otherwise: string;
}

/**
 * Makes sure that what is desired of a handle is in force, for a turn that takes nothing along: what is not there before it starts
 * will not be.
 *
 * @param desired What must be in force, of what is desired of the handle.
 * @returns What is in force, where that is sure.
 * @throws ApprovalModeNotAppliedError where it is not, or may not be, and where something outlives earlier turns that goes beyond it;
 * UsageError where a model is not that was.
 */
export async function requireInForce(
  handle: ThreadHandle,
  desired: DesiredSettings,
  remedies: Remedies,
  { timeoutMs }: CallOptions,
): Promise<ThreadSettings | undefined> {
  // On demand, as what is owed is: few threads are resumed with another model.
  if (Object.keys(handle.owed).length > 0)
    (await import("./owed-params.js")).refuseOwing(handle.id, handle.owed);
  const { record, session } = handle;
  if (record.subscription.name === "unrecoverable") throw record.subscription.reason;
  // A turn of somebody else's may have changed it, and so may one of the server's own, which look the same.
  const confirmed =
    missingOf(handle, desired, record.settings.confirmed) === undefined
      ? record.settings.confirmed
      : (record.settings.confirmed ?? (await session.reread(record, { timeoutMs })));
  const refusal = refusalFor(session, record, handle.desired);
  if (refusal !== undefined) throw refusal;
  await refuseKeptAccess(session, record, handle.desired, { timeoutMs });
  const missing = missingOf(handle, desired, confirmed);
  if (missing === undefined) return confirmed;
  throw notInForce(record.id, missing, record.settings.current, {
    remedy: confirmed === undefined ? remedies.shared : remedies.otherwise,
  });
}

/** What is desired and is not known to be in force, in words. The folder counts where it can be known. */
function missingOf(
  handle: ThreadHandle,
  desired: DesiredSettings,
  confirmed: ThreadSettings | undefined,
): string | undefined {
  const held = handle.held(desired);
  return describeOverrides(confirmed === undefined ? { ...held, cwd: undefined } : held, confirmed);
}

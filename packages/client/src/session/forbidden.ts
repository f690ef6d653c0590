import { sandboxMeantBy } from "../operation/sandbox.js";
import { admittedModes, admittedSandboxes, type Requirements } from "../settings/admitted.js";
import { isModeMet, isAccessKindMet, type DesiredSettings } from "../settings/desired.js";
import { describeOverrides } from "../settings/reconcile.js";
import type { ThreadSettings } from "../settings/thread-settings.js";
import { notInForce } from "./approval-mode-not-applied-error.js";
import type { Session } from "./session.js";
import type { ThreadRecord } from "./thread-record.js";

/**
 * What to choose instead where administrators forbid what is desired and not in force; `undefined` where they forbid none of it, or where
 * the runtime does not say.
 */
export async function remedyIfForbidden(
  session: Session,
  desired: DesiredSettings,
  settings: ThreadSettings,
): Promise<string | undefined> {
  const requirements = await requirementsOf(session);
  if (requirements === undefined) return undefined;
  const mode = isModeMet(desired, settings) ? undefined : desired.mode;
  const sandbox = isAccessKindMet(desired, settings) ? undefined : desired.sandbox;
  const modes = admittedModes(requirements);
  const sandboxes = admittedSandboxes(requirements);
  const named = sandboxMeantBy(sandbox?.policy.type);
  const isForbidden =
    (mode !== undefined && !modes.includes(mode)) || (named !== undefined && !sandboxes.includes(named));
  return isForbidden ? remedyOf(modes, sandboxes) : undefined;
}

/**
 * What a caller gets for a `turn/start` that the server refused: where it refused what the turn was to bring, that this is not in force.
 * The runtime has no code for it.
 */
export async function forbiddenTurn(
  session: Session,
  record: ThreadRecord,
  desired: DesiredSettings,
  params: Readonly<Record<string, unknown>>,
  error: Error,
): Promise<Error> {
  const { current, confirmed } = record.settings;
  const asked = describeOverrides(desired, confirmed);
  const bringsSettings = params["approvalPolicy"] !== undefined || params["sandboxPolicy"] !== undefined;
  if (asked === undefined || !bringsSettings || !error.message.includes("not in the allowed set"))
    return error;
  const requirements = await requirementsOf(session);
  const remedy =
    requirements === undefined
      ? undefined
      : remedyOf(admittedModes(requirements), admittedSandboxes(requirements));
  return notInForce(record.id, asked, current, { remedy, cause: error });
}

async function requirementsOf(session: Session): Promise<Requirements | undefined> {
  try {
    return (await session.call("configRequirements/read", undefined)).requirements ?? undefined;
  } catch {
    // What a runtime does not know, or a connection that is gone, changes nothing about the refusal.
    return undefined;
  }
}

function remedyOf(modes: readonly string[], sandboxes: readonly string[]): string {
  const list = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));
  return `Administrators admit here the approval modes: ${list(modes)}; the sandboxes: ${list(sandboxes)}. See codex.allowed().`;
}

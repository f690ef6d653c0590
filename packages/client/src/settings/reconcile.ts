import type { TurnStartParams } from "../generated/experimental/types.js";
import { routingOf } from "../operation/approval-mode.js";
import { isAccessKindMet, isAccessMet, isModeMet, type DesiredSettings } from "./desired.js";
import type { ThreadSettings } from "./thread-settings.js";

/** The params of `turn/start` that put something else into force. */
export type Overrides = Pick<
  TurnStartParams,
  "approvalPolicy" | "approvalsReviewer" | "sandboxPolicy" | "permissions" | "cwd"
>;

/**
 * The overrides that make what is desired hold where it does not, or might not. The runtime ignores overrides when it resumes a
 * loaded thread and drops workspace-write on fork and cold resume; a turn's overrides it takes.
 *
 * @param confirmed What is in force; `undefined` where that is not sure: then everything is sent again.
 */
export function reconcile(desired: DesiredSettings, confirmed: ThreadSettings | undefined): Overrides {
  const { mode, sandbox, profile, cwd } = desired;
  const access =
    profile !== undefined
      ? { permissions: profile }
      : sandbox === undefined
        ? {}
        : { sandboxPolicy: sandbox.policy };
  const isMet = (check: typeof isModeMet): boolean => confirmed !== undefined && check(desired, confirmed);
  return {
    ...(mode === undefined || isMet(isModeMet) ? {} : routingOf(mode)),
    ...(isMet(isAccessMet) ? {} : access),
    ...(cwd === undefined || confirmed?.cwd === cwd ? {} : { cwd }),
  };
}

/** What a turn would have to bring, in words; `undefined` where nothing. */
export function describeOverrides(
  desired: DesiredSettings,
  confirmed: ThreadSettings | undefined,
): string | undefined {
  const { approvalPolicy, sandboxPolicy, permissions, cwd } = reconcile(desired, confirmed);
  return inWords({
    "approval mode": approvalPolicy == null ? undefined : desired.mode,
    sandbox: sandboxPolicy?.type,
    profile: permissions ?? undefined,
    "working folder": cwd ?? undefined,
  });
}

/** What of the mode and the sandbox is not in force, in words; `undefined` where both are. */
export function describeMismatch(desired: DesiredSettings, settings: ThreadSettings): string | undefined {
  const { mode, sandbox, profile } = desired;
  const isMet = isAccessKindMet(desired, settings);
  return inWords({
    "approval mode": isModeMet(desired, settings) ? undefined : mode,
    sandbox: isMet ? undefined : sandbox?.policy.type,
    profile: isMet ? undefined : profile,
  });
}

function inWords(missing: Readonly<Record<string, string | undefined>>): string | undefined {
  const words = Object.entries(missing).flatMap(([what, value]) =>
    value === undefined ? [] : [`${what} ${value}`],
  );
  return words.length === 0 ? undefined : words.join(" and ");
}

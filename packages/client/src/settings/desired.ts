import type { Prepared } from "../operation/operation.js";
import { hasDetails, policyOf } from "../operation/sandbox.js";
import type { SandboxPolicy } from "../generated/types.js";
import type { ApprovalMode } from "../operation/approval-mode.js";
import { isExtended, isSamePolicy } from "./sandbox-policy.js";
import { cwdFrom, type ThreadSettings } from "./thread-settings.js";

/** What must hold of every turn that a handle starts: what was asked of the handle last, by whichever method. */
export interface DesiredSettings {
  readonly mode?: ApprovalMode | undefined;
  readonly sandbox?: DesiredSandbox | undefined;
  /** A permission profile, by its name: in place of a sandbox, never beside it. */
  readonly profile?: string | undefined;
  /** The working folder that was named; absolute. */
  readonly cwd?: string | undefined;
}

/**
 * A sandbox. One that was named by its kind alone is there where the one in force is of that kind and allows no more; one that
 * is exact, where it is the same to the letter, as a fork must have what its source has.
 */
interface DesiredSandbox {
  readonly policy: SandboxPolicy;
  readonly exact: boolean;
}

/** `desired`, with what was asked since in its place. `from` is a folder of the runtime's. */
export function mergeDesired(
  desired: DesiredSettings,
  asked: DesiredSettings,
  from: string | undefined,
): DesiredSettings {
  const isAccessAsked = asked.sandbox !== undefined || asked.profile !== undefined;
  const { sandbox, profile } = isAccessAsked ? asked : desired;
  return {
    mode: asked.mode ?? desired.mode,
    sandbox,
    profile,
    cwd: asked.cwd === undefined ? desired.cwd : from === undefined ? asked.cwd : cwdFrom(from, asked.cwd),
  };
}

const noAccess = { sandbox: undefined, profile: undefined };

/** What a fork must have of a thread that has `settings` in force and a handle with `desired`. */
export function inheritDesired(desired: DesiredSettings, settings: ThreadSettings): DesiredSettings {
  const inForce =
    settings.profile === null
      ? { sandbox: { policy: settings.sandbox, exact: true } }
      : { profile: settings.profile };
  const { sandbox, profile } =
    desired.sandbox === undefined && desired.profile === undefined ? { ...noAccess, ...inForce } : desired;
  return { mode: desired.mode ?? settings.approvalMode ?? undefined, sandbox, profile, cwd: desired.cwd };
}

/**
 * What to desire of a thread that is opened by its id. The runtime drops workspace-write on fork and cold resume. If the previous
 * settings are known, require what is no longer in force of them.
 */
export function keepPrevious(
  desired: DesiredSettings,
  previous: ThreadSettings | undefined,
  now: ThreadSettings,
): DesiredSettings {
  if (previous === undefined) return desired;
  const before = inheritDesired({}, previous);
  const isAccessAsked = desired.sandbox !== undefined || desired.profile !== undefined;
  const { sandbox, profile } = isAccessAsked ? desired : isAccessMet(before, now) ? noAccess : before;
  return {
    mode: desired.mode ?? (isModeMet(before, now) ? undefined : before.mode),
    sandbox,
    profile,
    cwd: desired.cwd,
  };
}

/**
 * What to desire of a thread whose opening the server took as asked: the sandbox is from then on what the server has made of
 * its name, which the configuration may extend.
 */
export function takeAsOpened(desired: DesiredSettings, settings: ThreadSettings): DesiredSettings {
  const { sandbox } = desired;
  return sandbox !== undefined && !sandbox.exact && sandbox.policy.type === settings.sandbox.type
    ? { ...desired, sandbox: { policy: settings.sandbox, exact: true } }
    : desired;
}

/** Whether the desired mode is in force. */
export function isModeMet({ mode }: DesiredSettings, settings: ThreadSettings): boolean {
  return mode === undefined || settings.approvalMode === mode;
}

/** Whether the desired sandbox or profile is in force. A profile may allow more than the sandbox that the server makes of it. */
export function isAccessMet({ sandbox, profile }: DesiredSettings, settings: ThreadSettings): boolean {
  if (profile !== undefined) return settings.profile === profile;
  if (sandbox === undefined) return true;
  if (settings.profile !== null) return false;
  if (sandbox.exact) return isSamePolicy(sandbox.policy, settings.sandbox);
  return sandbox.policy.type === settings.sandbox.type && !isExtended(settings.sandbox);
}

/** Whether the sandbox in force is of the desired kind, or the profile is the desired one. */
export function isAccessKindMet({ sandbox, profile }: DesiredSettings, settings: ThreadSettings): boolean {
  if (profile !== undefined) return settings.profile === profile;
  return sandbox === undefined || sandbox.policy.type === settings.sandbox.type;
}

/**
 * What a caller's options desire of the thread. Opening a thread cannot send more than the kind of a sandbox: what was said beyond
 * it has to be there to the letter, and the first turn brings it.
 */
export function desiredIn({ asked: { mode, sandbox, profile }, params: { cwd } }: Prepared): DesiredSettings {
  return {
    mode,
    profile,
    sandbox: sandbox === undefined ? undefined : { policy: policyOf(sandbox), exact: hasDetails(sandbox) },
    cwd: typeof cwd === "string" ? cwd : undefined,
  };
}

import type { TurnStartParams } from "../generated/types.js";
import { routingOf } from "../operation/approval-mode.js";
import { isModeMet, isSandboxKindMet, isSandboxMet, type DesiredSettings } from "./desired.js";
import type { ThreadSettings } from "./thread-settings.js";

/** The params of `turn/start` that put something else into force. */
export type Overrides = Pick<
  TurnStartParams,
  "approvalPolicy" | "approvalsReviewer" | "sandboxPolicy" | "cwd"
>;

/**
 * The overrides that make what is desired hold where it does not, or might not. The runtime ignores overrides when it resumes a
 * loaded thread and drops workspace-write on fork and cold resume; a turn's overrides it takes.
 *
 * @param confirmed What is in force; `undefined` where that is not sure: then everything is sent again.
 */
export function reconcile(desired: DesiredSettings, confirmed: ThreadSettings | undefined): Overrides {
  const { mode, sandbox, cwd } = desired;
  const isMet = (check: typeof isModeMet): boolean => confirmed !== undefined && check(desired, confirmed);
  return {
    ...(mode === undefined || isMet(isModeMet) ? {} : routingOf(mode)),
    ...(sandbox === undefined || isMet(isSandboxMet) ? {} : { sandboxPolicy: sandbox.policy }),
    ...(cwd === undefined || confirmed?.cwd === cwd ? {} : { cwd }),
  };
}

/** What a turn would have to bring, in words; `undefined` where nothing. */
export function describeOverrides(
  desired: DesiredSettings,
  confirmed: ThreadSettings | undefined,
): string | undefined {
  const { approvalPolicy, sandboxPolicy, cwd } = reconcile(desired, confirmed);
  return inWords(
    approvalPolicy == null ? undefined : desired.mode,
    sandboxPolicy?.type,
    cwd == null ? undefined : cwd,
  );
}

/** What of the mode and the sandbox is not in force, in words; `undefined` where both are. */
export function describeMismatch(desired: DesiredSettings, settings: ThreadSettings): string | undefined {
  return inWords(
    isModeMet(desired, settings) ? undefined : desired.mode,
    isSandboxKindMet(desired, settings) ? undefined : desired.sandbox?.policy.type,
    undefined,
  );
}

function inWords(
  mode: string | undefined,
  sandbox: string | undefined,
  cwd: string | undefined,
): string | undefined {
  const words = [
    mode === undefined ? [] : [`approval mode ${mode}`],
    sandbox === undefined ? [] : [`sandbox ${sandbox}`],
    cwd === undefined ? [] : [`working folder ${cwd}`],
  ].flat();
  return words.length === 0 ? undefined : words.join(" and ");
}

import { isDeepStrictEqual } from "node:util";
import type { SandboxPolicy } from "../generated/types.js";
import { routingOf, type ApprovalMode } from "../operation/approval-mode.js";
import type { Asked } from "../operation/operation.js";
import {
  hasDetails,
  nameOfSandbox,
  policyOf,
  type Sandbox,
  type SandboxOptions,
} from "../operation/sandbox.js";
import { isExtended, spelledOut } from "./sandbox-policy.js";
import type { ThreadSettings } from "./thread-settings.js";

/** What must hold of every turn that a handle starts: what was asked of the handle last, by whichever method. */
export interface Demand {
  readonly mode: ApprovalMode | undefined;
  readonly sandbox: SandboxDemand | undefined;
}

/** A sandbox by its kind, or, where a fork must have what its source has or the caller said more, to the letter. */
type SandboxDemand =
  | { readonly kind: "named"; readonly sandbox: Sandbox }
  | { readonly kind: "exact"; readonly policy: SandboxPolicy };

/** `before`, with what was asked since in its place. */
export function demandAfter(before: Demand, asked: Asked): Demand {
  return {
    mode: asked.mode ?? before.mode,
    sandbox: asked.sandbox === undefined ? before.sandbox : demandOfSandbox(asked.sandbox),
  };
}

/** Opening a thread cannot send more than the kind of a sandbox: the first turn brings the rest. */
function demandOfSandbox(sandbox: SandboxOptions): SandboxDemand {
  return hasDetails(sandbox)
    ? { kind: "exact", policy: policyOf(sandbox) }
    : { kind: "named", sandbox: nameOfSandbox(sandbox) };
}

/** What a fork of a thread must have that was opened with `demand` and has `settings` in force. */
export function demandOfFork(demand: Demand, settings: ThreadSettings): Demand {
  return {
    mode: demand.mode ?? settings.approvalMode ?? undefined,
    sandbox: demand.sandbox ?? { kind: "exact", policy: settings.sandbox },
  };
}

/**
 * The demand on a thread that is opened by its id. Nobody has asked for what the runtime makes of a workspace-write
 * sandbox on a fork and on a cold resume, so what the thread had is demanded where it is not in force any more.
 *
 * @param had What was in force before; `undefined` where that was not known for sure.
 */
export function demandToKeep(demand: Demand, had: ThreadSettings | undefined, now: ThreadSettings): Demand {
  if (had === undefined) return demand;
  const before = demandOfFork({ mode: undefined, sandbox: undefined }, had);
  return {
    mode: demand.mode ?? (modeHolds(before, now) ? undefined : before.mode),
    sandbox: demand.sandbox ?? (sandboxHolds(before, now) ? undefined : before.sandbox),
  };
}

/** Whether the demanded mode is in force. */
function modeHolds({ mode }: Demand, settings: ThreadSettings): boolean {
  return mode === undefined || settings.approvalMode === mode;
}

/** Whether the demanded sandbox is in force. */
function sandboxHolds({ sandbox }: Demand, settings: ThreadSettings): boolean {
  if (sandbox === undefined) return true;
  if (sandbox.kind === "exact")
    return isDeepStrictEqual(spelledOut(sandbox.policy), spelledOut(settings.sandbox));
  return isOfKind(sandbox, settings) && !isExtended(settings.sandbox);
}

/** Whether the sandbox in force is of the demanded kind. */
function isOfKind(sandbox: SandboxDemand, settings: ThreadSettings): boolean {
  return settings.sandbox.type === policyDemanded(sandbox).type;
}

/**
 * The demand on a thread whose opening the server took as asked: the sandbox is from then on what the server has made of
 * its name, which the configuration may extend.
 */
export function demandAsTaken({ mode, sandbox }: Demand, settings: ThreadSettings): Demand {
  return sandbox?.kind === "named" && isOfKind(sandbox, settings)
    ? { mode, sandbox: { kind: "exact", policy: settings.sandbox } }
    : { mode, sandbox };
}

/**
 * The `turn/start` params that make the demand hold where it does not, or might not. The runtime ignores overrides when
 * it resumes a loaded thread and drops workspace-write on fork and cold resume; a turn's overrides it takes.
 *
 * @param known What is in force; `undefined` where that cannot be relied on.
 */
export function paramsToHold(
  demand: Demand,
  known: ThreadSettings | undefined,
): Readonly<Record<string, unknown>> {
  const { mode, sandbox } = demand;
  const holds = (check: typeof modeHolds): boolean => known !== undefined && check(demand, known);
  return {
    ...(mode === undefined || holds(modeHolds) ? {} : routingOf(mode)),
    ...(sandbox === undefined || holds(sandboxHolds) ? {} : { sandboxPolicy: policyDemanded(sandbox) }),
  };
}

/** What of the demand a turn would have to bring along, in words; `undefined` where nothing. */
export function describeCarried(demand: Demand, known: ThreadSettings | undefined): string | undefined {
  const carried = paramsToHold(demand, known);
  const { mode, sandbox } = demand;
  return inWords(
    "approvalPolicy" in carried ? mode : undefined,
    "sandboxPolicy" in carried ? sandbox : undefined,
  );
}

/** What of the demand does not hold, in words, the sandbox by its kind; `undefined` where all of it does. */
export function describeUnmet(demand: Demand, settings: ThreadSettings): string | undefined {
  const { mode, sandbox } = demand;
  return inWords(
    modeHolds(demand, settings) ? undefined : mode,
    sandbox === undefined || isOfKind(sandbox, settings) ? undefined : sandbox,
  );
}

/** The same, of a thread whose turns take nothing along: what is demanded to the letter has to hold to the letter. */
export function describeUnmetForGood(demand: Demand, settings: ThreadSettings): string | undefined {
  const { sandbox } = demand;
  const exact = sandbox?.kind === "exact" && !sandboxHolds(demand, settings);
  return describeUnmet(demand, settings) ?? (exact ? inWords(undefined, sandbox) : undefined);
}

function inWords(mode: ApprovalMode | undefined, sandbox: SandboxDemand | undefined): string | undefined {
  const words = [
    mode === undefined ? [] : [`approval mode ${mode}`],
    sandbox === undefined ? [] : [`sandbox ${policyDemanded(sandbox).type}`],
  ].flat();
  return words.length === 0 ? undefined : words.join(" and ");
}

function policyDemanded(demand: SandboxDemand): SandboxPolicy {
  return demand.kind === "exact" ? demand.policy : policyOf(demand.sandbox);
}

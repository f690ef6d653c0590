import {
  isApprovalModeNotAppliedError,
  type ApprovalEvent,
  type ApprovalMode,
  type Thread,
  type TurnResult,
} from "../../../src/index.js";
import type { OutsideFile } from "../../support/escalation.js";

/** Something beside the approval mode that decides. */
export interface OtherDecider {
  /** What it is, in Markdown. */
  readonly name: string;
  /** What the agent does, or what is asked of the client. */
  readonly what: string;
  /** What comes of it in each mode, observed. */
  readonly observe: () => Promise<readonly string[]>;
  /** Why it cannot be observed on this machine: then what the document says stands. */
  readonly unavailable?: string | undefined;
}

/** The modes, in the order of the table. */
export const modes: readonly ApprovalMode[] = ["auto_review", "deny_all", "ask"];

/** What comes of something in each mode, one after the other. */
export async function inEachMode(observe: (mode: ApprovalMode) => Promise<string>): Promise<string[]> {
  const outcomes: string[] = [];
  for (const mode of modes) outcomes.push(await observe(mode));
  return outcomes;
}

/** Runs a scripted turn with a mode. A run that is refused leaves its script behind, which one without a mode uses up. */
export async function runOrUseUp(
  thread: Thread<ApprovalMode>,
  approvalMode: ApprovalMode,
): Promise<TurnResult> {
  const run = thread.run("Do it", { approvalMode });
  await run.catch(() => thread.run("Do it"));
  return run;
}

/** Whether a file was made, and who decided about that. */
export function outcomeOf({ exists }: OutsideFile, { approvals }: Pick<TurnResult, "approvals">): string {
  return `${exists ? "goes ahead" : "refused"}, ${toldBy(approvals)}`;
}

/** Who decided, as the trail tells. */
function toldBy(approvals: readonly ApprovalEvent[]): string {
  const deciders = approvals.flatMap((event) => (event.type === "decided" ? [event.by] : []));
  return deciders.length === 0 ? "nobody told" : `by \`${deciders.join("`, `")}\``;
}

/** What comes of a call, or the name of the error where that is not in force which was asked. */
export async function orNotApplied(call: () => Promise<string>): Promise<string> {
  try {
    return await call();
  } catch (error) {
    if (!isApprovalModeNotAppliedError(error)) throw error;
    return `\`${error.name}\``;
  }
}

// What a job is, what is kept of it while it is worked on, and what comes of it: plain JSON, whatever engine carries it.
import { z } from "zod";
import type { ApprovalEvent, ApprovalMode, Sandbox, TurnResult } from "@codex-typed/client";
import type { PendingView } from "../approval-console/view.js";

const MODES = ["deny_all", "auto_review", "ask"] as const satisfies readonly ApprovalMode[];
const SANDBOXES = ["read_only", "workspace_write", "full_access"] as const satisfies readonly Sandbox[];

const jobSchema = z.strictObject({
  /** A folder, seen from the worker's `--repositories`: the turn works there. */
  repository: z.string().min(1),
  prompt: z.string().trim().min(1),
  /** Who decides about what the sandbox does not let through. */
  approvalMode: z.enum(MODES),
  sandbox: z.enum(SANDBOXES),
  /** JSON Schema of the answer. */
  outputSchema: z.record(z.string(), z.unknown()).optional(),
  /** Goes on in this thread, which stands in the worker's home; else in a new one. */
  threadId: z.uuid().optional(),
  /** Whether it may run again where its turn did not complete: it may have written by then, and a command of it may still run. */
  repeatable: z.boolean().optional(),
});

export type FleetJob = z.infer<typeof jobSchema>;

/** @throws SetAsideError naming each field that is wrong: no other attempt would mend it. */
export function readJob(data: unknown): FleetJob {
  const read = jobSchema.safeParse(data);
  if (!read.success) throw new SetAsideError(`This is no job. ${z.prettifyError(read.error)}`);
  return read.data;
}

/** What is stored before a turn is started: by it the next attempt finds out what became of it. */
export interface Checkpoint {
  /** In whose home the thread stands. */
  readonly home: string;
  readonly threadId: string;
  /** The turn's message has it as `clientId`. */
  readonly messageId: string;
  /** What its turn may do, and where. */
  readonly repository: string;
  readonly approvalMode: ApprovalMode;
  readonly sandbox: Sandbox;
}

/** What is told of a job while it is worked on. */
export interface JobProgress {
  readonly worker: string;
  readonly threadId: string;
  readonly stage: "starting" | "running" | "takingOver";
  /** What waits for a decision, oldest first. */
  readonly pending: readonly PendingView[];
}

/** What came of a job. */
export interface JobResult {
  readonly worker: string;
  readonly threadId: string;
  readonly turnId: string;
  readonly finalResponse: string | null;
  /** There with an `outputSchema`. */
  readonly output?: unknown;
  /** `null` where it cannot be known. */
  readonly usage: TurnResult["usage"];
  /** What was requested and decided, in order; what an earlier worker saw of it is not among it. */
  readonly approvals: readonly ApprovalEvent[];
  readonly durationMs: number | null;
  /** There where persons decided: who, by `approvalId`, also for an earlier worker. */
  readonly decidedBy?: Readonly<Record<string, string>>;
  /** The turn was another worker's, and had ended when this one looked. */
  readonly takenOver?: true;
}

/** A job that is not to be tried again: a person has to look at it. */
export class SetAsideError extends Error {
  override readonly name = "SetAsideError";
}

/** Nothing is wrong with the job, but it cannot run here: another worker may do it, and this one when it has been mended. */
export class NotHereError extends Error {
  override readonly name = "NotHereError";
}

/** Nothing is wrong with the job, but it cannot run yet. */
export class NotNowError extends Error {
  override readonly name = "NotNowError";
  /** When to try again, in milliseconds from now. */
  readonly retryAfterMs: number;
  /** Whether the whole account has to wait, and not this job alone. */
  readonly isAccountWide: boolean;

  constructor(message: string, retryAfterMs: number, isAccountWide = false) {
    super(message);
    this.retryAfterMs = retryAfterMs;
    this.isAccountWide = isAccountWide;
  }
}

/** Whether a turn that may do `now` may do nothing that one which may do `then` could not. A reviewer and a person are not compared. */
export function isNoWider(now: Authority, then: Authority): boolean {
  return (
    SANDBOXES.indexOf(now.sandbox) <= SANDBOXES.indexOf(then.sandbox) &&
    (now.approvalMode === "deny_all" || now.approvalMode === then.approvalMode)
  );
}

type Authority = Pick<FleetJob, "approvalMode" | "sandbox">;

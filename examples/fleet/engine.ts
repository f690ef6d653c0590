// What the engine that carries the jobs does for one of them. A house that runs another engine writes these.
import type { DecisionOutcome } from "../approval-console/decide.js";
import type { Checkpoint, JobProgress } from "./job.js";

export type Decide = (approvalId: string, decision: unknown) => DecisionOutcome;

/** One attempt at a job. */
export interface Engine {
  /** Aborted when the attempt is to end: its worker stops. */
  readonly signal: AbortSignal;
  /**
   * Stores where the job has come to, for the next attempt; `undefined`: as if it had never begun. Resolves when it is stored, and rejects
   * where the job is no longer this attempt's: then nothing is started for it. Looks and stores in one step: what hung on its way must not
   * come after what a later attempt has stored.
   */
  save(checkpoint: Checkpoint | undefined): Promise<void>;
  /** Tells whoever looks what goes on. What comes later replaces it. */
  report(progress: JobProgress): void;
  /** Hands on the decisions about this job, until disposed. */
  onDecision(decide: Decide): Disposable;
}

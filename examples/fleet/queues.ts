// What stands in Redis, and under which names: one queue of jobs, and one of decisions for each worker.
import type { Checkpoint, JobProgress, JobResult } from "./job.js";
import type { DecisionOutcome } from "./engine.js";

/** The queue of jobs, unless another is named. */
export const FLEET = "fleet";

/** What a job of the queue holds. */
export interface FleetData {
  /** As it was added: read by the worker. */
  readonly job: unknown;
  readonly checkpoint?: Checkpoint;
}

/** What a decision holds. Its job's id is `approvalId`, so that of two persons the first decides. */
export interface DecisionData {
  readonly jobId: string;
  readonly approvalId: string;
  readonly decision: unknown;
  /** Who decided. */
  readonly by: string;
}

/** What became of a decision, and whose it was. */
export interface DecisionReply {
  readonly outcome: DecisionOutcome;
  readonly by: string;
}

/** The queue of the decisions that are a worker's to carry out. */
export function decisionsOf(fleet: string, worker: string): string {
  return `${fleet}-decisions-${worker}`;
}

export type { JobProgress, JobResult };

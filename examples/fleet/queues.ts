// What stands in Redis, and under which names: one queue of jobs, and one of decisions for each worker.
import type { DefaultJobOptions, KeepJobs } from "bullmq";
import type { Checkpoint, JobProgress, JobResult } from "./job.js";
import type { DecisionOutcome } from "../approval-console/decide.js";

/** The queue of jobs, unless another is named. */
export const FLEET = "fleet";

/**
 * With what jobs are added. An attempt that failed is followed by another after 2, 4, 8 and 16 seconds; one whose job cannot run yet, or whose
 * worker stopped, is not counted.
 */
export const JOB_OPTIONS = {
  attempts: 5,
  backoff: { type: "exponential", delay: 2_000 },
} as const satisfies DefaultJobOptions;

/**
 * With what each queue is opened: whoever opened it last decides how many events Redis keeps, each with the whole progress or result that it told,
 * also of jobs that are gone.
 */
export const QUEUE_OPTIONS = { streams: { events: { maxLen: 1_000 } } } as const;

const DAY_S = 24 * 60 * 60;
/** How long results stay, for whoever added the jobs. */
export const KEEP_DONE: KeepJobs = { age: 7 * DAY_S, count: 10_000 };
/** How long what was set aside stays, for a person to look at. */
export const KEEP_SET_ASIDE: KeepJobs = { age: 30 * DAY_S, count: 10_000 };
/** How long decisions stay: of two with the same id, the second is told what became of the first. */
export const KEEP_DECISIONS: KeepJobs = { age: DAY_S, count: 10_000 };

/** What a job of the queue holds. */
export interface FleetData {
  /** As it was added: read by the worker. */
  readonly job: unknown;
  readonly checkpoint?: Checkpoint;
  /** Who has decided what was requested so far, by `approvalId`. */
  readonly decidedBy?: Readonly<Record<string, string>>;
}

/** What a decision holds. Its job's id is `approvalId`, so that of two persons the first decides. */
export interface DecisionData {
  readonly jobId: string;
  readonly approvalId: string;
  readonly decision: unknown;
  /** Who decided. */
  readonly by: string;
}

/**
 * What became of a decision, and whose it was. One that was `invalid` is removed by whoever sent it, for its id stands in the way of another.
 */
export interface DecisionReply {
  readonly outcome: DecisionOutcome;
  readonly by: string;
}

/** The queue of the decisions that are a worker's to carry out. */
export function decisionsOf(fleet: string, worker: string): string {
  return `${fleet}-decisions-${worker}`;
}

export type { JobProgress, JobResult };

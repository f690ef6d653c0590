// The decisions about a worker's jobs: each is handed to the attempt that it is about, while that runs.
import { Worker, type WorkerOptions } from "bullmq";
import type { Attempt } from "./attempt.js";
import { decisionsOf, KEEP_DECISIONS, type DecisionData, type DecisionReply } from "./queues.js";

interface DecisionsOptions {
  readonly queue: string;
  readonly worker: string;
  readonly connection: WorkerOptions["connection"];
  readonly log: (line: string) => void;
  /** The attempt that this worker makes at a job. */
  readonly attemptAt: (jobId: string) => Attempt | undefined;
}

export function takeDecisions({ queue, worker, connection, log, attemptAt }: DecisionsOptions) {
  return new Worker<DecisionData, DecisionReply>(
    decisionsOf(queue, worker),
    ({ data }) => {
      const { jobId, by } = data;
      const outcome = attemptAt(jobId)?.decide(data) ?? "tooLate";
      log(`job ${jobId}: ${by} decided (${outcome})`);
      return Promise.resolve({ outcome, by });
    },
    { connection, removeOnComplete: KEEP_DECISIONS, removeOnFail: KEEP_DECISIONS },
  );
}

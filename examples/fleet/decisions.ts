// The decisions about a worker's jobs: each is handed to the attempt that it is about, while that runs.
import { Queue, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { Attempt } from "./attempt.js";
import { StartError } from "./errors.js";
import {
  decisionsOf,
  KEEP_DECISIONS,
  QUEUE_OPTIONS,
  type DecisionData,
  type DecisionReply,
} from "./queues.js";

interface DecisionsOptions {
  readonly queue: string;
  readonly worker: string;
  readonly connection: Redis;
  readonly log: (line: string) => void;
  /** The attempt that this worker makes at a job. */
  readonly attemptAt: (jobId: string) => Attempt | undefined;
}

/** A worker asks for decisions every few seconds: one that has not for so long is gone, and Redis does not know yet. */
const SILENT_S = 30;

/** Two of one name would take each other's decisions, and call them too late. @throws StartError where there is one already. */
export async function mustBeTheOnly(connection: Redis, queue: string, worker: string): Promise<void> {
  const decisions = new Queue(decisionsOf(queue, worker), { ...QUEUE_OPTIONS, connection });
  try {
    const [other] = (await decisions.getWorkers()).filter(({ idle }) => Number(idle) < SILENT_S);
    if (other !== undefined)
      throw new StartError(
        `There is a worker ${worker} of "${queue}" already (${other["addr"] ?? "somewhere"}): give this one another name, or stop that one first.`,
      );
  } finally {
    await decisions.close();
  }
}

export function takeDecisions({ queue, worker, connection, log, attemptAt }: DecisionsOptions) {
  return new Worker<DecisionData, DecisionReply>(
    decisionsOf(queue, worker),
    async ({ data }) => {
      const { jobId, by } = data;
      const outcome = (await attemptAt(jobId)?.decide(data)) ?? "tooLate";
      log(`job ${jobId}: ${by} decided (${outcome})`);
      return { outcome, by };
    },
    { connection, removeOnComplete: KEEP_DECISIONS, removeOnFail: KEEP_DECISIONS },
  );
}

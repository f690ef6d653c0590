// Adds jobs to the queue.
import { Queue } from "bullmq";
import { messageOf, StartError } from "./errors.js";
import type { FleetJob } from "./job.js";
import { JOB_OPTIONS, type FleetData, QUEUE_OPTIONS } from "./queues.js";
import { reachRedis } from "./redis.js";

/** Where jobs go to, and how often they are tried. */
export interface AddOptions {
  readonly redis: string;
  readonly queue: string;
  readonly attempts?: number | undefined;
}

/** Adds jobs. Answers with their ids. @throws StartError where there is no Redis, and where it has not taken all of them. */
export async function addJobs(
  jobs: readonly FleetJob[],
  { redis, queue: name, attempts = JOB_OPTIONS.attempts }: AddOptions,
): Promise<readonly string[]> {
  const connection = await reachRedis(redis, { retryStrategy: () => null });
  try {
    const queue = new Queue<FleetData>(name, { ...QUEUE_OPTIONS, connection });
    const opts = { ...JOB_OPTIONS, attempts };
    const added = await queue
      .addBulk(jobs.map((job) => ({ name: job.repository, data: { job }, opts })))
      .catch((error: unknown) => {
        // BullMQ adds them one after another. Added again, what stands there already would be done twice.
        throw new StartError(
          `Not all jobs were added, but some may stand in "${name}" (${messageOf(error)}). Look there before you add them again.`,
          { cause: error },
        );
      });
    await queue.close();
    return added.map(({ id = "" }) => id);
  } finally {
    connection.disconnect();
  }
}

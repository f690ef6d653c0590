// Adds jobs to the queue.
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { StartError } from "./errors.js";
import type { FleetJob } from "./job.js";
import { JOB_OPTIONS, type FleetData, QUEUE_OPTIONS } from "./queues.js";
import { unusable } from "./redis.js";

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
  // A worker waits for its Redis. Who adds jobs wants to know that there is none.
  const connection = new Redis(redis, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: null,
  });
  let why = "";
  connection.on("error", ({ message }) => {
    why = message;
  });
  try {
    await connection.connect().catch((error: Error) => {
      throw unusable(connection, why || error.message, error);
    });
    const queue = new Queue<FleetData>(name, { ...QUEUE_OPTIONS, connection });
    const opts = { ...JOB_OPTIONS, attempts };
    const added = await queue
      .addBulk(jobs.map((job) => ({ name: job.repository, data: { job }, opts })))
      .catch((error: unknown) => {
        // BullMQ adds them one after another. Added again, what stands there already would be done twice.
        const reason = error instanceof Error ? error.message : String(error);
        throw new StartError(
          `Not all jobs were added, but some may stand in "${name}" (${reason}). Look there before you add them again.`,
          { cause: error },
        );
      });
    await queue.close();
    return added.map(({ id = "" }) => id);
  } finally {
    connection.disconnect();
  }
}

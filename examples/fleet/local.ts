// The fleet on one machine: the same attempts at the same jobs, with a bounded pool in place of Redis. What it stores is gone with its process.
import { setTimeout as sleep } from "node:timers/promises";
import pLimit from "p-limit";
import type { Engine } from "./engine.js";
import { messageOf } from "./errors.js";
import { NotNowError, SetAsideError, type Checkpoint, type FleetJob, type JobResult } from "./job.js";
import type { Place } from "./place.js";
import { JOB_OPTIONS } from "./queues.js";
import { runJob } from "./run-job.js";

export interface LocalOptions {
  /** How many jobs run at the same time. */
  readonly atOnce: number;
  /** Aborted when all are to end. */
  readonly signal: AbortSignal;
  /** How long a job's second attempt waits. Default: as long as in the queue. */
  readonly backoffMs?: number;
}

/** What came of a job, and in how many attempts. */
export type Ending = { readonly job: FleetJob; readonly attempts: number } & (
  | { readonly status: "done"; readonly result: JobResult }
  | { readonly status: "set aside" | "stopped"; readonly reason: string }
);

export interface LocalFleet {
  /** Does a job, in as many attempts as it takes; it does not reject. `onPending` is told how many requests wait for a decision. */
  run(id: string, job: FleetJob, onPending?: (count: number) => void): Promise<Ending>;
  /** Ends the attempt at a job that is under way; the next one follows. */
  cancel(id: string): void;
}

export function localFleet(place: Place, options: LocalOptions): LocalFleet {
  const { atOnce, signal, backoffMs = JOB_OPTIONS.backoff.delay } = options;
  const limit = pLimit(atOnce);
  const underWay = new Map<string, AbortController>();
  /** Before that the account takes no more turns. */
  let accountIsFreeAt = 0;

  return {
    async run(id, job, onPending = () => undefined) {
      let checkpoint: Checkpoint | undefined;
      let attempt = 0;
      let failures = 0;

      const tryOnce = async (): Promise<JobResult> => {
        await sleep(Math.max(0, accountIsFreeAt - Date.now()), undefined, { signal });
        attempt++;
        const cancelled = new AbortController();
        underWay.set(id, cancelled);
        const engine: Engine = {
          signal: AbortSignal.any([signal, cancelled.signal]),
          save: async (now) => void (checkpoint = now),
          report: ({ pending }) => {
            onPending(pending.length);
          },
          // There is no console: what is requested is declined when the place's patience is over.
          onDecision: () => ({ [Symbol.dispose]: () => undefined }),
        };
        try {
          return await runJob(place, engine, { id, job, checkpoint });
        } catch (error) {
          // At once: the next job takes the place of this one before whoever waits for it is told.
          if (error instanceof NotNowError && error.isAccountWide)
            accountIsFreeAt = Date.now() + error.retryAfterMs;
          throw error;
        } finally {
          underWay.delete(id);
          onPending(0);
        }
      };

      // What stops the fleet ends a wait, and is met when the next attempt begins.
      const wait = (ms: number): Promise<void> => sleep(ms, undefined, { signal }).catch(() => undefined);
      const ended = (status: "set aside" | "stopped", reason: string): Ending => ({
        job,
        attempts: attempt,
        status,
        reason,
      });

      for (;;) {
        try {
          // While a job waits for its next attempt, another one has its place.
          const result = await limit(tryOnce);
          return { job, attempts: attempt, status: "done", result };
        } catch (error) {
          if (signal.aborted) return ended("stopped", "All were to end.");
          const reason = messageOf(error);
          if (error instanceof SetAsideError) return ended("set aside", reason);
          if (error instanceof NotNowError) {
            await wait(error.retryAfterMs);
          } else {
            failures++;
            if (failures === JOB_OPTIONS.attempts)
              return ended("set aside", `${failures} attempts failed. ${reason}`);
            await wait(backoffMs * 2 ** (failures - 1));
          }
        }
      }
    },
    cancel(id) {
      underWay.get(id)?.abort(new Error("The attempt was cancelled."));
    },
  };
}

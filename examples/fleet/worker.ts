// A worker: takes jobs of a queue, as many at once as it may, and makes an attempt at each.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { DelayedError, Queue, UnrecoverableError, WaitingError, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { visible } from "../approval-console/view.js";
import { Attempt, type FleetBullJob } from "./attempt.js";
import { mustBeTheOnly, takeDecisions } from "./decisions.js";
import { messageOf } from "./errors.js";
import { NotHereError, NotNowError, SetAsideError, type JobResult } from "./job.js";
import { mustBeFolder } from "./place.js";
import { placePerJob, sharedPlace, type PlaceOptions, type Places } from "./open-place.js";
import { KEEP_DONE, KEEP_SET_ASIDE, type FleetData, QUEUE_OPTIONS } from "./queues.js";
import { redactor, type Redact } from "./redact.js";
import { connectRedis, disconnect, isConnectionError, storeIfLocked } from "./redis.js";
import { runJob } from "./run-job.js";
import { onStopSignals } from "./signals.js";

/**
 * How long a job is its worker's after the worker was last heard of. A worker says every 15 s that it is there, however long its turns take, so
 * this is not about them: it is long enough for a restart of Redis or a process that was held up, and short enough to wait for when one died.
 * A lock that is lost while its worker lives costs nothing but another look: the thread stays held.
 */
const LOCK_MS = 30_000;
/** How often lost locks are looked for. */
const LOST_MS = 15_000;
/** A job that has lost so many workers may be what ends them. */
const MAX_LOST = 5;
/** BullMQ has a worker look whether the queue is to wait only where it has a limit of its own. */
const NO_LIMIT = { max: 1_000_000_000, duration: 1_000 };
/** How often a worker looks whether the queue waits still. It does not stop before it has looked. */
const LIMIT_LOOK_MS = 1_000;
/** How long a job waits that its worker cannot do: for another worker, or until that one has been mended. */
const NOT_HERE_MS = 10_000;
/** Why a job had to wait, the last few times: bull-board shows it. */
const LOGGED = 10;
/** How long the jobs that a worker gives back may take to end. */
const LET_GO_MS = 5_000;

export interface FleetWorkerOptions extends Omit<PlaceOptions, "worker"> {
  /** One at a time has a name: decisions find it by it. */
  readonly name: string;
  readonly redis: string;
  readonly queue: string;
  readonly atOnce: number;
  /** How long a worker that is to stop waits for its jobs, in milliseconds. */
  readonly drainMs: number;
  /** A folder of homes: each job has one of its own. Not with `dial`. */
  readonly homes?: string | undefined;
  readonly log?: (line: string) => void;
  readonly lockMs?: number;
  readonly lostMs?: number;
}

/** Starts to take jobs. @throws StartError, or what the runtime rejects with, where the worker could do none of them. */
export async function startWorker(options: FleetWorkerOptions): Promise<FleetWorker> {
  const { name, queue, redis, homes, atOnce, repositories, log = console.log } = options;
  const redact = redactor();
  const say = (line: string): void => {
    // Names, messages and persons are what others wrote.
    log(visible(redact.text(line)));
  };
  if ([name, queue].some((each) => each === "" || each.includes(":")))
    throw new Error("The names of a worker and of a queue take no colon, and are not empty.");
  await mustBeFolder(repositories);
  const placeOptions = { ...options, worker: name };
  const connection = await connectRedis(redis, say);
  try {
    await mustBeTheOnly(connection, queue, name);
    const places = await (homes === undefined
      ? sharedPlace(placeOptions, say)
      : placePerJob(placeOptions, homes));
    say(
      `worker ${name}: takes jobs of "${queue}", ${atOnce} at once, in ${repositories}; home ${places.home}`,
    );
    return new FleetWorker({ ...options, connection, places, redact, log: say });
  } catch (error) {
    disconnect(connection);
    throw error;
  }
}

interface Parts extends FleetWorkerOptions {
  readonly connection: Redis;
  readonly places: Places;
  readonly redact: Redact;
  readonly log: (line: string) => void;
}

export class FleetWorker implements AsyncDisposable {
  readonly #parts: Parts;
  readonly #redis: Redis;
  readonly #queue: Queue;
  readonly #jobs: Worker<FleetData, object>;
  readonly #decisions;
  /** By the ids of their jobs. */
  readonly #attempts = new Map<string, Attempt>();
  readonly #hurry = new AbortController();
  #stopped: Promise<void> | undefined;

  constructor(parts: Parts) {
    const { connection, queue, name, atOnce, log, lockMs = LOCK_MS, lostMs = LOST_MS } = parts;
    this.#parts = parts;
    this.#redis = connection;
    this.#queue = new Queue(queue, { ...QUEUE_OPTIONS, connection });
    this.#jobs = new Worker<FleetData, object>(queue, (job, token = "") => this.#work(job, token), {
      connection,
      name,
      concurrency: atOnce,
      lockDuration: lockMs,
      stalledInterval: lostMs,
      limiter: NO_LIMIT,
      maximumRateLimitDelay: LIMIT_LOOK_MS,
      // The worker counts them itself, so that the reason is one for people.
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      removeOnComplete: KEEP_DONE,
      removeOnFail: KEEP_SET_ASIDE,
    });
    this.#decisions = takeDecisions({
      queue,
      worker: name,
      connection,
      log,
      attemptAt: (jobId) => this.#attempts.get(jobId),
    });
    const tell = (error: Error): void => {
      if (!isConnectionError(error)) log(`the queue: ${error.message}`);
    };
    this.#queue.on("error", tell);
    this.#jobs.on("error", tell);
    this.#decisions.on("error", tell);
    this.#jobs.on("failed", (job, error) => {
      if (job === undefined) return;
      const left = (job.opts.attempts ?? 1) - job.attemptsMade;
      const isSetAside = error instanceof UnrecoverableError || left <= 0;
      const what = isSetAside ? "set aside" : `failed, ${left} more ${left === 1 ? "attempt" : "attempts"}`;
      log(`${nameOf(job)}: ${what}: ${error.message}`);
    });
  }

  /**
   * Ends the attempt that is made at a job; the job is set aside.
   *
   * @returns Whether one is made here.
   */
  cancel(jobId: string): boolean {
    const attempt = this.#attempts.get(jobId);
    attempt?.abort(new SetAsideError("It was cancelled."));
    return attempt !== undefined;
  }

  /**
   * Takes no more jobs, and resolves when those that run have ended. What still runs after `drainMs`, or when this is called again, is
   * ended and goes back to the queue, where the next attempt finds out what became of it.
   */
  stop(): Promise<void> {
    if (this.#stopped === undefined) this.#stopped = this.#stop();
    else this.#hurry.abort();
    return this.#stopped;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stop(): Promise<void> {
    const { name, drainMs, places, log } = this.#parts;
    const { signal } = this.#hurry;
    const runOn = this.#attempts.size;
    log(
      `worker ${name}: takes no more jobs` +
        (runOn === 0 ? "" : `; ${runOn} may run on for ${drainMs / 1_000} s, or until another signal`),
    );
    signal.addEventListener("abort", () => {
      for (const attempt of this.#attempts.values()) attempt.abort(new StoppedError());
    });
    const closed = this.#jobs.close();
    const drained = setTimeout(() => {
      this.#hurry.abort();
    }, drainMs);
    const ends = Promise.all([...this.#attempts.values()].map(({ ended }) => ended));
    await Promise.race([ends, aborted(signal)]);
    clearTimeout(drained);
    // To end and to be stored. Without Redis nothing can be: then the locks run out, and other workers look at what became of the jobs.
    await Promise.race([closed, sleep(LET_GO_MS, undefined, { ref: false })]);
    await this.#jobs.getBackend().close(true);
    await this.#decisions.close(true);
    disconnect(this.#redis);
    await places[Symbol.asyncDispose]();
    log(`worker ${name}: stopped`);
  }

  async #work(job: FleetBullJob, token: string): Promise<object> {
    const { redact } = this.#parts;
    const { id = "" } = job;
    const keys = [this.#queue.toKey(`${id}:lock`), this.#queue.toKey(id)] as const;
    const attempt = new Attempt({
      job,
      redact,
      store: (data) => storeIfLocked(this.#redis, keys, token, data),
    });
    try {
      return await this.#attemptAt(id, job, attempt);
    } catch (error) {
      throw await this.#outcomeOf(attempt, attempt.whyEnded(error), job, token);
    }
  }

  async #attemptAt(id: string, job: FleetBullJob, attempt: Attempt): Promise<object> {
    const { name, places, redact, log } = this.#parts;
    const { job: wanted, checkpoint } = job.data;
    // The lock was lost, and this worker is the one that took the job up.
    if (this.#attempts.has(id)) throw new NotNowError(`${name} still works on it.`, NOT_HERE_MS);
    this.#attempts.set(id, attempt);
    try {
      if (this.#stopped !== undefined) throw new StoppedError();
      if (job.stalledCounter > MAX_LOST) {
        // Retried by hand, it may lose as many again: BullMQ's own retry keeps the count.
        await this.#redis.hdel(this.#queue.toKey(id), "stc");
        throw new SetAsideError(
          `It has lost ${job.stalledCounter} workers, and may be what ended them.` +
            (checkpoint === undefined ? "" : ` Its thread is ${checkpoint.threadId}, in ${checkpoint.home}.`),
        );
      }
      log(`${nameOf(job)}: attempt ${job.attemptsStarted}`);
      await using place = await places.open(id).catch((error: unknown) => {
        if (error instanceof SetAsideError) throw error;
        throw new NotHereError(`There is no runtime: ${messageOf(error)}`);
      });
      const result = await runJob(place, attempt, { id, job: wanted, checkpoint });
      log(`${nameOf(job)}: ${describe(result)}`);
      const { decidedBy } = attempt;
      return redact.json({ ...result, ...(decidedBy === undefined ? {} : { decidedBy }) });
    } finally {
      await attempt.finish();
      this.#attempts.delete(id);
    }
  }

  /** What is to become of a job whose attempt has ended, as BullMQ wants it said. */
  async #outcomeOf({ decidedBy }: Attempt, error: unknown, job: FleetBullJob, token: string): Promise<Error> {
    const { name, redact, log } = this.#parts;
    const message = redact.text(messageOf(error));
    if (error instanceof SetAsideError) {
      // There is no result that would say it.
      const persons = [...new Set(Object.values(decidedBy ?? {}))].join(", ");
      return new UnrecoverableError(persons === "" ? message : `${message} Decided by ${persons}.`);
    }
    if (error instanceof StoppedError) {
      log(`${nameOf(job)}: goes back to the queue`);
      await job.moveToWait(token);
      return new WaitingError();
    }
    if (error instanceof NotNowError || error instanceof NotHereError) {
      const { retryAfterMs, isAccountWide } =
        error instanceof NotNowError ? error : { retryAfterMs: NOT_HERE_MS, isAccountWide: false };
      const who = isAccountWide ? "all jobs wait" : "again in";
      log(`${nameOf(job)}: not now, ${who} ${Math.ceil(retryAfterMs / 1_000)} s: ${message}`);
      if (isAccountWide) {
        await this.#queue.rateLimit(retryAfterMs);
        return Worker.RateLimitError();
      }
      await this.#queue.addJobLog(job.id ?? "", `${new Date().toISOString()} ${name}: ${message}`, LOGGED);
      await job.moveToDelayed(Date.now() + retryAfterMs, token);
      return new DelayedError();
    }
    const failed = new Error(message);
    // BullMQ keeps it beside the message.
    failed.stack = redact.text(error instanceof Error ? (error.stack ?? "") : "");
    return failed;
  }
}

/** Stops a worker when its process is to end, and ends that: at a second signal without waiting for its jobs. */
export function stopOnSignals(worker: FleetWorker): void {
  onStopSignals(
    () => {
      // Where Redis is lost, what BullMQ has begun to close goes on trying.
      void worker.stop().then(() => process.exit());
    },
    () => void worker.stop(),
  );
}

/** The worker stops, and nothing is wrong with the job. */
class StoppedError extends Error {
  override readonly name = "StoppedError";
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

function nameOf({ id = "", data }: FleetBullJob): string {
  const { job } = data;
  const repository =
    typeof job === "object" && job !== null && "repository" in job ? ` ${String(job.repository)}` : "";
  return `job ${id}${repository}`;
}

function describe({ durationMs, usage, takenOver }: JobResult): string {
  const took = durationMs === null ? "" : ` in ${(durationMs / 1_000).toFixed(1)} s`;
  const tokens = usage?.turn == null ? "" : `, ${usage.turn.totalTokens} tokens`;
  return `done${took}${tokens}${takenOver === true ? ", by an earlier attempt" : ""}`;
}

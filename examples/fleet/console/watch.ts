// What goes on in a queue, as its events tell it.
import type { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { QueueEvents, type Job, type Queue } from "bullmq";
import type { Redis } from "ioredis";
import { visible, type FleetView, type SetAsideView } from "../../approval-console/view.js";
import type { FleetData } from "../queues.js";
import { ActiveJobs } from "./active-jobs.js";

/** So long what happens is gathered before the page is told. */
const GATHER_MS = 50;
/** It is counted again so long after something has happened, and at least so often. */
const COUNT_SOON_MS = 250;
const COUNT_ANYWAY_MS = 5_000;
const CLOSE_MS = 500;
/** As many jobs as a person looks at, and as much of a prompt. */
const SET_ASIDE = 20;
const SHOWN = 200;

export class Watch implements AsyncDisposable {
  readonly active = new ActiveJobs();
  /** Whether Redis does not answer: nothing is sure then. */
  isLost = false;
  counts: FleetView["counts"] = [];
  setAside: FleetView["setAside"] = [];
  readonly #redis: Redis;
  readonly #queue: Queue<FleetData>;
  readonly #events: QueueEvents;
  readonly #changes: EventEmitter;
  readonly #ticking: NodeJS.Timeout;
  #countingSoon: NodeJS.Timeout | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #reading = Promise.resolve();
  /** Events that have come while all jobs are read: what is read may be older. */
  #held: (() => void)[] | undefined;

  /** Follows a queue from what stands there now. */
  static async start(
    redis: Redis,
    url: string,
    queue: Queue<FleetData>,
    changes: EventEmitter,
  ): Promise<Watch> {
    // Read before the jobs are, so that between the two nothing is missed.
    const [last] = await redis.xrevrange(queue.toKey("events"), "+", "-", "COUNT", 1);
    const connection = { url, maxRetriesPerRequest: null, retryStrategy: () => 500 };
    const events = new QueueEvents(queue.name, { connection, lastEventId: last?.[0] ?? "0" });
    const watch = new Watch(redis, queue, events, changes);
    await watch.#readAll();
    return watch;
  }

  private constructor(redis: Redis, queue: Queue<FleetData>, events: QueueEvents, changes: EventEmitter) {
    this.#redis = redis;
    this.#queue = queue;
    this.#events = events;
    this.#changes = changes;
    const { active } = this;
    events.on("active", ({ jobId }) => this.#took(() => active.begin(jobId)));
    events.on("progress", ({ jobId, data }) => this.#took(() => active.tell(jobId, data)));
    for (const event of ["completed", "failed", "stalled", "waiting", "delayed", "removed"] as const)
      events.on(event, ({ jobId }: { jobId: string }) => this.#took(() => active.end(jobId)));
    // Told of by the other connection.
    events.on("error", () => undefined);
    redis.on("close", this.#lose).on("ready", this.#recover);
    this.#ticking = setInterval(() => void this.#count(), COUNT_ANYWAY_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#ticking);
    clearTimeout(this.#countingSoon);
    clearTimeout(this.#gathering);
    this.#redis.off("close", this.#lose).off("ready", this.#recover);
    // Where it waits to be connected again, its end is never told of.
    await Promise.race([this.#events.close(), sleep(CLOSE_MS, undefined, { ref: false })]);
  }

  #took(event: () => void): void {
    if (this.#held !== undefined) {
      this.#held.push(event);
      return;
    }
    event();
    this.#changed();
    this.#countingSoon ??= setTimeout(() => {
      this.#countingSoon = undefined;
      void this.#count();
    }, COUNT_SOON_MS);
  }

  /** What is read may also be newer than events that come after it: they bring it to the same again. */
  async #readAll(): Promise<void> {
    const held: (() => void)[] = [];
    this.#held = held;
    try {
      const jobs = await this.#queue.getActive();
      this.active.replace(jobs.map(({ id = "", progress }) => [id, progress]));
    } finally {
      this.#held = undefined;
      for (const event of held) this.#took(event);
    }
    await this.#count();
  }

  async #count(): Promise<void> {
    try {
      const [counts, failed] = await Promise.all([
        this.#queue.getJobCounts("waiting", "prioritized", "active", "delayed", "completed", "failed"),
        this.#queue.getFailed(0, SET_ASIDE - 1),
      ]);
      const count = (label: string, ...states: readonly string[]) => ({
        label,
        count: states.reduce((sum, state) => sum + (counts[state] ?? 0), 0),
      });
      this.counts = [
        count("waiting", "waiting", "prioritized"),
        count("active", "active"),
        count("delayed", "delayed"),
        count("done", "completed"),
        count("set aside", "failed"),
      ];
      this.setAside = failed.map(setAsideOf);
      this.isLost = false;
      this.#changed();
    } catch {
      this.#lose();
    }
  }

  readonly #lose = (): void => {
    this.isLost = true;
    this.#changed();
  };

  readonly #recover = (): void => {
    this.#reading = this.#reading.then(() => this.#readAll()).catch(this.#lose);
  };

  #changed(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#changes.emit("change");
    }, GATHER_MS);
  }
}

function setAsideOf({ id = "", data, failedReason, finishedOn = 0 }: Job<FleetData>): SetAsideView {
  return { jobId: id, task: taskOf(data.job), reason: visible(failedReason), atMs: finishedOn };
}

/** It may have been set aside for not being what a job is. */
function taskOf(job: unknown): string {
  const { repository, prompt } = { repository: "?", prompt: "?", ...(typeof job === "object" ? job : {}) };
  return visible(`${String(repository)}: ${String(prompt).slice(0, SHOWN)}`);
}

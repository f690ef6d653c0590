// The way of a decision to the worker that has requested it, and of what became of it back.
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { Queue, type Job } from "bullmq";
import type { Redis } from "ioredis";
import type { Reply } from "../../approval-console/serve-page.js";
import { visible } from "../../approval-console/view.js";
import { decisionsOf, type DecisionData, type DecisionReply, QUEUE_OPTIONS } from "../queues.js";

/** How often a decision that was sent is looked after, and how long one that its worker has begun to carry out. */
const LOOK_MS = 50;
const BEGUN_MS = 2_000;

const NO_LONGER = { outcome: "tooLate", say: "This was decided already, or is no longer asked." } as const;

export class Decisions {
  readonly #redis: Redis;
  readonly #fleet: string;
  readonly #patienceMs: number;

  /** @param patienceMs How long a worker has for its answer. */
  constructor(redis: Redis, fleet: string, patienceMs: number) {
    this.#redis = redis;
    this.#fleet = fleet;
    this.#patienceMs = patienceMs;
  }

  /** Has a worker carry out a decision. What it has not begun to carry out in time is taken back. */
  async send(worker: string, data: DecisionData): Promise<Reply> {
    try {
      return await this.#use(worker, async (queue) => {
        // Of two persons the first decides: where there is one with its id already, nothing is added.
        await queue.add("decision", data, { jobId: data.approvalId });
        const reply = await this.#replyTo(queue, data, this.#patienceMs);
        if (reply !== undefined) return reply;
        const isBack = await this.#takeBack(queue, data.approvalId);
        const late = isBack ? undefined : await this.#replyTo(queue, data, BEGUN_MS);
        return late ?? { outcome: "unreachable", say: silence(worker, isBack) };
      });
    } catch {
      void this.#takeBackLater(worker, data.approvalId);
      const say = `Redis does not answer. Unless ${worker} has the decision already, it is taken back as soon as Redis does.`;
      return { outcome: "unreachable", say };
    }
  }

  /** Redis may have taken it all the same, and may only have been slow: then it does not connect again. */
  async #takeBackLater(worker: string, approvalId: string): Promise<void> {
    for (; this.#redis.status !== "end"; await sleep(LOOK_MS, undefined, { ref: false })) {
      if (this.#redis.status !== "ready") continue;
      try {
        await this.#use(worker, (queue) => this.#takeBack(queue, approvalId));
        return;
      } catch {
        // It is slow still, or lost again.
      }
    }
  }

  /** Who has decided, where nobody waits for a decision any more. */
  async whoDecided(worker: string, approvalId: string): Promise<Reply> {
    const first = await this.#use(worker, (queue) => queue.getJob(approvalId)).catch(() => undefined);
    return first === undefined ? NO_LONGER : decidedBy(first.data.by);
  }

  async #use<T>(worker: string, use: (queue: DecisionQueue) => Promise<T>): Promise<T> {
    const connection = this.#redis;
    // Nothing waits for Redis to come back.
    const options = { ...QUEUE_OPTIONS, connection, skipWaitingForReady: true };
    const queue: DecisionQueue = new Queue(decisionsOf(this.#fleet, worker), options);
    // Whatever is called rejects with it.
    queue.on("error", () => undefined);
    try {
      return await use(queue);
    } finally {
      await queue.close();
    }
  }

  async #replyTo(queue: DecisionQueue, data: DecisionData, withinMs: number): Promise<Reply | undefined> {
    for (const until = Date.now() + withinMs; Date.now() < until; await sleep(LOOK_MS)) {
      const job = await queue.getJob(data.approvalId);
      // Taken back: by another person, who had sent it before.
      if (job === undefined) return undefined;
      if (job.finishedOn === undefined) continue;
      const invalid = whyInvalid(job);
      if (invalid !== undefined) {
        // It has decided nothing: another one may.
        await queue.remove(data.approvalId);
        return { outcome: "invalid", say: invalid };
      }
      if (!isDeepStrictEqual(job.data, data)) return decidedBy(job.data.by);
      return job.returnvalue.outcome === "applied" ? { outcome: "done" } : NO_LONGER;
    }
    return undefined;
  }

  /** Only what waits can be taken back, for what a worker has begun is carried out. @returns Whether no decision stands there now. */
  async #takeBack(queue: DecisionQueue, approvalId: string): Promise<boolean> {
    // In one step: half of it, with the answer lost, would leave an id that stands in the way of another decision.
    const script = `
      if redis.call("LREM", KEYS[1], 1, ARGV[1]) == 0 then return 0 end
      return redis.call("DEL", KEYS[2])`;
    const [wait, job] = [queue.toKey("wait"), queue.toKey(approvalId)];
    const isTaken = (await this.#redis.eval(script, 2, wait, job, approvalId)) === 1;
    return isTaken || (await queue.getJob(approvalId)) === undefined;
  }
}

type DecisionQueue = Queue<DecisionData, DecisionReply>;

function whyInvalid({ failedReason, returnvalue }: Job<DecisionData, DecisionReply>): string | undefined {
  if (failedReason) return visible(`The worker could not carry it out: ${failedReason}`);
  return returnvalue.outcome === "invalid" ? "This is no decision about it." : undefined;
}

function decidedBy(person: string): Reply {
  return { outcome: "tooLate", say: visible(`${person} has decided this already.`) };
}

function silence(worker: string, isBack: boolean): string {
  return isBack
    ? `${worker} is not there. Nothing was decided.`
    : `${worker} has taken the decision and does not say what became of it.`;
}

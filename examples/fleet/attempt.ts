// One attempt at a job, as BullMQ carries it.
import type { Job } from "bullmq";
import type { DecisionOutcome } from "../approval-console/decide.js";
import type { Decide, Engine } from "./engine.js";
import { SetAsideError, type Checkpoint, type JobProgress } from "./job.js";
import type { DecisionData, FleetData } from "./queues.js";
import type { Redact } from "./redact.js";

export type FleetBullJob = Job<FleetData, object>;

interface AttemptOptions {
  readonly job: FleetBullJob;
  /** Stores a job's data while its lock is this attempt's; answers whether it was. */
  readonly store: (data: FleetData) => Promise<boolean>;
  readonly redact: Redact;
}

export class Attempt implements Engine {
  readonly signal: AbortSignal;
  /** Resolves when nothing is done any more for the job here. */
  readonly ended: Promise<void>;
  readonly #options: AttemptOptions;
  readonly #decidedBy: Record<string, string>;
  #checkpoint: Checkpoint | undefined;
  readonly #end = new AbortController();
  #hasEnded: () => void = () => undefined;
  #decide: Decide | undefined;
  #told: JobProgress | undefined;
  #untold: JobProgress | undefined;
  #telling: Promise<void> | undefined;

  constructor(options: AttemptOptions) {
    const { data, progress } = options.job;
    this.#options = options;
    this.#checkpoint = data.checkpoint;
    this.#decidedBy = { ...data.decidedBy };
    this.signal = this.#end.signal;
    this.ended = new Promise((resolve) => (this.#hasEnded = resolve));
    // Of an attempt whose worker was lost, this is what it told last.
    if (isProgress(progress)) this.#told = progress;
  }

  /** Who decided, by `approvalId`, those of earlier attempts included; `undefined` where nobody did. */
  get decidedBy(): Readonly<Record<string, string>> | undefined {
    return Object.keys(this.#decidedBy).length === 0 ? undefined : this.#decidedBy;
  }

  async save(checkpoint: Checkpoint | undefined): Promise<void> {
    const { job } = this.#options;
    this.#checkpoint = checkpoint;
    if (!(await this.#store()))
      throw new Error(`Job ${job.id ?? ""} is no longer this attempt's: its lock was lost.`);
  }

  #store(): Promise<boolean> {
    const { job, store } = this.#options;
    return store({
      job: job.data.job,
      ...(this.#checkpoint === undefined ? {} : { checkpoint: this.#checkpoint }),
      ...(this.decidedBy === undefined ? {} : { decidedBy: this.decidedBy }),
    });
  }

  report(progress: JobProgress): void {
    this.#told = this.#untold = progress;
    this.#telling ??= this.#tell();
  }

  /** One after another, so that what comes later stands later; what was overtaken meanwhile is left out. */
  async #tell(): Promise<void> {
    const { job, redact } = this.#options;
    while (this.#untold !== undefined) {
      const progress = redact.json(this.#untold);
      this.#untold = undefined;
      // The job is gone, or the worker is about to be.
      await job.updateProgress(progress).catch(() => undefined);
    }
    this.#telling = undefined;
  }

  onDecision(decide: Decide): Disposable {
    this.#decide = decide;
    return { [Symbol.dispose]: () => (this.#decide = undefined) };
  }

  /** Hands on a person's decision, and stores whose it was: the next attempt has to know, too. */
  async decide({ approvalId, decision, by }: DecisionData): Promise<DecisionOutcome> {
    const outcome = this.#decide?.(approvalId, decision) ?? "tooLate";
    if (outcome !== "applied") return outcome;
    this.#decidedBy[approvalId] = by;
    // Without Redis, or without the lock, it is carried out all the same.
    await this.#store().catch(() => false);
    return outcome;
  }

  abort(reason: Error): void {
    this.#end.abort(reason);
  }

  /** Of an attempt that was aborted, the error may be any that this led to. */
  whyEnded(error: unknown): unknown {
    return this.signal.aborted && !(error instanceof SetAsideError) ? this.signal.reason : error;
  }

  /** Nothing waits for a decision any more: tells so, and waits until all is told. */
  async finish(): Promise<void> {
    if (this.#told !== undefined && this.#told.pending.length > 0)
      this.report({ ...this.#told, pending: [] });
    await this.#telling;
    this.#hasEnded();
  }
}

function isProgress(progress: unknown): progress is JobProgress {
  return typeof progress === "object" && progress !== null && "pending" in progress;
}

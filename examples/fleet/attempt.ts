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
  /** Who decided, by `approvalId`. */
  readonly decidedBy: Record<string, string> = {};
  readonly #options: AttemptOptions;
  readonly #end = new AbortController();
  #hasEnded: () => void = () => undefined;
  #decide: Decide | undefined;
  #told: JobProgress | undefined;
  #untold: JobProgress | undefined;
  #telling: Promise<void> | undefined;

  constructor(options: AttemptOptions) {
    const { progress } = options.job;
    this.#options = options;
    this.signal = this.#end.signal;
    this.ended = new Promise((resolve) => (this.#hasEnded = resolve));
    // Of an attempt whose worker was lost, this is what it told last.
    if (isProgress(progress)) this.#told = progress;
  }

  async save(checkpoint: Checkpoint | undefined): Promise<void> {
    const { job, store } = this.#options;
    const { job: wanted } = job.data;
    const isStored = await store(checkpoint === undefined ? { job: wanted } : { job: wanted, checkpoint });
    if (!isStored) throw new Error(`Job ${job.id ?? ""} is no longer this attempt's: its lock was lost.`);
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

  /** Hands on a person's decision. */
  decide({ approvalId, decision, by }: DecisionData): DecisionOutcome {
    const outcome = this.#decide?.(approvalId, decision) ?? "tooLate";
    if (outcome === "applied") this.decidedBy[approvalId] = by;
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

// The jobs that are worked on, and what they wait for.
import type { PendingView } from "../../approval-console/view.js";
import type { JobProgress } from "../job.js";

/** A request of a job that a worker works on. */
export interface Asked {
  readonly jobId: string;
  readonly worker: string;
  readonly request: PendingView;
}

/** So many requests that nobody waits for any more are still known, for whoever decides about them a moment too late. */
const GONE = 1_000;

export class ActiveJobs {
  /** What was told last of each, by worker: one that has lost its job may not know yet. */
  readonly #told = new Map<string, Map<string, JobProgress>>();
  readonly #gone = new Map<string, Asked>();

  /** What waits for a decision; what is declined first comes first. */
  get asked(): readonly Asked[] {
    return [...this.#told.keys()]
      .flatMap((jobId) => this.#askedBy(jobId))
      .sort((a, b) => a.request.declinedAtMs - b.request.declinedAtMs);
  }

  /** A request, and whether a job waits for it. */
  find(approvalId: string): (Asked & { readonly isPending: boolean }) | undefined {
    const asked = this.asked.find(({ request }) => request.approvalId === approvalId);
    if (asked !== undefined) return { ...asked, isPending: true };
    const gone = this.#gone.get(approvalId);
    return gone && { ...gone, isPending: false };
  }

  /** An attempt begins: nobody waits for what the one before it has requested. */
  begin(jobId: string): void {
    this.end(jobId);
    this.#told.set(jobId, new Map());
  }

  /** What is told of a job that is over does not count. */
  tell(jobId: string, progress: unknown): void {
    if (!isProgress(progress)) return;
    this.#keepGone(jobId);
    this.#told.get(jobId)?.set(progress.worker, progress);
  }

  end(jobId: string): void {
    this.#keepGone(jobId);
    this.#told.delete(jobId);
  }

  /** These are all that there are. */
  replace(jobs: readonly (readonly [jobId: string, progress: unknown])[]): void {
    for (const jobId of [...this.#told.keys()]) this.end(jobId);
    for (const [jobId, progress] of jobs) {
      this.begin(jobId);
      this.tell(jobId, progress);
    }
  }

  #askedBy(jobId: string): readonly Asked[] {
    const told = [...(this.#told.get(jobId)?.values() ?? [])];
    return told.flatMap(({ worker, pending }) => pending.map((request) => ({ jobId, worker, request })));
  }

  #keepGone(jobId: string): void {
    for (const asked of this.#askedBy(jobId)) this.#gone.set(asked.request.approvalId, asked);
    for (const oldest of this.#gone.keys()) {
      if (this.#gone.size <= GONE) return;
      this.#gone.delete(oldest);
    }
  }
}

function isProgress(told: unknown): told is JobProgress {
  return typeof told === "object" && told !== null && "worker" in told && "pending" in told;
}

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
  /** What each told last, if it has told anything. */
  #progress = new Map<string, JobProgress | undefined>();
  readonly #gone = new Map<string, Asked>();

  /** What waits for a decision; what is declined first comes first. */
  get asked(): readonly Asked[] {
    return [...this.#progress]
      .flatMap(([jobId, progress]) => askedIn(jobId, progress))
      .sort((a, b) => a.request.declinedAtMs - b.request.declinedAtMs);
  }

  /** A request, and whether a job waits for it. */
  find(approvalId: string): (Asked & { readonly isPending: boolean }) | undefined {
    const asked = this.asked.find(({ request }) => request.approvalId === approvalId);
    if (asked !== undefined) return { ...asked, isPending: true };
    const gone = this.#gone.get(approvalId);
    return gone && { ...gone, isPending: false };
  }

  /** They are these, whatever was told before. */
  replace(jobs: Iterable<readonly [jobId: string, progress: unknown]>): void {
    for (const jobId of this.#progress.keys()) this.end(jobId);
    for (const [jobId, progress] of jobs)
      this.#progress.set(jobId, isProgress(progress) ? progress : undefined);
  }

  /** An attempt begins: nobody waits for what the one before it has asked. */
  begin(jobId: string): void {
    this.#forget(jobId);
    this.#progress.set(jobId, undefined);
  }

  tell(jobId: string, progress: unknown): void {
    // A worker that has lost its job may not know yet.
    if (!this.#progress.has(jobId) || !isProgress(progress)) return;
    this.#forget(jobId);
    this.#progress.set(jobId, progress);
  }

  end(jobId: string): void {
    this.#forget(jobId);
    this.#progress.delete(jobId);
  }

  #forget(jobId: string): void {
    for (const asked of askedIn(jobId, this.#progress.get(jobId)))
      this.#gone.set(asked.request.approvalId, asked);
    for (const oldest of this.#gone.keys()) {
      if (this.#gone.size <= GONE) return;
      this.#gone.delete(oldest);
    }
  }
}

function askedIn(jobId: string, progress: JobProgress | undefined): readonly Asked[] {
  if (progress === undefined) return [];
  const { worker, pending } = progress;
  return pending.map((request) => ({ jobId, worker, request }));
}

function isProgress(told: unknown): told is JobProgress {
  return typeof told === "object" && told !== null && "worker" in told && "pending" in told;
}

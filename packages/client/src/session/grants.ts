import type { ApprovalEvent } from "../approvals/event.js";
import type { ApprovalRequest } from "../approvals/request.js";
import { forgottenGrant, grantedBy } from "../approvals/session-grant.js";
import { bringsFullAccess, isFullAccess, type GrantUnder } from "../settings/beyond-grants.js";
import type { ThreadSettings } from "../settings/thread-settings.js";
import type { ThreadRecords } from "./thread-records.js";

/** Of how many threads grants are remembered that nobody has a handle of. */
const maxThreads = 1000;

/** What handlers of this client have allowed for the session of each thread, until it is unloaded. */
export class Grants {
  readonly #byThread = new Map<string, GrantUnder[]>();
  /** What is being asked, by approval. */
  readonly #asked = new Map<string, ApprovalRequest>();
  readonly #records: Pick<ThreadRecords, "get" | "turnOf">;
  /** Since when threads have had full access, in milliseconds since the Unix epoch, whatever they had later. */
  readonly #fullAccess = new Map<string, number>();
  #hasForgotten = false;

  /** @param records Those of this client: the grants of a thread that has one are never forgotten. */
  constructor(records: Pick<ThreadRecords, "get" | "turnOf">) {
    this.#records = records;
  }

  /** Takes a step of an approval. */
  receive(event: ApprovalEvent): void {
    const { approvalId, threadId } = event;
    if (event.type === "requested" && event.of === "client") this.#asked.set(approvalId, event.request);
    if (event.type === "resolved") this.#asked.delete(approvalId);
    const request = this.#asked.get(approvalId);
    if (request === undefined || event.type !== "decided" || event.by !== "handler") return;
    const granted = grantedBy(request, event.decision, event);
    if (granted === undefined) return;
    const grants = this.#byThread.get(threadId) ?? [];
    this.#byThread.delete(threadId);
    this.#byThread.set(threadId, [...grants, { ...granted, ...this.#accessOf(event) }]);
    this.#forgetOldest(this.#byThread);
  }

  /** Takes note of what comes in force on a thread. */
  inForce(threadId: string): (settings: ThreadSettings) => void {
    return ({ sandbox }) => {
      if (isFullAccess(sandbox)) this.#hasFullAccess(threadId);
    };
  }

  /** Takes note of the params of a turn, of which the server need not tell. */
  brought(threadId: string, params: unknown): void {
    if (bringsFullAccess(params)) this.#hasFullAccess(threadId);
  }

  /** Since when a thread has had full access, now or before, in milliseconds since the Unix epoch; `undefined` where it never had. */
  fullAccessSince(threadId: string): number | undefined {
    return this.#fullAccess.get(threadId);
  }

  of(threadId: string): readonly GrantUnder[] {
    return this.#byThread.get(threadId) ?? [];
  }

  /** A stored thread was opened of which this client had no record: what it was granted may have been forgotten. */
  found(threadId: string): void {
    if (this.#hasForgotten && !this.#byThread.has(threadId))
      this.#byThread.set(threadId, [{ ...forgottenGrant, under: undefined, profile: undefined }]);
  }

  /** The thread is not loaded any more. */
  threadClosed(threadId: string): void {
    this.#byThread.delete(threadId);
    this.#fullAccess.delete(threadId);
  }

  /** What the thread did at the end was taken back, and the runtime asks again about all of it. */
  threadReverted(threadId: string): void {
    this.#byThread.delete(threadId);
  }

  /** The threads that have any. */
  get threads(): Iterable<string> {
    return [...this.#byThread.keys(), ...this.#fullAccess.keys()];
  }

  /** What is in force where something is granted: a turn of one's own has its sandbox, whatever others do to the thread meanwhile. */
  #accessOf({ threadId, turnId }: ApprovalEvent): Pick<GrantUnder, "under" | "profile"> {
    const turn = turnId === null ? undefined : this.#records.turnOf(turnId);
    const confirmed = this.#records.get(threadId)?.settings.confirmed;
    return { under: turn?.desired.sandbox?.policy ?? confirmed?.sandbox, profile: confirmed?.profile };
  }

  #hasFullAccess(threadId: string): void {
    if (this.#fullAccess.has(threadId)) return;
    this.#fullAccess.set(threadId, Date.now());
    this.#forgetOldest(this.#fullAccess);
  }

  #forgetOldest(kept: Map<string, unknown>): void {
    if (kept.size <= maxThreads) return;
    for (const threadId of kept.keys()) {
      if (this.#records.get(threadId) !== undefined) continue;
      kept.delete(threadId);
      this.#hasForgotten = true;
      return;
    }
  }
}

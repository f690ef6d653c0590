// What was decided, by whom, for those who look at the page later.
import type { ApprovalDecided, ApprovalEvent, ApprovalsMissed } from "@codex-typed/client";
import { summaryOf, visible, type TrailRow } from "./view.js";

/** As many as a person looks back at. */
const LENGTH = 100;

export class Trail {
  readonly #titles = new Map<string, string>();
  #rows: readonly TrailRow[] = [];

  /** The newest first. */
  get rows(): readonly TrailRow[] {
    return this.#rows;
  }

  /** Takes in what happens, until the client is closed. */
  async follow(events: AsyncIterable<ApprovalEvent | ApprovalsMissed>, changed: () => void): Promise<void> {
    for await (const event of events) {
      if (event.type === "missed") continue;
      const { approvalId, atMs } = event;
      if (event.type === "requested") {
        this.#titles.set(approvalId, event.of === "client" ? summaryOf(event.request) : event.action.type);
        continue;
      }
      const title = this.#titles.get(approvalId) ?? "Something that nobody was asked about";
      if (event.type === "decided") {
        this.#add({ approvalId, title, atMs, allowed: event.allowed, outcome: outcomeOf(event) });
      } else {
        this.#titles.delete(approvalId);
        if (event.how !== "decided")
          this.#add({ approvalId, title, atMs, allowed: false, outcome: OTHER_ENDS[event.how] });
      }
      changed();
    }
  }

  #add(row: TrailRow): void {
    this.#rows = [row, ...this.#rows].slice(0, LENGTH);
  }
}

const OTHER_ENDS = {
  elsewhere: "answered by another client",
  withdrawn: "no longer asked: the turn is over",
  connectionEnded: "no longer asked: the runtime is gone",
} as const;

const MORE = new Map([
  ["acceptForSession", ", for the session"],
  ["cancel", ", and the turn stopped"],
]);

function outcomeOf(event: ApprovalDecided): string {
  const verdict = event.allowed ? "allowed" : "declined";
  if (event.by === "handler") {
    if (typeof event.decision !== "string") return "answered here";
    return `${verdict} here${MORE.get(event.decision) ?? ""}`;
  }
  if (event.by === "default" && event.reason === "timedOut") return "declined: nobody decided in time";
  return visible(`${verdict} by ${event.by === "default" ? `the client (${event.reason})` : event.by}`);
}

import type { HookCompletedNotification, HookRunSummary, ThreadItem } from "../generated/types.js";
import type { ApprovalEvent } from "./event.js";
import type { ApprovalLog } from "./log.js";
import { isRefused, keyOf } from "./policy.js";

/** An item that hooks were asked about, and that is not known to be decided. */
interface Undecided {
  readonly threadId: string;
  readonly turnId: string;
  readonly itemId: string;
  readonly hooks: HookRunSummary[];
  /** Whether the item was started after its hooks: then they, or somebody who was asked, have let it. */
  hasStarted: boolean;
}

/**
 * What hooks decide before anybody is asked, as far as the runtime tells. It says of a hook that it denied. One that allowed and one that had
 * no opinion look the same in `hook/completed`: after the first the item goes on, after the second somebody is asked.
 */
export class HookDecisions {
  readonly #log: ApprovalLog;
  readonly #undecided = new Map<string, Undecided>();

  constructor(log: ApprovalLog) {
    this.#log = log;
    log.subscribe((event) => {
      this.#note(event);
    });
  }

  /** A hook has run. */
  ran({ run, threadId, turnId }: HookCompletedNotification): void {
    const itemId = itemOf(run);
    if (turnId == null || itemId === undefined) return;
    const key = keyOf(threadId, itemId);
    if (run.status === "blocked" && decides.has(run.eventName)) {
      this.#undecided.delete(key);
      this.#decide({ threadId, turnId, itemId, hooks: [run] }, false);
    } else if (run.status === "completed" && run.eventName === "permissionRequest") {
      const known = this.#undecided.get(key);
      if (known === undefined)
        this.#undecided.set(key, { threadId, turnId, itemId, hooks: [run], hasStarted: false });
      else known.hooks.push(run);
    }
  }

  /** An item was started: the answer that a hook gave for it, or a request to somebody else, comes next. */
  started(threadId: string, item: ThreadItem): void {
    const undecided = this.#undecided.get(keyOf(threadId, item.id));
    if (undecided !== undefined) undecided.hasStarted = true;
  }

  /** An item is over. What nobody was asked about, and was not refused, its hooks have allowed. */
  completed(threadId: string, item: ThreadItem): void {
    const key = keyOf(threadId, item.id);
    const undecided = this.#undecided.get(key);
    if (undecided === undefined) return;
    this.#undecided.delete(key);
    if (!isRefused(item)) this.#decide(undecided, true);
  }

  /** A turn is over: what goes on after it was allowed. */
  turnEnded(turnId: string): void {
    const ofTurn = [...this.#undecided.values()].filter((undecided) => undecided.turnId === turnId);
    this.end((facts) => facts.turnId === turnId);
    for (const undecided of ofTurn) if (undecided.hasStarted) this.#decide(undecided, true);
  }

  /** Nothing more will be told of what `concerns` picks. */
  end(concerns: (facts: Undecided) => boolean): void {
    for (const [key, undecided] of this.#undecided) if (concerns(undecided)) this.#undecided.delete(key);
  }

  #decide({ threadId, turnId, itemId, hooks }: Omit<Undecided, "hasStarted">, allowed: boolean): void {
    const facts = { approvalId: crypto.randomUUID(), threadId, turnId, itemId };
    this.#log.append({ ...facts, type: "decided", by: "hook", allowed, hooks });
  }

  #note(event: ApprovalEvent): void {
    if (event.type === "requested" && event.itemId !== null)
      this.#undecided.delete(keyOf(event.threadId, event.itemId));
  }
}

/** The events at which a hook may refuse an action. */
const decides: ReadonlySet<string> = new Set(["permissionRequest", "preToolUse"]);

/** The item that a hook ran for: its run is named by its event, its place, its file, and the item. */
function itemOf({ id, sourcePath }: HookRunSummary): string | undefined {
  const start = id.indexOf(`:${sourcePath}:`);
  return start < 0 ? undefined : id.slice(start + sourcePath.length + 2) || undefined;
}

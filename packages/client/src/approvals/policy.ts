import type { ThreadItem } from "../generated/types.js";
import type { ApprovalEvent } from "./event.js";
import type { ApprovalLog } from "./log.js";

/** What the runtime refuses without asking anybody, where it says so: by an item that nobody was asked about. */
export class PolicyRefusals {
  readonly #log: ApprovalLog;
  /** Items that somebody was asked about, or that a hook decided about → their turns. */
  readonly #asked = new Map<string, string>();

  constructor(log: ApprovalLog) {
    this.#log = log;
    log.subscribe((event) => {
      this.#note(event);
    });
  }

  completed(threadId: string, turnId: string, item: ThreadItem): void {
    if (this.#asked.delete(keyOf(threadId, item.id)) || !isRefused(item)) return;
    const facts = { approvalId: crypto.randomUUID(), threadId, turnId, itemId: item.id };
    this.#log.append({ ...facts, type: "decided", by: "policy", allowed: false, item });
  }

  turnEnded(turnId: string): void {
    for (const [key, owner] of this.#asked) if (owner === turnId) this.#asked.delete(key);
  }

  #note(event: ApprovalEvent): void {
    const isDecidedFirst = event.type === "requested" || (event.type === "decided" && event.by === "hook");
    if (isDecidedFirst && event.itemId !== null && event.turnId !== null)
      this.#asked.set(keyOf(event.threadId, event.itemId), event.turnId);
  }
}

/** Whether the runtime says that nothing came of an item because it was not allowed. */
export function isRefused(item: ThreadItem): boolean {
  switch (item.type) {
    case "commandExecution":
    case "fileChange":
      return item.status === "declined";
    case "mcpToolCall":
      // There is no status for it: the runtime says it in these words.
      return (
        item.status === "failed" && item.error?.message.startsWith("MCP tool call requires approval") === true
      );
    default:
      return false;
  }
}

/** The model names items, so that two threads may use one name. */
export function keyOf(threadId: string, itemId: string): string {
  return `${threadId}/${itemId}`;
}

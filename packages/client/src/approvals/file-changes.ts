import type { FileUpdateChange, ThreadItem } from "../generated/types.js";
import { keyOf } from "./policy.js";

interface Noted {
  readonly threadId: string;
  readonly turnId: string;
  readonly changes: readonly FileUpdateChange[];
}

/** The changes of each file-change item under way: its approval request names only the item. */
export class FileChanges {
  readonly #byItem = new Map<string, Noted>();

  started(threadId: string, turnId: string, item: ThreadItem): void {
    // One of another runtime version may leave them out; they are then as unknown as those of before this client listened.
    if (item.type === "fileChange" && Array.isArray(item.changes))
      this.#byItem.set(keyOf(threadId, item.id), { threadId, turnId, changes: item.changes });
  }

  completed(threadId: string, item: ThreadItem): void {
    this.#byItem.delete(keyOf(threadId, item.id));
  }

  /** What has not completed by now never will. */
  turnEnded(turnId: string): void {
    for (const [key, noted] of this.#byItem) if (noted.turnId === turnId) this.#byItem.delete(key);
  }

  threadClosed(threadId: string): void {
    for (const [key, noted] of this.#byItem) if (noted.threadId === threadId) this.#byItem.delete(key);
  }

  /** Whether an item was seen to start. */
  knows(threadId: string, itemId: string): boolean {
    return this.#byItem.has(keyOf(threadId, itemId));
  }

  /** The changes of an item; none where it was not seen to start. */
  of(threadId: string, itemId: string): readonly FileUpdateChange[] {
    return this.#byItem.get(keyOf(threadId, itemId))?.changes ?? [];
  }
}

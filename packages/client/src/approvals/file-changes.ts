import type { FileUpdateChange, ServerNotification } from "../generated/types.js";

/** The changes of each file-change item under way: its approval request names only the item. */
export class FileChanges {
  readonly #byItem = new Map<string, readonly FileUpdateChange[]>();

  /** Learns from what the server tells. */
  observe(notification: ServerNotification): void {
    if (notification.method !== "item/started" && notification.method !== "item/completed") return;
    const { item } = notification.params;
    if (item.type !== "fileChange") return;
    if (notification.method === "item/started") this.#byItem.set(item.id, item.changes);
    else this.#byItem.delete(item.id);
  }

  /** The changes of an item; none where it was not seen to start. */
  of(itemId: string): readonly FileUpdateChange[] {
    return this.#byItem.get(itemId) ?? [];
  }
}

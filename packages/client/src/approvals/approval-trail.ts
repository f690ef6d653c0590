import type { ApprovalEvent, ApprovalsMissed } from "./approval-event.js";
import { ApprovalFeed } from "./approval-feed.js";

/** An event as those who learn of it say it; the time is put to it here. */
export type UntimedEvent = ApprovalEvent extends infer Event
  ? Event extends ApprovalEvent
    ? Omit<Event, "atMs">
    : never
  : never;

/** Tells whoever wants to know what was asked, who decided what, and that it is over. */
export class ApprovalTrail {
  readonly #listeners = new Set<(event: ApprovalEvent) => void>();
  readonly #feeds = new Set<ApprovalFeed>();
  #ended = false;

  tell(untimed: UntimedEvent): void {
    // A copy: who is told of a request or of a decision cannot change what is granted or sent.
    const event = structuredClone({ ...untimed, atMs: Date.now() }) as ApprovalEvent;
    for (const listener of this.#listeners) listener(event);
    for (const feed of this.#feeds) feed.push(event);
  }

  /** Calls back with each event from now on, on the reading path, until disposed. */
  listen(listener: (event: ApprovalEvent) => void): Disposable {
    this.#listeners.add(listener);
    return {
      [Symbol.dispose]: () => {
        this.#listeners.delete(listener);
      },
    };
  }

  /** The events from now on, for one reader. */
  feed(): AsyncIterable<ApprovalEvent | ApprovalsMissed> {
    const feed = new ApprovalFeed(() => {
      this.#feeds.delete(feed);
    });
    if (this.#ended) feed.end();
    else this.#feeds.add(feed);
    return feed;
  }

  /** There will be no more events. */
  end(): void {
    this.#ended = true;
    for (const feed of this.#feeds) feed.end();
    this.#feeds.clear();
  }
}

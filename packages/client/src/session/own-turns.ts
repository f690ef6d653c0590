import type { ThreadRecords } from "./thread-records.js";

/** The turns that this client has started: by handles and their goals, which the records know, and by raw calls. */
export class OwnTurns {
  readonly #records: ThreadRecords;
  /** Turns that run, and that raw calls have started → their threads. */
  readonly #raw = new Map<string, string>();
  /** Threads where the server starts turns by itself, because a raw call has set a goal or put something into the queue. */
  readonly #setGoing = new Set<string>();

  constructor(records: ThreadRecords) {
    this.#records = records;
  }

  /** A raw call has started a turn. */
  named(threadId: string, turnId: string): void {
    this.#raw.set(turnId, threadId);
  }

  /** A raw call has the server start turns on a thread, and nothing will name them. */
  setGoing(threadId: string): void {
    this.#setGoing.add(threadId);
  }

  /** Whether a turn is this client's; `null`: whether the one is that runs on the thread. */
  owns(threadId: string, turnId: string | null): boolean {
    if (this.#setGoing.has(threadId) || this.#records.get(threadId)?.owns(turnId) === true) return true;
    return turnId === null ? [...this.#raw.values()].includes(threadId) : this.#raw.has(turnId);
  }

  /** The thread of a turn that is this client's. */
  threadOf(turnId: string): string | undefined {
    return this.#raw.get(turnId) ?? this.#records.all.find((record) => record.owns(turnId))?.id;
  }

  turnEnded(turnId: string): void {
    this.#raw.delete(turnId);
  }

  /** Nothing more will be told of a thread. */
  threadClosed(threadId: string): void {
    this.#setGoing.delete(threadId);
    for (const [turnId, owner] of this.#raw) if (owner === threadId) this.#raw.delete(turnId);
  }
}

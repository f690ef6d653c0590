import type { SetGoing } from "./set-going.js";
import type { ThreadRecords } from "./thread-records.js";

/** The turns that this client has started: by handles and their goals, which the records know, and by raw calls. */
export class OwnTurns {
  readonly #records: ThreadRecords;
  /** Turns that run, and that raw calls have started → their threads. */
  readonly #raw = new Map<string, string>();
  /** Where the server starts turns by itself, because a raw call has set a goal or put something into the queue. */
  readonly going: SetGoing | undefined;

  /** @param Going Of a server that others share: else all turns are this client's. */
  constructor(records: ThreadRecords, Going?: typeof SetGoing) {
    this.#records = records;
    if (Going !== undefined)
      this.going = new Going((threadId, turnId) => {
        this.named(threadId, turnId);
      });
  }

  /** A raw call has started a turn. */
  named(threadId: string, turnId: string): void {
    this.#raw.set(turnId, threadId);
  }

  /** Whether a turn is this client's; `null`: whether the one is that runs on the thread. */
  owns(threadId: string, turnId: string | null): boolean {
    if (this.#records.get(threadId)?.owns(turnId) === true) return true;
    const isRaw = turnId === null ? [...this.#raw.values()].includes(threadId) : this.#raw.has(turnId);
    return isRaw || this.going?.owns(threadId, turnId) === true;
  }

  /** The thread of a turn that is this client's. */
  threadOf(turnId: string): string | undefined {
    return this.#raw.get(turnId) ?? this.#records.all.find((record) => record.owns(turnId))?.id;
  }

  turnEnded(turnId: string): void {
    this.going?.turnEnded(turnId, this.#raw.get(turnId));
    this.#raw.delete(turnId);
  }

  /** Nothing more will be told of a thread. */
  threadClosed(threadId: string): void {
    this.going?.threadClosed(threadId);
    for (const [turnId, owner] of this.#raw) if (owner === threadId) this.#raw.delete(turnId);
  }
}

import type { ThreadItem } from "../generated/types.js";
import type { ThreadRecords } from "./thread-records.js";

/** Why the server starts turns on a thread by this client's wish, which nothing names. */
interface SetGoing {
  /** A goal that a raw call has set: `ended` until the turn is over that may have begun for it. */
  goal: "active" | "ended" | undefined;
  /** The ids of the messages that raw calls have put into the queue, until a turn begins with them. */
  readonly queued: Set<string>;
  /** Turns that began since, and of which no item was told. */
  readonly begun: Set<string>;
  /** Turns that ran before, and those that began with a message of somebody else's. */
  readonly foreign: Set<string>;
}

/** The turns that this client has started: by handles and their goals, which the records know, and by raw calls. */
export class OwnTurns {
  readonly #records: ThreadRecords;
  /** Turns that run, and that raw calls have started → their threads. */
  readonly #raw = new Map<string, string>();
  /** What raw calls have set going, by thread. Of a turn whose beginning was not heard it is not known whose it is: it counts as own. */
  readonly #setGoing = new Map<string, SetGoing>();

  constructor(records: ThreadRecords) {
    this.#records = records;
  }

  /** A raw call has started a turn. */
  named(threadId: string, turnId: string): void {
    this.#raw.set(turnId, threadId);
  }

  /** A raw call puts a message into the queue of a thread: its turn may be told before the answer. */
  queued(threadId: string, messageId: string, ranBefore: readonly string[]): void {
    this.#going(threadId, ranBefore).queued.add(messageId);
  }

  /** The message did not come into the queue. */
  notQueued(threadId: string, messageId: string): void {
    this.#setGoing.get(threadId)?.queued.delete(messageId);
    this.#tidy(threadId);
  }

  /** A raw call has set a goal. */
  goalSet(threadId: string, ranBefore: readonly string[]): void {
    this.#going(threadId, ranBefore).goal = "active";
  }

  /** The server tells of the goal of a thread, whoever set it. */
  goalTold(threadId: string, isActive: boolean): void {
    const going = this.#setGoing.get(threadId);
    if (going?.goal === undefined) return;
    if (!isActive) going.goal = "ended";
    // Somebody else has set another.
    else if (going.goal === "ended") going.goal = undefined;
    this.#tidy(threadId);
  }

  turnStarted(threadId: string, turnId: string): void {
    this.#setGoing.get(threadId)?.begun.add(turnId);
  }

  /** An item of a turn was told. The first is the message that started the turn; one that the server starts for a goal has none. */
  itemTold(threadId: string, turnId: string, item: ThreadItem): void {
    const going = this.#setGoing.get(threadId);
    if (going === undefined) return;
    const isFirst = going.begun.delete(turnId);
    const messageId = item.type === "userMessage" ? item.clientId : undefined;
    if (messageId != null && going.queued.delete(messageId)) {
      this.named(threadId, turnId);
      return this.#tidy(threadId);
    }
    if (!isFirst) return;
    // A runtime of another version may not give the id back.
    if (item.type === "userMessage" && (messageId != null || going.queued.size === 0))
      going.foreign.add(turnId);
    else this.named(threadId, turnId);
  }

  /** Whether a turn is this client's; `null`: whether the one is that runs on the thread. */
  owns(threadId: string, turnId: string | null): boolean {
    if (this.#records.get(threadId)?.owns(turnId) === true) return true;
    const isRaw = turnId === null ? [...this.#raw.values()].includes(threadId) : this.#raw.has(turnId);
    const going = this.#setGoing.get(threadId);
    if (isRaw || going === undefined) return isRaw;
    return turnId === null ? going.foreign.size === 0 : !going.foreign.has(turnId);
  }

  /** The thread of a turn that is this client's. */
  threadOf(turnId: string): string | undefined {
    return this.#raw.get(turnId) ?? this.#records.all.find((record) => record.owns(turnId))?.id;
  }

  turnEnded(turnId: string): void {
    const owner = this.#raw.get(turnId);
    this.#raw.delete(turnId);
    for (const [threadId, going] of this.#setGoing) {
      const isKnown = [going.begun.delete(turnId), going.foreign.delete(turnId)].includes(true);
      if (going.goal !== "ended" || (!isKnown && owner !== threadId)) continue;
      going.goal = undefined;
      this.#tidy(threadId);
    }
  }

  /** The connection broke: how turns begin meanwhile is not heard. */
  dropped(): void {
    for (const { begun } of this.#setGoing.values()) begun.clear();
  }

  /** Nothing more will be told of a thread. */
  threadClosed(threadId: string): void {
    this.#setGoing.delete(threadId);
    for (const [turnId, owner] of this.#raw) if (owner === threadId) this.#raw.delete(turnId);
  }

  #going(threadId: string, ranBefore: readonly string[]): SetGoing {
    const known = this.#setGoing.get(threadId);
    if (known !== undefined) return known;
    const going: SetGoing = {
      goal: undefined,
      queued: new Set(),
      begun: new Set(),
      foreign: new Set(ranBefore),
    };
    this.#setGoing.set(threadId, going);
    return going;
  }

  #tidy(threadId: string): void {
    const going = this.#setGoing.get(threadId);
    if (going?.goal === undefined && going?.queued.size === 0) this.#setGoing.delete(threadId);
  }
}

import { AsyncQueue, NewestBacklog, type Backlog } from "../lib/async-queue.js";
import { Emitter } from "../lib/emitter.js";
import type { Holders } from "../lib/holders.js";
import type { ApprovalEvent, ApprovalsMissed } from "./event.js";

/** An event as those who learn of it say it; time, version, and whose subagent it concerns, are put to it here. */
export type UntimedEvent = ApprovalEvent extends infer Event
  ? Event extends ApprovalEvent
    ? Omit<Event, "atMs" | "schemaVersion" | "parentThreadId">
    : never
  : never;

type Entry = ApprovalEvent | ApprovalsMissed;

const SCHEMA_VERSION = 1;

/** How many events wait for a reader: hours of a person's approvals, and some megabytes where each shows a patch. */
const CAPACITY = 1000;

/** Lets whoever subscribes or reads know what was asked, who decided what, and that it is over. */
export class ApprovalLog {
  readonly #parentOf: (threadId: string) => string | undefined;
  readonly #emitter = new Emitter<ApprovalEvent>();
  /** Readers that have not begun: one that is gone before it does leaves nothing behind. */
  readonly #waiting = new Set<WeakRef<AsyncQueue<Entry>>>();
  readonly #reading = new Set<AsyncQueue<Entry>>();
  #hasEnded = false;

  /** @param parentOf The thread that started a subagent's. */
  constructor(parentOf: (threadId: string) => string | undefined) {
    this.#parentOf = parentOf;
  }

  append(untimed: UntimedEvent): void {
    const parentThreadId = this.#parentOf(untimed.threadId);
    const link = parentThreadId === undefined ? {} : { parentThreadId };
    // A copy: who is told of a request or of a decision cannot change what is granted or sent.
    const event = structuredClone({
      schemaVersion: SCHEMA_VERSION,
      ...untimed,
      ...link,
      atMs: Date.now(),
    }) as ApprovalEvent;
    this.#emitter.emit(event);
    for (const reader of this.#reading) reader.push(event);
    for (const reference of this.#waiting) {
      const reader = reference.deref();
      if (reader === undefined) this.#waiting.delete(reference);
      else reader.push(event);
    }
  }

  /** Calls back with each event from now on, on the reading path, until disposed. */
  subscribe(listener: (event: ApprovalEvent) => void): Disposable {
    return this.#emitter.subscribe(listener);
  }

  /**
   * The events from now on, for one reader.
   *
   * @param holders Held while it reads.
   */
  events(holders: Holders): AsyncIterable<Entry> {
    const reader: AsyncQueue<Entry> = new AsyncQueue<Entry>({
      backlog: () => new EventBacklog(),
      onEnter: () => {
        if (!this.#waiting.delete(reference)) return;
        this.#reading.add(reader);
        holders.hold(reader);
      },
      onLeave: () => {
        this.#reading.delete(reader);
        holders.release(reader);
      },
    });
    const reference = new WeakRef(reader);
    if (this.#hasEnded) reader.end();
    else this.#waiting.add(reference);
    return reader;
  }

  /** There will be no more events. */
  end(): void {
    this.#hasEnded = true;
    for (const reference of this.#waiting) reference.deref()?.end();
    for (const reader of this.#reading) reader.end();
    this.#waiting.clear();
    this.#reading.clear();
  }
}

/** Beyond the capacity the oldest events give way to their number. */
class EventBacklog implements Backlog<Entry> {
  readonly #events = new NewestBacklog<Entry>(CAPACITY);

  push(event: Entry): void {
    this.#events.push(event);
  }

  shift(): Entry | undefined {
    const count = this.#events.takeDropped();
    return count > 0 ? { schemaVersion: SCHEMA_VERSION, type: "missed", count } : this.#events.shift();
  }
}

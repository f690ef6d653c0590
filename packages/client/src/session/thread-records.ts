import type { HandlerOf } from "../approvals/handler.js";
import { ThreadActivity } from "./thread-activity.js";
import type { Residue } from "./subscription.js";
import type { ThreadRecord } from "./thread-record.js";
import type { TurnRecord } from "./turn-record.js";

/** How many threads leave something behind that a later resume must know. */
const maxResidues = 1000;

interface Kept {
  readonly reference: WeakRef<ThreadRecord>;
  readonly residue: Residue;
  /** The record, while something goes on: a strong reference, and a quick one. */
  inUse: ThreadRecord | undefined;
}

/**
 * The records of a client's threads. A record lives as long as somebody holds a handle of its thread, or something goes on there;
 * what ended leaves nothing behind.
 */
export class ThreadRecords {
  readonly #byId = new Map<string, Kept>();
  /** What goes on in threads that were not opened, or whose handles are gone. */
  readonly #activities = new Map<string, ThreadActivity>();
  readonly #watchers = new Map<object, ThreadActivity>();
  readonly #residues = new Map<string, Residue>();
  readonly #collected = new FinalizationRegistry<Residue>((residue) => {
    const { id } = residue;
    if (this.get(id) !== undefined) return;
    this.#byId.delete(id);
    this.#leave(residue);
  });

  get(id: string): ThreadRecord | undefined {
    const kept = this.#byId.get(id);
    return kept?.inUse ?? kept?.reference.deref();
  }

  /** Who decides about a thread instead of the client's handler. Where its own is gone with its handle, nobody does. */
  handlerOf(id: string): HandlerOf | undefined {
    const record = this.get(id);
    if (record !== undefined) return record.callbacks.handler;
    return this.residueOf(id)?.declines === true ? () => undefined : undefined;
  }

  /** Every record that somebody holds, or that is in use. */
  get all(): readonly ThreadRecord[] {
    return [...this.#byId.values()].flatMap(({ reference }) => reference.deref() ?? []);
  }

  /** The turn of that id, if a record follows it. */
  turnOf(turnId: string): TurnRecord | undefined {
    for (const { turns } of this.all) for (const turn of turns) if (turn.id === turnId) return turn;
    return undefined;
  }

  /** What goes on in a thread, opened or not. */
  activityOf(id: string): ThreadActivity {
    const known = this.knownActivityOf(id);
    if (known !== undefined) return known;
    const activity: ThreadActivity = new ThreadActivity(() => {
      const record = this.get(id);
      if (record?.activity === activity) {
        if (activity.isIdle) record.release(activity);
        else record.use(activity, false);
      } else this.#tidy(id, activity);
    });
    this.#activities.set(id, activity);
    return activity;
  }

  /** The activity of a thread, if anything is known of it. */
  knownActivityOf(id: string): ThreadActivity | undefined {
    return this.get(id)?.activity ?? this.#activities.get(id);
  }

  /** Keeps what goes on in a thread, opened or not, until disposed: while a request is under way that opens it. */
  watch(id: string): Disposable & { readonly activity: ThreadActivity } {
    const activity = this.activityOf(id);
    const watcher = {};
    this.#watchers.set(watcher, activity);
    return {
      activity,
      [Symbol.dispose]: () => {
        this.#watchers.delete(watcher);
        this.#tidy(id, activity);
      },
    };
  }

  /** Whether somebody has an open handle of the thread, or is about to: a request is under way that opens it. */
  isTaken({ id, hasHandles }: ThreadRecord): boolean {
    const activity = this.knownActivityOf(id);
    return hasHandles || [...this.#watchers.values()].some((watched) => watched === activity);
  }

  #tidy(id: string, activity: ThreadActivity): void {
    if (activity.isIdle && ![...this.#watchers.values()].includes(activity)) this.#activities.delete(id);
  }

  /** Keeps a record from now on. */
  add(record: ThreadRecord): void {
    const inUse = record.isInUse ? record : undefined;
    this.#byId.set(record.id, { reference: new WeakRef(record), residue: record.residue, inUse });
    this.#collected.register(record, record.residue, record);
    this.#activities.delete(record.id);
    this.#residues.delete(record.id);
    if (!record.activity.isIdle) record.use(record.activity, false);
  }

  /**
   * The thread is closed, archived, deleted or unloaded: nothing of it stays but what it leaves to a later resume.
   *
   * @param residue What that is; `undefined` where nothing does.
   */
  forget(record: ThreadRecord, residue?: Residue): void {
    if (this.get(record.id) === record) this.#byId.delete(record.id);
    this.#collected.unregister(record);
    this.#residues.delete(record.id);
    if (residue !== undefined) this.#leave(residue);
  }

  /** What a thread without a record has left behind. */
  residueOf(id: string): Residue | undefined {
    // A record that was collected may not have been said to be.
    return this.#residues.get(id) ?? (this.get(id) === undefined ? this.#byId.get(id)?.residue : undefined);
  }

  #leave(residue: Residue): void {
    if (!residue.declines && residue.previous === undefined) return;
    this.#residues.set(residue.id, residue);
    const [oldest] = this.#residues.keys();
    if (this.#residues.size > maxResidues && oldest !== undefined) this.#residues.delete(oldest);
  }

  /** A record came into use, or is in use no more. */
  readonly onUse = (record: ThreadRecord, isInUse: boolean): void => {
    const kept = this.#byId.get(record.id);
    if (kept?.residue === record.residue) kept.inUse = isInUse ? record : undefined;
  };

  /** Nothing more will be told: what is in use is let go of. */
  clear(): void {
    for (const kept of this.#byId.values()) kept.inUse = undefined;
    this.#activities.clear();
    this.#residues.clear();
  }
}

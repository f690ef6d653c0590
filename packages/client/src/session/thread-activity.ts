import type { Thread as ThreadInfo } from "../generated/types.js";
import { Deferred } from "../lib/deferred.js";

/** How many turns are remembered after their end. */
const keptEnds = 4;

/** What keeps a thread busy, as far as it can be known: turns of anybody's, and requests that are about to start one. */
export class ThreadActivity {
  readonly #onChange: () => void;
  readonly #running = new Set<string>();
  /** Requests of this connection under way that start a turn, by whom they are made. */
  readonly #starts = new Set<object>();
  /** The server says that the thread is active, but not with which turn. */
  #isActive = false;
  /** A queue of submissions starts a turn by itself whenever another has ended. */
  #hasQueue = false;
  #ends = 0;
  /** An answer may name a turn that has ended by then. */
  #lastEnded: readonly string[] = [];
  #latestEnd: string | undefined;
  /** A turn may run that was not told: the runtime tells of one some 10 to 25 ms after the thread is busy with it. */
  #isUncertain = false;
  #idle: Deferred<undefined> | undefined;

  /** @param onChange Called whenever it may have become busy or idle. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Whether nothing is known to run, and no request is under way that starts something. */
  get isIdle(): boolean {
    return !this.isRunning && this.#starts.size === 0;
  }

  /** Whether a turn may run that was not told. */
  get isUncertain(): boolean {
    return this.#isUncertain;
  }

  /** Whether a turn runs. */
  get isRunning(): boolean {
    return this.#running.size > 0 || this.#isActive;
  }

  /** Whether submissions may wait for the thread. */
  get hasQueue(): boolean {
    return this.#hasQueue;
  }

  /** How often a turn has ended, or all of them: by it is seen whether any has since. */
  get ends(): number {
    return this.#ends;
  }

  /** Whether that turn was told or named before, and runs or has just ended. */
  isKnown(turnId: string): boolean {
    return this.#running.has(turnId) || this.#lastEnded.includes(turnId);
  }

  /** The turn that was the last to end, as far as any was told. */
  get latestEnd(): string | undefined {
    return this.#latestEnd;
  }

  /** The turns that are known to run. */
  get running(): readonly string[] {
    return [...this.#running];
  }

  /** Whether that turn has just ended. */
  hasEnded(turnId: string): boolean {
    return this.#lastEnded.includes(turnId);
  }

  /** Resolves when it is idle; `undefined` where it is. */
  whenIdle(): Promise<undefined> | undefined {
    if (this.isIdle) return undefined;
    this.#idle ??= new Deferred();
    return this.#idle.promise;
  }

  /** A request that starts a turn is sent. It counts until what is returned is disposed. */
  startRequested(): Disposable {
    const start = {};
    this.#starts.add(start);
    this.#changed();
    return {
      [Symbol.dispose]: () => {
        if (this.#starts.delete(start)) this.#changed();
      },
    };
  }

  turnStarted(turnId: string): void {
    this.#running.add(turnId);
    this.#isActive = false;
    this.#isUncertain = false;
    this.#changed();
  }

  turnEnded(turnId: string): void {
    this.#ends += 1;
    this.#latestEnd = turnId;
    if (this.#running.delete(turnId)) this.#lastEnded = [turnId, ...this.#lastEnded].slice(0, keptEnds);
    this.#isActive = false;
    if (this.#hasQueue) this.#isUncertain = true;
    this.#changed();
  }

  /** The server says that a turn runs; `turnIds`, if it lists turns at all. */
  foundActive(turnIds: readonly string[] = []): void {
    for (const id of turnIds) this.#running.add(id);
    this.#isActive = this.#running.size === 0;
    this.#changed();
  }

  /** The thread runs nothing, or is not even loaded. */
  stopped(): void {
    this.#ends += 1;
    this.#running.clear();
    this.#isActive = false;
    if (this.#hasQueue) this.#isUncertain = true;
    this.#changed();
  }

  /** A goal that ended, or something else that does not say what it starts, may have a turn under way that was not told. */
  mayStart(): void {
    this.#isUncertain = true;
  }

  /** The server says that no turn runs, and none is about to. */
  confirmedIdle(): void {
    this.#isUncertain = false;
  }

  /** Submissions may wait for the thread: each turn may be followed by one of theirs. */
  queueChanged(): void {
    this.#hasQueue = true;
    this.#isUncertain = true;
  }

  /** Nothing more will be told of the thread. */
  forget(): void {
    this.#starts.clear();
    this.#hasQueue = false;
    this.stopped();
    this.#isUncertain = false;
  }

  #changed(): void {
    this.#onChange();
    if (!this.isIdle) return;
    this.#idle?.resolve(undefined);
    this.#idle = undefined;
  }
}

/** Whether a thread runs anything, as a response describes it. */
export function isActive({ status }: ThreadInfo): boolean {
  // A runtime of another version may say nothing of it.
  return (status as ThreadInfo["status"] | undefined)?.type === "active";
}

/** The turns that run on a thread, as a response describes it. */
export function runningIn({ turns }: ThreadInfo): readonly string[] {
  const listed = (turns as ThreadInfo["turns"] | undefined) ?? [];
  return listed.filter(({ status }) => status === "inProgress").map(({ id }) => id);
}

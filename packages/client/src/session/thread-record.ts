import type { ServerNotification, Thread as ThreadInfo, ThreadGoal } from "../generated/types.js";
import type { Holders } from "../lib/holders.js";
import type { EffectiveSettings } from "../settings/effective.js";
import { settingsFrom, type SettingsFields } from "../settings/thread-settings.js";
import type { ConnectionClosedError } from "../transport/connection-closed-error.js";
import { isActive, runningIn, type ThreadActivity } from "./thread-activity.js";
import { closingWords, type Closing, type Residue, type Subscription } from "./subscription.js";
import { ThreadCallbacks, type Callbacks } from "./thread-callbacks.js";
import { ThreadUsage } from "./thread-usage.js";
import { TurnLostError } from "./turn-lost-error.js";
import { TurnQueue, type Started } from "./turn-queue.js";
import type { TurnRecord } from "./turn-record.js";

/** What a record is made of, and whom it tells that it is in use. */
export interface ThreadRecordInit {
  readonly id: string;
  readonly settings: EffectiveSettings;
  readonly activity: ThreadActivity;
  /** What to wait for before any turn is started, such as a connection that is being restored. */
  readonly gate: () => Promise<unknown> | undefined;
  /** Asks the server what runs on the thread. */
  readonly confirmIdle: (record: ThreadRecord) => Promise<void>;
  /** Whether other clients may start turns on the thread. */
  readonly shared: boolean;
  /** Called when it comes into use, and when it is in use no more. */
  readonly onUse: (record: ThreadRecord, isInUse: boolean) => void;
  /** Held by what this client has going on. */
  readonly holders: Holders;
}

/**
 * The one owner of what this client knows of a thread: what is in force on it, what runs on it, whose turn it is, its goal, who
 * decides about it and what executes its tools. All handles of the thread share it.
 */
export class ThreadRecord {
  readonly id: string;
  readonly settings: EffectiveSettings;
  readonly activity: ThreadActivity;
  readonly usage = new ThreadUsage();
  /** The turns whose events, or whose commands' ends, are still of interest. */
  readonly turns = new Set<TurnRecord>();
  /** What waits for a turn that no answer names. */
  readonly awaited = new Set<AwaitedTurn>();
  /** What follows the goals that were set here, each until its pursuit is over. */
  readonly pursuits = new Set<Pursuit>();
  readonly residue: Residue;
  readonly callbacks = new ThreadCallbacks();
  /** What to wait for before a turn is started; `undefined` where nothing is known to be in its way. */
  readonly busy: () => Promise<unknown> | undefined;
  /** Asks the server whether a turn runs that was not told; `undefined` where none can, or nobody would answer. */
  readonly confirmIdle: () => Promise<unknown> | undefined;
  /** Turns that run, and that raw calls of this client have started. */
  readonly #named = new Set<string>();
  #wasHandedOut = false;
  readonly #handles = new Set<WeakRef<object>>();
  readonly #queue: TurnQueue;
  /** As far as the server has told: it tells with every resume, and at every change. `null` where there is none. */
  #goal: ThreadGoal | null = null;
  #isClearing = false;
  readonly #pursued = {};
  #subscription: Subscription = { name: "subscribed" };
  readonly #onUse: ThreadRecordInit["onUse"];
  readonly #holders: Holders;
  readonly #uses = new Set<unknown>();

  constructor({ id, settings, activity, gate, confirmIdle, shared, onUse, holders }: ThreadRecordInit) {
    this.#holders = holders;
    this.id = id;
    this.residue = { id, declines: false, previous: undefined };
    this.settings = settings;
    this.activity = activity;
    this.#onUse = onUse;
    this.busy = () => gate() ?? activity.whenIdle();
    this.confirmIdle = () => {
      const { name } = this.#subscription;
      const isNeeded = shared || activity.isUncertain || name === "unsubscribed";
      return isNeeded && name !== "unrecoverable" ? confirmIdle(this) : undefined;
    };
    this.#queue = new TurnQueue(this.busy);
  }

  get subscription(): Subscription {
    return this.#subscription;
  }

  /** Whether the server starts turns by itself: `turn/start` would steer one of them. */
  get isPursued(): boolean {
    return this.#goal?.status === "active";
  }

  /** Whether anybody wants to read each event of the thread. */
  get wantsEvents(): boolean {
    if (this.awaited.size > 0) return true;
    for (const turn of this.turns) if (turn.wantsEvents || !turn.hasBegun) return true;
    return false;
  }

  /** The turns that have not ended. */
  get runningTurns(): readonly TurnRecord[] {
    return [...this.turns].filter(({ hasEnded }) => !hasEnded);
  }

  /**
   * Keeps the record while something that needs it goes on, whether anybody holds a handle or not.
   *
   * @param isOurs Whether it is this client's, so that the process is kept alive for it.
   */
  use(reason: unknown, isOurs = true): void {
    this.#uses.add(reason);
    if (this.#uses.size === 1) this.#onUse(this, true);
    if (isOurs) this.#holders.hold(reason);
  }

  /** That is over. */
  release(reason: unknown): void {
    this.#holders.release(reason);
    if (this.#uses.delete(reason) && this.#uses.size === 0) this.#onUse(this, false);
  }

  get isInUse(): boolean {
    return this.#uses.size > 0;
  }

  addHandle(handle: object): void {
    this.removeHandle(undefined);
    this.#wasHandedOut = true;
    this.#handles.add(new WeakRef(handle));
  }

  /** Forgets a handle; `undefined` stands for those that were collected. */
  removeHandle(handle: object | undefined): void {
    for (const reference of this.#handles) if (reference.deref() === handle) this.#handles.delete(reference);
  }

  /** Whether anybody has an open handle of the thread. */
  get hasHandles(): boolean {
    this.removeHandle(undefined);
    return this.#handles.size > 0;
  }

  /** Follows a turn until nothing of it is of interest any more. */
  follow(turn: TurnRecord): void {
    this.turns.add(turn);
    this.use(turn);
    const ended = (): void => {
      this.release(turn);
    };
    turn.ended.then(ended, ended);
    const forget = (): void => {
      this.turns.delete(turn);
    };
    turn.settled.then(forget, forget);
  }

  /** Whether anybody has ever had a handle of it. */
  get wasHandedOut(): boolean {
    return this.#wasHandedOut;
  }

  /** An opening is handed out: what it brought stays. */
  keep(brought: Callbacks): void {
    this.callbacks.keep(brought);
    if (brought.handler !== undefined) this.residue.declines = true;
  }

  /** Takes the word of the server on the goal. */
  setGoal(goal: ThreadGoal | null): void {
    // What a turn that ends has used of a goal may be told after it was answered that there is none.
    if (goal === null) this.#isClearing = false;
    else if (this.#isClearing) return;
    const wasPursued = this.isPursued;
    this.#goal = goal;
    // What is pursued by the wish of a handle has a record of its own.
    if (this.isPursued) return this.use(this.#pursued, false);
    this.release(this.#pursued);
    // A continuation may have begun that has not been told.
    if (wasPursued) this.activity.mayStart();
  }

  /** The server has answered that the goal is cleared. It tells that too, before the answer or after it. */
  goalCleared(): void {
    const isTold = this.#goal === null;
    this.setGoal(null);
    this.#isClearing = !isTold;
  }

  /** The server has answered that the goal is set. */
  goalSet(goal: ThreadGoal): void {
    this.#isClearing = false;
    this.setGoal(goal);
  }

  /** The server tells this connection of the thread, and says what is in force on it. */
  subscribed(): void {
    this.#subscription = { name: "subscribed" };
  }

  /**
   * Takes the response to a request that opens the thread. It may be older than what was told before it.
   *
   * @param since How often settings had changed, and turns had ended, when the request was sent.
   */
  opened(
    response: SettingsFields & { readonly thread: ThreadInfo },
    since: { readonly changes?: number | undefined; readonly ends?: number | undefined },
  ): void {
    this.settings.answered(settingsFrom(response), since.changes ?? this.settings.changes);
    this.subscribed();
    if (isActive(response.thread) && (since.ends ?? this.activity.ends) === this.activity.ends)
      this.activity.foundActive(runningIn(response.thread));
  }

  /** Takes what a response says of the turns that run, after a time in which nobody listened. */
  foundStatus(thread: ThreadInfo): void {
    this.activity.stopped();
    if (isActive(thread)) this.activity.foundActive(runningIn(thread));
  }

  /**
   * The server does not tell of the thread any more, until it is resumed. How what runs ends cannot be known.
   *
   * @param why What happened to the thread, for the errors of its turns.
   */
  unsubscribed(why: string): void {
    this.#subscription = { name: "unsubscribed", byBreak: false };
    this.#stopListening((turnId) => new TurnLostError(this.id, turnId, why));
  }

  /** Nothing goes on that would have to be taken up after the connection broke: the thread is resumed at its next use. */
  notTakenUp(): void {
    this.#subscription = { name: "unsubscribed", byBreak: true };
    this.#stopListening((turnId) => new TurnLostError(this.id, turnId, "was not taken up after a break"));
  }

  /** The server cannot take the thread up after the connection broke. */
  unrecoverable(reason: ConnectionClosedError): void {
    this.#subscription = { name: "unrecoverable", reason };
    this.#stopListening(() => reason);
  }

  #stopListening(reasonFor: (turnId: string | undefined) => Error): void {
    for (const turn of this.turns) turn.stopListening(reasonFor(turn.id));
    for (const listener of [...this.awaited, ...this.pursuits]) listener.lose(reasonFor(undefined));
    this.activity.forget();
    this.usage.doubt();
  }

  /** The thread is closed, archived, deleted or unloaded. What it had is asked for again by a later resume, if the server drops it. */
  closed(why: Closing): void {
    for (const pursuit of [...this.pursuits]) pursuit.closed();
    const { current } = this.settings;
    if (current.sandbox.type === "workspaceWrite") this.residue.previous = this.settings.confirmed;
    // A handle may outlive this, and find the thread loaded again, with whatever that brought.
    this.settings.doubt();
    this.setGoal(null);
    this.#subscription = { name: "closed" };
    this.#stopListening((turnId) => new TurnLostError(this.id, turnId, closingWords[why]));
  }

  /** Starts a turn when it can be: as {@link TurnQueue.enter}. */
  async enterQueue<T>(signal: AbortSignal | undefined, start: () => Started<T>): Promise<T> {
    const place = {};
    this.use(place);
    try {
      return await this.#queue.enter(signal, start);
    } finally {
      this.release(place);
    }
  }

  /** Whether the turn is one that a handle has started, or that a raw call has. */
  isNamed(turnId: string): boolean {
    return (
      this.#named.has(turnId) ||
      [...this.turns].some(({ id, origin }) => id === turnId && origin === "handle")
    );
  }

  /** Whether a turn is this client's, its goals' included; `null`: whether one is that runs. */
  owns(turnId: string | null): boolean {
    if (turnId === null) return this.#named.size > 0 || this.runningTurns.length > 0;
    if (this.#named.has(turnId)) return true;
    for (const turn of this.turns) if (turn.id === turnId) return true;
    return [...this.pursuits].some((pursuit) => pursuit.claim(turnId));
  }

  /** A raw call of this client has started a turn. */
  named(turnId: string): void {
    this.#named.add(turnId);
    this.steered(turnId);
  }

  /** A raw call of this client went into a turn that ran, and may have brought settings for what comes after it. */
  steered(turnId: string): void {
    this.settings.foreignTurnStarted(turnId);
    this.activity.turnStarted(turnId);
  }

  /** The server has started a turn. */
  turnStarted(turnId: string): void {
    const isOwn = [...this.turns].some(({ id }) => id === turnId);
    if (!isOwn) this.settings.foreignTurnStarted(turnId);
    this.activity.turnStarted(turnId);
  }

  turnEnded(turnId: string): void {
    this.#named.delete(turnId);
    this.settings.turnEnded(turnId);
    this.activity.turnEnded(turnId);
  }

  /** Hands an event on to the turns of the thread. */
  receive(event: ServerNotification): void {
    // What waits for a turn may find it in this event, and has then given it to the turn.
    const turns = this.awaited.size === 0 ? this.turns : [...this.turns];
    if (this.awaited.size > 0) for (const awaited of this.awaited) awaited.receive(event);
    for (const turn of turns) turn.receive(event);
    if (this.pursuits.size > 0) for (const pursuit of this.pursuits) pursuit.receive(event);
  }
}

/** Follows the pursuit of a goal. */
export interface Pursuit extends AwaitedTurn {
  readonly ended: Promise<unknown>;
  /** The thread is gone: no more turns are started for the goal. */
  closed(): void;
  /** Whether a turn that asks for something is one of the goal's. */
  claim(turnId: string): boolean;
}

/** A turn that was asked for, and that the answer does not name. */
export interface AwaitedTurn {
  receive(event: ServerNotification): void;
  lose(reason: Error): void;
}

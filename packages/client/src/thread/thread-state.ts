import type { ServerNotification, Thread as ThreadInfo, ThreadStatus } from "../generated/types.js";
import type { Connection } from "../rpc/connection.js";
import type { ConnectionClosedError } from "../transport/connection-closed-error.js";
import { GOAL_METHODS, KnownGoal, type GoalNotification } from "./known-goal.js";
import { ThreadActivity } from "./thread-activity.js";
import { settingsFrom, withOverrides, type SettingsFields, type ThreadSettings } from "./thread-settings.js";
import { TurnQueue } from "./turn-queue.js";

/** What all handles of one thread share: what is in force on it, what runs on it, and whose turn it is. */
export class ThreadState {
  readonly id: string;
  readonly goal: KnownGoal;
  readonly activity = new ThreadActivity();
  readonly turns = new TurnQueue(this.activity);
  #settings: ThreadSettings;
  readonly #shared: boolean;
  #changes = 0;
  #certain = true;
  #ownTurn: string | undefined;
  /** Turns that run and that this client has not, or not yet, been told to be its own. */
  readonly #strange = new Set<string>();

  #attached = true;
  #lost: ConnectionClosedError | undefined;

  /** @param shared Whether other clients may talk to the same server. */
  constructor(id: string, settings: ThreadSettings, goal: KnownGoal, shared: boolean) {
    this.id = id;
    this.goal = goal;
    this.#settings = settings;
    this.#shared = shared;
  }

  /** Whether the server tells this connection of the thread's turns. */
  get isAttached(): boolean {
    return this.#attached;
  }

  /** Why the thread cannot be used over this connection, if so. */
  get lost(): ConnectionClosedError | undefined {
    return this.#lost;
  }

  /** The server tells this connection of the thread. */
  attached(): void {
    this.#attached = true;
    this.#lost = undefined;
  }

  /** The server does not tell of the thread: until its next turn, or, with a reason, at all. */
  detached(lost?: ConnectionClosedError): void {
    this.#attached = false;
    this.#lost = lost;
    this.activity.stopped();
  }

  /** What is in force on the thread, as the server last said. */
  get settings(): ThreadSettings {
    return this.#settings;
  }

  /**
   * The same, where it can be relied on. Another client, a turn of somebody else, or a turn whose acceptance was never heard
   * of may have brought settings that the server tells only to clients that opted into the experimental API.
   */
  get known(): ThreadSettings | undefined {
    return this.#certain && !this.#shared && this.#strange.size === 0 ? this.#settings : undefined;
  }

  /** Counts what has changed the settings, so that it can be told whether anything has since. */
  get changes(): number {
    return this.#changes;
  }

  /** Takes the word of a notification: it comes in the order of the changes. */
  updated(settings: ThreadSettings): void {
    this.#changes += 1;
    this.#told(settings);
  }

  /**
   * Takes the word of a response, unless it may be older than what has changed since its request was sent.
   *
   * @param changes Those at that time.
   */
  opened(settings: ThreadSettings, changes: number): void {
    if (changes === this.#changes) this.#told(settings);
    else this.#certain = false;
  }

  /** What is in force may be something else than the server last said. */
  doubt(): void {
    this.#certain = false;
  }

  /**
   * Takes the overrides of a turn as in force: the server accepted them. It says so itself, with `thread/settings/updated`,
   * only to clients that opted into the experimental API; if it did meanwhile, its word stands.
   *
   * @param changes Those when the turn was sent.
   */
  accepted(turnId: string, changes: number, overrides: Readonly<Record<string, unknown>>): void {
    this.#ownTurn = turnId;
    this.#strange.delete(turnId);
    if (changes === this.#changes) this.#settings = withOverrides(this.#settings, overrides);
    this.#changes += 1;
    // A turn of somebody else's that began meanwhile may have changed either after this one did.
    if (this.#strange.size > 0) this.#certain = false;
    else if ("approvalPolicy" in overrides && "sandboxPolicy" in overrides) this.#certain = true;
  }

  started(turnId: string): void {
    this.activity.started(turnId);
    if (turnId !== this.#ownTurn) this.#strange.add(turnId);
  }

  completed(turnId: string): void {
    if (this.#strange.delete(turnId)) this.#certain = false;
    this.activity.completed(turnId);
  }

  #told(settings: ThreadSettings): void {
    this.#settings = settings;
    this.#certain = true;
    this.#strange.clear();
  }
}

/** The methods of what tells of a thread's state. */
const OBSERVED_METHODS = [
  "thread/settings/updated",
  "thread/status/changed",
  "turn/completed",
  "turn/started",
] as const satisfies readonly ServerNotification["method"][];

/** A thread that was opened. */
export interface Opened {
  readonly id: string;
  readonly state: ThreadState;
  /** What was in force on the thread that was resumed or forked, where this client knew for sure. */
  readonly had: ThreadSettings | undefined;
}

/** The state of every thread that a client has opened, kept true by what the server tells. */
export class ThreadStates {
  readonly #byId = new Map<string, ThreadState>();
  /** Also of threads that are not open yet: what is told right behind the response that opens one is read before it. */
  readonly #goals = new Map<string, KnownGoal>();
  /** The requests under way that open threads, and the threads that fell quiet meanwhile. */
  #opening = 0;
  readonly #quiet = new Set<string>();
  readonly #shared: boolean;

  constructor(connection: Connection, shared: boolean) {
    this.#shared = shared;
    connection.onMethods(OBSERVED_METHODS, (notification) => {
      this.#receive(notification as ServerNotification);
    });
    connection.onMethods(GOAL_METHODS, (notification) => {
      const told = notification as GoalNotification;
      this.#goalOf(told.params.threadId).observe(told);
    });
    void connection.ended.then(() => {
      for (const state of this.#byId.values()) state.activity.stopped();
    });
  }

  /**
   * Awaits the response that opens a thread.
   *
   * @param source The thread that is resumed or forked, where it is not a new one that is started.
   * @param open Sends the request.
   */
  async opened<Response extends SettingsFields & { readonly thread: ThreadInfo }>(
    source: string | undefined,
    open: () => Promise<Response>,
  ): Promise<Opened> {
    const from = source === undefined ? undefined : this.#byId.get(source);
    const known = from?.known;
    const changes = from?.changes ?? 0;
    this.#opening += 1;
    try {
      const response = await open();
      const state = this.#stateOf(response.thread.id, settingsFrom(response), changes);
      // The response may be older than the end of a turn that was told before it.
      const isNews = !this.#quiet.has(response.thread.id);
      if (isNews && isActive(response.thread.status)) state.activity.found(runningIn(response.thread));
      const had = from?.changes === changes ? known : undefined;
      return { id: response.thread.id, state, had };
    } finally {
      this.#opening -= 1;
      if (this.#opening === 0) this.#quiet.clear();
    }
  }

  #stateOf(id: string, settings: ThreadSettings, changes: number): ThreadState {
    const known = this.#byId.get(id);
    if (known !== undefined) {
      known.opened(settings, changes);
      known.attached();
      return known;
    }
    const state = new ThreadState(id, settings, this.#goalOf(id), this.#shared);
    this.#byId.set(id, state);
    return state;
  }

  #goalOf(id: string): KnownGoal {
    const known = this.#goals.get(id);
    if (known !== undefined) return known;
    const goal = new KnownGoal();
    this.#goals.set(id, goal);
    return goal;
  }

  /** Every thread that was opened. */
  get all(): readonly ThreadState[] {
    return [...this.#byId.values()];
  }

  #receive(notification: ServerNotification): void {
    switch (notification.method) {
      case "thread/settings/updated": {
        const { threadId, threadSettings } = notification.params;
        const settings = settingsFrom({ ...threadSettings, sandbox: threadSettings.sandboxPolicy });
        return this.#byId.get(threadId)?.updated(settings);
      }
      case "turn/started":
        return this.#byId.get(notification.params.threadId)?.started(notification.params.turn.id);
      case "turn/completed": {
        const { threadId, turn } = notification.params;
        if (this.#opening > 0) this.#quiet.add(threadId);
        return this.#byId.get(threadId)?.completed(turn.id);
      }
      case "thread/status/changed": {
        const { threadId, status } = notification.params;
        if (isActive(status)) return;
        if (this.#opening > 0) this.#quiet.add(threadId);
        return this.#byId.get(threadId)?.activity.stopped();
      }
      default:
    }
  }
}

function runningIn({ turns = [] }: ThreadInfo): readonly string[] {
  return turns.filter(({ status }) => status === "inProgress").map(({ id }) => id);
}

function isActive(status: ThreadStatus | undefined): boolean {
  return status?.type === "active";
}

import type { ServerNotification } from "../generated/types.js";
import type { Connection } from "../rpc/connection.js";
import { settingsFrom, withOverrides, type ThreadSettings } from "./thread-settings.js";
import { TurnQueue } from "./turn-queue.js";

/** What all handles of one thread share: what is in force on it, and whose turn it is. */
export class ThreadState {
  readonly turns = new TurnQueue();
  #settings: ThreadSettings;

  constructor(settings: ThreadSettings) {
    this.#settings = settings;
  }

  /** What is in force on the thread. */
  get settings(): ThreadSettings {
    return this.#settings;
  }

  /** Takes what the server says is in force. */
  told(settings: ThreadSettings): void {
    this.#settings = settings;
  }

  /**
   * Takes the overrides of a turn as in force: the server accepted them. It says so itself, with `thread/settings/updated`,
   * only to clients that opted into the experimental API; if it did meanwhile, its word stands.
   *
   * @param before The settings when the turn was sent.
   */
  accepted(before: ThreadSettings, overrides: Readonly<Record<string, unknown>>): void {
    if (this.#settings === before) this.#settings = withOverrides(before, overrides);
  }
}

/** The state of every thread that a client has opened, kept true by what the server tells. */
export class ThreadStates {
  readonly #byId = new Map<string, ThreadState>();

  constructor(connection: Connection) {
    connection.onNotification((notification) => {
      this.#receive(notification as ServerNotification);
    });
  }

  /** The state of the thread `id`, with what a response has just said is in force. */
  stateOf(id: string, settings: ThreadSettings): ThreadState {
    const known = this.#byId.get(id);
    if (known !== undefined) {
      known.told(settings);
      return known;
    }
    const state = new ThreadState(settings);
    this.#byId.set(id, state);
    return state;
  }

  #receive(notification: ServerNotification): void {
    if (notification.method !== "thread/settings/updated") return;
    const { threadId, threadSettings } = notification.params;
    this.#byId
      .get(threadId)
      ?.told(settingsFrom({ ...threadSettings, sandbox: threadSettings.sandboxPolicy }));
  }
}

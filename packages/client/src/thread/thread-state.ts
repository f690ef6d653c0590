import type { ServerNotification } from "../generated/types.js";
import type { Connection } from "../rpc/connection.js";
import { settingsFrom, type ThreadSettings } from "./thread-settings.js";
import { TurnQueue } from "./turn-queue.js";

/** What all handles of one thread share: what is in force on it, and whose turn it is. */
export class ThreadState {
  readonly turns = new TurnQueue();
  settings: ThreadSettings;

  constructor(settings: ThreadSettings) {
    this.settings = settings;
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
      known.settings = settings;
      return known;
    }
    const state = new ThreadState(settings);
    this.#byId.set(id, state);
    return state;
  }

  #receive(notification: ServerNotification): void {
    if (notification.method !== "thread/settings/updated") return;
    const { threadId, threadSettings } = notification.params;
    const state = this.#byId.get(threadId);
    if (state === undefined) return;
    state.settings = settingsFrom({ ...threadSettings, sandbox: threadSettings.sandboxPolicy });
  }
}

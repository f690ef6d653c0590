import { callListener } from "./call-listener.js";
import type { Notification } from "./messages.js";

/**
 * Called with each notification, in the order of the wire, on the reading path: it must be quick. If it throws,
 * the others are still called, and the exception becomes an `uncaughtException` of the process, as one from a
 * listener of an EventTarget does.
 *
 * @example
 * ```ts
 * const listener: NotificationListener = ({ method, params }) => console.log(method, params);
 * ```
 */
export type NotificationListener = (notification: Notification) => void;

/** Whether a listener wants notifications of a method, now. It is asked for each. */
export type Wants = (method: string) => boolean;

interface Registration {
  readonly listener: NotificationListener;
  readonly wants: Wants;
  removed: boolean;
}

type Registrations = readonly Registration[];

const everything: Wants = () => true;

/** Notifications to listeners: of everything, of some methods, or of one thread at the cost of one Map lookup. */
export class NotificationRouter {
  // The lists are never changed in place: a dispatch goes on over the one that it began with.
  #all: Registrations = [];
  readonly #byMethod = new Map<string, Registrations>();
  readonly #byThread = new Map<string, Registrations>();

  onAll(listener: NotificationListener): Disposable {
    const registration = { listener, wants: everything, removed: false };
    this.#all = [...this.#all, registration];
    return disposable(registration, () => {
      this.#all = this.#all.filter((other) => other !== registration);
    });
  }

  onMethods(methods: readonly string[], listener: NotificationListener): Disposable {
    const registration = { listener, wants: everything, removed: false };
    for (const method of methods) add(this.#byMethod, method, registration);
    return disposable(registration, () => {
      for (const method of methods) remove(this.#byMethod, method, registration);
    });
  }

  onThread(threadId: string, listener: NotificationListener, wants: Wants = everything): Disposable {
    const registration = { listener, wants, removed: false };
    add(this.#byThread, threadId, registration);
    return disposable(registration, () => {
      remove(this.#byThread, threadId, registration);
    });
  }

  /** Whether any listener is there for such a notification. If not, `dispatch` would call none. */
  wants(method: string, threadId: string | undefined): boolean {
    if (this.#all.length > 0 || this.#byMethod.has(method)) return true;
    // It may name a turn, which whoever listens to its thread wants to see.
    const ofThread =
      threadId === undefined ? [...this.#byThread.values()].flat() : this.#byThread.get(threadId);
    return ofThread?.some(({ wants }) => wants(method)) === true;
  }

  /**
   * Calls the listeners of everything, then those of the method, then those of the thread. One that names a turn and no
   * thread goes to the listeners of each: they know their turns. Never throws.
   */
  dispatch(notification: Notification): void {
    const ofThread = this.#byThread.size > 0 ? this.#ofThread(notification.params) : undefined;
    const ofMethod = this.#byMethod.get(notification.method);
    deliver(this.#all, notification);
    if (ofMethod !== undefined) deliver(ofMethod, notification);
    if (ofThread !== undefined) deliver(ofThread, notification);
  }

  #ofThread(params: unknown): Registrations | undefined {
    const threadId = threadIdOf(params);
    if (threadId !== undefined) return this.#byThread.get(threadId);
    return namesTurn(params) ? [...this.#byThread.values()].flat() : undefined;
  }
}

function add(map: Map<string, Registrations>, key: string, registration: Registration): void {
  map.set(key, [...(map.get(key) ?? []), registration]);
}

function remove(map: Map<string, Registrations>, key: string, registration: Registration): void {
  const rest = map.get(key)?.filter((other) => other !== registration) ?? [];
  if (rest.length > 0) map.set(key, rest);
  else map.delete(key);
}

function deliver(registrations: Registrations, notification: Notification): void {
  for (const registration of registrations) {
    if (registration.removed || !registration.wants(notification.method)) continue;
    callListener(registration.listener, notification);
  }
}

function disposable(registration: Registration, remove: () => void): Disposable {
  return {
    [Symbol.dispose]: () => {
      if (registration.removed) return;
      registration.removed = true;
      remove();
    },
  };
}

/** None of the protocol does so without its thread; one of a newer runtime may. */
function namesTurn(params: unknown): boolean {
  return (
    typeof params === "object" && params !== null && "turnId" in params && typeof params.turnId === "string"
  );
}

/** Most notifications name their thread in `params.threadId`, `thread/started` in `params.thread.id`. */
function threadIdOf(params: unknown): string | undefined {
  if (typeof params !== "object" || params === null) return undefined;
  if ("threadId" in params && typeof params.threadId === "string") return params.threadId;
  if (!("thread" in params) || typeof params.thread !== "object" || params.thread === null) return undefined;
  const { thread } = params;
  return "id" in thread && typeof thread.id === "string" ? thread.id : undefined;
}

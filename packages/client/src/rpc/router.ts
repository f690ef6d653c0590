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

interface Registration {
  readonly listener: NotificationListener;
  removed: boolean;
}

/** Notifications to listeners: of everything, or of one thread at the cost of one Map lookup. */
export class NotificationRouter {
  // The lists are never changed in place: a dispatch goes on over the one that it began with.
  #all: readonly Registration[] = [];
  readonly #byThread = new Map<string, readonly Registration[]>();

  onAll(listener: NotificationListener): Disposable {
    const registration = { listener, removed: false };
    this.#all = [...this.#all, registration];
    return disposable(registration, () => {
      this.#all = this.#all.filter((other) => other !== registration);
    });
  }

  onThread(threadId: string, listener: NotificationListener): Disposable {
    const registration = { listener, removed: false };
    this.#byThread.set(threadId, [...(this.#byThread.get(threadId) ?? []), registration]);
    return disposable(registration, () => {
      const rest = this.#byThread.get(threadId)?.filter((other) => other !== registration) ?? [];
      if (rest.length > 0) this.#byThread.set(threadId, rest);
      else this.#byThread.delete(threadId);
    });
  }

  /** Calls the listeners of everything, then those of the notification's thread. Never throws. */
  dispatch(notification: Notification): void {
    const threadId = this.#byThread.size > 0 ? threadIdOf(notification.params) : undefined;
    const ofThread = threadId === undefined ? undefined : this.#byThread.get(threadId);
    deliver(this.#all, notification);
    if (ofThread !== undefined) deliver(ofThread, notification);
  }
}

function deliver(registrations: readonly Registration[], notification: Notification): void {
  for (const registration of registrations) {
    if (registration.removed) continue;
    try {
      registration.listener(notification);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
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

/** Most notifications name their thread in `params.threadId`, `thread/started` in `params.thread.id`. */
function threadIdOf(params: unknown): string | undefined {
  if (typeof params !== "object" || params === null) return undefined;
  if ("threadId" in params && typeof params.threadId === "string") return params.threadId;
  if (!("thread" in params) || typeof params.thread !== "object" || params.thread === null) return undefined;
  const { thread } = params;
  return "id" in thread && typeof thread.id === "string" ? thread.id : undefined;
}

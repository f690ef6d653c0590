import { Emitter } from "../lib/emitter.js";
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

/** The client's own state, which hears of each notification before any listener does. */
export interface NotificationObserver {
  /** Whether it wants a notification of such a method, about such a thread, now. */
  wants(method: string, threadId: string | undefined): boolean;
  /** Takes a notification. `false`: it lacks what the protocol says it has, so that only those who hear everything get it. */
  observe(notification: Notification): boolean;
}

/**
 * Hands notifications out in one order: to the client's own state, to the listeners of the method, and then to those of
 * everything. So whoever listens finds the state up to date.
 */
export class NotificationRouter {
  readonly #byMethod = new Map<string, Emitter<Notification>>();
  readonly #all = new Emitter<Notification>();
  #observer: NotificationObserver | undefined;

  /** Puts the client's own state in front of all listeners. */
  observeWith(observer: NotificationObserver): void {
    this.#observer = observer;
  }

  onAll(listener: NotificationListener): Disposable {
    return this.#all.subscribe(listener);
  }

  onMethod(method: string, listener: NotificationListener): Disposable {
    const emitter = this.#byMethod.get(method) ?? new Emitter<Notification>();
    this.#byMethod.set(method, emitter);
    const subscription = emitter.subscribe(listener);
    return {
      [Symbol.dispose]: () => {
        subscription[Symbol.dispose]();
        if (emitter.isEmpty && this.#byMethod.get(method) === emitter) this.#byMethod.delete(method);
      },
    };
  }

  /** Whether anybody is there for such a notification. If not, `dispatch` would call none. */
  wants(method: string, threadId: string | undefined): boolean {
    return (
      !this.#all.isEmpty || this.#byMethod.has(method) || this.#observer?.wants(method, threadId) === true
    );
  }

  /** Never throws. */
  dispatch(notification: Notification): void {
    const isReadable = this.#observer?.observe(notification) !== false;
    if (isReadable) this.#byMethod.get(notification.method)?.emit(notification);
    this.#all.emit(notification);
  }
}

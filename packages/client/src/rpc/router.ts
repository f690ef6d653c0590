import { Emitter } from "../lib/emitter.js";
import type { Notification } from "./messages.js";
import type { Envelope } from "./scanner.js";

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
  /** What nobody wanted, as long as nobody may have come since. */
  #unwanted: Envelope | undefined;

  /** Puts the client's own state in front of all listeners. */
  observeWith(observer: NotificationObserver): void {
    this.reconsider();
    this.#observer = observer;
  }

  onAll(listener: NotificationListener): Disposable {
    this.reconsider();
    return this.#all.subscribe(listener);
  }

  onMethod(method: string, listener: NotificationListener): Disposable {
    this.reconsider();
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

  /**
   * Whether nobody is there for such a notification: `dispatch` would call none. That can change when something is handed out, of which
   * `reconsider` is told, or when the application runs, which it does not while the messages of one read are received.
   */
  isUnwanted(envelope: Envelope): boolean {
    if (envelope === this.#unwanted) return true;
    const { method, threadId } = envelope;
    if (!this.#all.isEmpty || this.#byMethod.has(method) || this.#observer?.wants(method, threadId) === true)
      return false;
    this.#unwanted = envelope;
    queueMicrotask(this.reconsider);
    return true;
  }

  /** Something changes who is there. */
  readonly reconsider = (): void => {
    this.#unwanted = undefined;
  };

  /** Never throws. */
  dispatch(notification: Notification): void {
    const isReadable = this.#observer?.observe(notification) !== false;
    if (isReadable && this.#byMethod.size > 0) this.#byMethod.get(notification.method)?.emit(notification);
    this.#all.emit(notification);
  }
}

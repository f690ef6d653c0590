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
  /** What was judged last, as long as nobody may have come since, and how. */
  #judged: Envelope | undefined;
  #isUnwanted = false;

  /** Puts the client's own state in front of all listeners. */
  observeWith(observer: NotificationObserver): void {
    this.#forget();
    this.#observer = observer;
  }

  onAll(listener: NotificationListener): Disposable {
    this.#forget();
    return this.#all.subscribe(listener);
  }

  onMethod(method: string, listener: NotificationListener): Disposable {
    this.#forget();
    const emitter = this.#byMethod.get(method) ?? new Emitter<Notification>();
    this.#byMethod.set(method, emitter);
    const subscription = emitter.subscribe(listener);
    return {
      [Symbol.dispose]: () => {
        this.#forget();
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
    if (envelope !== this.#judged) {
      const { method, threadId } = envelope;
      this.#isUnwanted =
        this.#all.isEmpty && !this.#byMethod.has(method) && this.#observer?.wants(method, threadId) !== true;
      this.#judged = envelope;
      queueMicrotask(this.#forget);
    }
    return this.#isUnwanted;
  }

  readonly #forget = (): void => {
    this.#judged = undefined;
  };

  /** Something is handed out, by which somebody may come. Who goes by it is let go of with the next read. */
  reconsider(): void {
    if (this.#isUnwanted) this.#forget();
  }

  /** Never throws. */
  dispatch(notification: Notification): void {
    const isReadable = this.#observer?.observe(notification) !== false;
    if (isReadable && this.#byMethod.size > 0) this.#byMethod.get(notification.method)?.emit(notification);
    this.#all.emit(notification);
  }
}

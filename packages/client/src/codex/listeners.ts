import { callListener } from "../rpc/call-listener.js";

/** Who wants to hear of something, in the order in which they came. */
export class Listeners<T> {
  readonly #listeners = new Set<{ readonly listener: (value: T) => void }>();

  add(listener: (value: T) => void): Disposable {
    const registration = { listener };
    this.#listeners.add(registration);
    return {
      [Symbol.dispose]: () => {
        this.#listeners.delete(registration);
      },
    };
  }

  /** Never throws: what a listener throws becomes an `uncaughtException`, and the others still hear. */
  tell(value: T): void {
    for (const { listener } of [...this.#listeners]) callListener(listener, value);
  }
}

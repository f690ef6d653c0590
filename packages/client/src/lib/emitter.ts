/** Calls a listener. What it throws becomes an `uncaughtException` of the process: nobody else is kept from hearing. */
export function callListener<T>(listener: (value: T) => void, value: T): void {
  try {
    listener(value);
  } catch (error) {
    process.nextTick(() => {
      throw error;
    });
  }
}

interface Registration<T> {
  readonly listener: (value: T) => void;
  removed: boolean;
}

/** Listeners in the order in which they subscribed. */
export class Emitter<T> {
  // Never changed in place: an emit goes on over the list that it began with.
  #registrations: readonly Registration<T>[] = [];

  /** Calls back with each value that is emitted from now on, until disposed. */
  subscribe(listener: (value: T) => void): Disposable {
    const registration: Registration<T> = { listener, removed: false };
    this.#registrations = [...this.#registrations, registration];
    return {
      [Symbol.dispose]: () => {
        registration.removed = true;
        this.#registrations = this.#registrations.filter((other) => other !== registration);
      },
    };
  }

  /** Never throws: what a listener throws becomes an `uncaughtException`, and the others still hear. */
  emit(value: T): void {
    for (const registration of this.#registrations)
      if (!registration.removed) callListener(registration.listener, value);
  }

  get isEmpty(): boolean {
    return this.#registrations.length === 0;
  }
}

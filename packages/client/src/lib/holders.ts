/** What a peer is needed for. While that is nothing, it need not keep this process alive. */
export class Holders {
  readonly #onChange: (isHeld: boolean) => void;
  readonly #held = new Set<unknown>();

  /** @param onChange Called when the first holder comes, and when the last has gone. */
  constructor(onChange: (isHeld: boolean) => void) {
    this.#onChange = onChange;
  }

  get isHeld(): boolean {
    return this.#held.size > 0;
  }

  hold(holder: unknown): void {
    if (this.#held.has(holder)) return;
    this.#held.add(holder);
    if (this.#held.size === 1) this.#onChange(true);
  }

  /** Holds while a listener is there. */
  holdUntilDisposed(subscription: Disposable): Disposable {
    this.hold(subscription);
    return {
      [Symbol.dispose]: () => {
        this.release(subscription);
        subscription[Symbol.dispose]();
      },
    };
  }

  release(holder: unknown): void {
    if (this.#held.delete(holder) && this.#held.size === 0) this.#onChange(false);
  }
}

/**
 * Lets at most `limit` entrants in at a time, the rest in the order that they came. Over stdio the runtime loses
 * responses for ever in bursts of a thousand requests.
 */
export class InFlightLimit<T> {
  readonly #limit: number;
  readonly #start: (entrant: T) => void;
  readonly #inside = new Set<T>();
  readonly #queue = new Set<T>();
  #mayPass: (entrant: T) => boolean = () => true;
  #pumping = false;

  constructor(limit: number, start: (entrant: T) => void) {
    this.#limit = limit;
    this.#start = start;
  }

  /** Starts the entrant now, or when there is room; one that is urgent needs none. */
  enter(entrant: T, urgent = false): void {
    if (urgent && this.#mayPass(entrant)) return this.#admit(entrant);
    if (this.#queue.size === 0 && this.#inside.size < this.#limit && this.#mayPass(entrant))
      return this.#admit(entrant);
    this.#queue.add(entrant);
    this.#pump();
  }

  /** Gives up the entrant's place, inside or in the queue, if it has one. */
  leave(entrant: T): void {
    this.#queue.delete(entrant);
    this.#inside.delete(entrant);
    if (this.#queue.size > 0) this.#pump();
  }

  /** From now on lets in only those that may pass; the others keep their places in the queue. */
  admit(mayPass: (entrant: T) => boolean): void {
    this.#mayPass = mayPass;
    this.#pump();
  }

  #pump(): void {
    // An entrant that leaves while it is started would otherwise recurse, once for each that waits.
    if (this.#pumping) return;
    this.#pumping = true;
    for (const next of this.#queue) {
      if (this.#inside.size >= this.#limit) break;
      if (!this.#mayPass(next)) continue;
      this.#queue.delete(next);
      this.#admit(next);
    }
    this.#pumping = false;
  }

  #admit(entrant: T): void {
    this.#inside.add(entrant);
    this.#start(entrant);
  }
}

/** A queue whose every operation takes constant time, however long it grows: `Array.shift` moves all that is behind. */
export class Fifo<T> {
  #values: T[] = [];
  #taken = 0;

  get length(): number {
    return this.#values.length - this.#taken;
  }

  push(value: T): void {
    this.#values.push(value);
  }

  /** Takes the oldest value; `undefined` if there is none. */
  shift(): T | undefined {
    if (this.#taken === this.#values.length) return undefined;
    const value = this.#values[this.#taken];
    this.#taken += 1;
    // What was taken is let go of when it is half of all.
    if (this.#taken * 2 >= this.#values.length) {
      this.#values = this.#values.slice(this.#taken);
      this.#taken = 0;
    }
    return value;
  }
}

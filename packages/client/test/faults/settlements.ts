import { expect, vi } from "vitest";

/** How something that was waited for came out. */
export type Outcome =
  { readonly value: unknown; readonly error?: never } | { readonly error: unknown; readonly value?: never };

/** Everything that is waited for in one scenario, and how often each came out. */
export class Settlements {
  readonly #outcomes = new Map<string, Outcome[]>();

  /** Follows a promise. What it comes to is told by {@link outcomeOf}. */
  track(name: string, promise: Promise<unknown>): void {
    const outcomes: Outcome[] = [];
    this.#outcomes.set(name, outcomes);
    promise.then(
      (value) => outcomes.push({ value }),
      (error: unknown) => outcomes.push({ error }),
    );
  }

  /** The one outcome of what was followed under a name, once it is there. */
  async outcomeOf(name: string): Promise<Outcome> {
    const outcomes = this.#outcomes.get(name) ?? [];
    await vi.waitFor(() => expect(outcomes, `${name} has not settled`).not.toEqual([]), {
      timeout: 15_000,
      interval: 5,
    });
    return outcomes[0] ?? expect.unreachable();
  }

  /** Waits for all, and checks that each came out once. */
  async all(): Promise<ReadonlyMap<string, Outcome>> {
    const all = new Map<string, Outcome>();
    for (const name of this.#outcomes.keys()) all.set(name, await this.outcomeOf(name));
    for (const [name, outcomes] of this.#outcomes) expect(outcomes, name).toHaveLength(1);
    return all;
  }
}

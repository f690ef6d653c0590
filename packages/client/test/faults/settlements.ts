import { expect } from "vitest";

/** How something that was waited for came out. */
export type Outcome =
  { readonly value: unknown; readonly error?: never } | { readonly error: unknown; readonly value?: never };

interface Tracked {
  readonly outcomes: Outcome[];
  readonly settled: Promise<unknown>;
}

/** Longer than any fault takes on a busy machine. What has not settled by then never will. */
const patienceMs = 40_000;

/** Everything that is waited for in one scenario, and how often each came out. */
export class Settlements {
  readonly #tracked = new Map<string, Tracked>();

  /** Follows a promise. What it comes to is told by {@link outcomeOf}. */
  track(name: string, promise: Promise<unknown>): void {
    const outcomes: Outcome[] = [];
    const settled = promise.then(
      (value) => outcomes.push({ value }),
      (error: unknown) => outcomes.push({ error }),
    );
    this.#tracked.set(name, { outcomes, settled });
  }

  /** The one outcome of what was followed under a name, once it is there. */
  async outcomeOf(name: string): Promise<Outcome> {
    const { outcomes, settled } = this.#tracked.get(name) ?? expect.unreachable();
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([settled, new Promise((resolve) => (timer = setTimeout(resolve, patienceMs)))]);
    clearTimeout(timer);
    return outcomes[0] ?? expect.unreachable(`${name} has not settled`);
  }

  /** Waits for all, and checks that each came out once. */
  async all(): Promise<ReadonlyMap<string, Outcome>> {
    const all = new Map<string, Outcome>();
    for (const name of this.#tracked.keys()) all.set(name, await this.outcomeOf(name));
    for (const [name, { outcomes }] of this.#tracked) expect(outcomes, name).toHaveLength(1);
    return all;
  }
}

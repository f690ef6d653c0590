import type { Screen } from "./screen.js";

type Facts = readonly (readonly [label: string, text: string])[];

/** Something that the demo claims, and that turned out otherwise. */
export class UnmetExpectation extends Error {
  override readonly name = "UnmetExpectation";
  readonly facts: Facts;

  constructor(claim: string, facts: Facts, options?: ErrorOptions) {
    super(claim, options);
    this.facts = facts;
  }
}

/** Holds the demo to its word. */
export function expectEqual(what: string, seen: unknown, expected: unknown): void {
  if (seen === expected) return;
  throw new UnmetExpectation(`${what} is not what it should be.`, [
    ["expected", String(expected)],
    ["seen", String(seen)],
  ]);
}

/** Says in which step what went wrong, without a stack: it is the watcher's machine that is in question, not this code. */
export function reportFailure(screen: Screen, error: unknown): void {
  const { text, facts } = explain(error);
  const where = screen.stepNumber === 0 ? "" : `Step ${screen.stepNumber} failed. `;
  screen.failure(where + text, facts);
}

function explain(error: unknown): { text: string; facts: Facts } {
  if (error instanceof UnmetExpectation) return { text: error.message, facts: error.facts };
  return { text: error instanceof Error ? `${error.name}: ${error.message}` : String(error), facts: [] };
}

import { UsageError } from "../errors/usage-error.js";
import { describeValue, isRecord } from "../lib/guards.js";

/**
 * How much may be spent, in one bound or two.
 *
 * @example
 * ```ts
 * const thread = await codex.startThread({ budget: { turns: 20, tokens: 500_000 } satisfies Budget });
 * ```
 */
export interface Budget {
  /** How many turns may begin: a whole number. */
  readonly turns?: number | undefined;
  /** How many tokens they may use in all: a whole number. They are told after each call of the model, so that the last call may go beyond it. */
  readonly tokens?: number | undefined;
}

/**
 * Reads the option `budget`.
 *
 * @param least The smallest bound that makes sense.
 * @throws UsageError for anything but whole numbers, and for a budget that bounds nothing.
 */
export function readBudget(operation: string, value: unknown, least: number): Budget | undefined {
  if (value === undefined) return undefined;
  const refuse = (problem: string): UsageError => new UsageError("budget", `${operation}: ${problem}`);
  if (!isRecord(value)) throw refuse(`budget must be an object, not ${describeValue(value)}.`);
  const { turns, tokens, ...others } = value;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refuse(`budget has no ${unknown}. It takes turns, tokens.`);
  if (turns === undefined && tokens === undefined)
    throw refuse(
      "a budget without turns or tokens bounds nothing. Leave it out where nothing is to be bounded.",
    );
  const read = (name: string, bound: unknown): number | undefined => {
    if (bound === undefined || (Number.isSafeInteger(bound) && Number(bound) >= least))
      return bound as number | undefined;
    throw refuse(
      `budget.${name} must be a whole number of ${String(least)} or more, not ${describeValue(bound)}.`,
    );
  };
  return { turns: read("turns", turns), tokens: read("tokens", tokens) };
}

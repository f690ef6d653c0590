import { UsageError } from "../errors/usage-error.js";
import { describeValue, isRecord } from "../lib/guards.js";

/**
 * How a turn that an overloaded model refused is run again. The waits are random, up to a bound that doubles.
 *
 * @example
 * ```ts
 * const retryOverloaded: RetryOverloadedOptions = { maxAttempts: 8, maxElapsedMs: 300_000 };
 * ```
 */
export interface RetryOverloadedOptions {
  /** How many turns are started in all. Default 5. */
  readonly maxAttempts?: number | undefined;
  /** How long after its first refusal a turn is still run again, in milliseconds. Default 120000. */
  readonly maxElapsedMs?: number | undefined;
  /** The longest wait before the second turn, in milliseconds; it doubles with each. Default 1000. */
  readonly initialDelayMs?: number | undefined;
  /** The longest wait of all, in milliseconds. Default 30000. */
  readonly maxDelayMs?: number | undefined;
}

/** How turns are run again, with nothing left open. */
type RetrySettings = { readonly [Name in keyof RetryOverloadedOptions]-?: number };

const defaults: RetrySettings = {
  maxAttempts: 5,
  maxElapsedMs: 120_000,
  initialDelayMs: 1_000,
  maxDelayMs: 30_000,
};

/**
 * Reads the option `retryOverloaded`.
 *
 * @throws UsageError for what is neither a boolean nor an object of numbers that can be.
 */
export function readRetryOverloaded(operation: string, value: unknown): RetrySettings {
  if (value === true) return defaults;
  const refuse = (problem: string): UsageError =>
    new UsageError("retryOverloaded", `${operation}: ${problem}`);
  if (!isRecord(value))
    throw refuse(`retryOverloaded must be true, false or an object, not ${describeValue(value)}.`);
  const settings: Record<string, number> = { ...defaults };
  for (const [name, given] of Object.entries(value)) {
    if (!Object.hasOwn(defaults, name))
      throw refuse(`retryOverloaded has no ${name}. It takes ${Object.keys(defaults).join(", ")}.`);
    if (given === undefined) continue;
    const isOne = name === "maxAttempts" ? Number.isInteger(given) && Number(given) >= 1 : Number(given) >= 0;
    if (typeof given !== "number" || !isOne) {
      const least = name === "maxAttempts" ? "a whole number of 1 or more" : "0 or more milliseconds";
      throw refuse(`retryOverloaded.${name} must be ${least}, not ${describeValue(given)}.`);
    }
    settings[name] = given;
  }
  return { ...defaults, ...settings };
}

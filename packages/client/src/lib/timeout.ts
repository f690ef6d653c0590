import { UsageError } from "../errors/usage-error.js";

/** In milliseconds. Longer waits make a Node timer fire at once; nobody waits 24 days. */
export const longestTimer = 2 ** 31 - 1;

/** @throws UsageError for what is no time to wait. */
export function checkTimeout(option: string, ms: number): number {
  if (ms >= 0) return ms;
  throw new UsageError(option, `${option} must be 0 or more milliseconds, not ${String(ms)}.`);
}

/** Runs `expire` after a time, given in milliseconds. 0 and Infinity mean never: there is then no timer. */
export function startTimeout(ms: number, expire: () => void): NodeJS.Timeout | undefined {
  return ms > 0 && ms <= longestTimer ? setTimeout(expire, ms) : undefined;
}

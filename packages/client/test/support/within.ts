import { setTimeout as pause } from "node:timers/promises";

/** How a promise ended, or that it did not. */
export type Ending<Value> =
  | { readonly state: "resolved"; readonly value: Value }
  | { readonly state: "rejected"; readonly reason: unknown }
  | { readonly state: "pending" };

/** Waits so long for a promise and no longer, so that a test says "pending" where it would run out of time. */
export async function within<Value>(ms: number, promise: Promise<Value>): Promise<Ending<Value>> {
  const late = new AbortController();
  try {
    return await Promise.race([
      promise.then(
        (value): Ending<Value> => ({ state: "resolved", value }),
        (reason: unknown): Ending<Value> => ({ state: "rejected", reason }),
      ),
      pause(ms, { state: "pending" } as const, { signal: late.signal }),
    ]);
  } finally {
    late.abort();
  }
}

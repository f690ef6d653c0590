import { expect } from "vitest";

/** What a call rejects with; a call that does not reject fails the test. */
export async function refusal(call: Promise<unknown>): Promise<unknown> {
  const nothing = Symbol("nothing");
  const error: unknown = await call.then(
    () => nothing,
    (reason: unknown) => reason,
  );
  expect(error).not.toBe(nothing);
  return error;
}

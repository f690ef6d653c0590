import { UsageError } from "../errors/usage-error.js";
import { describeValue, isRecord } from "../lib/guards.js";

/** What an argument that stands by its place must be: by the field of the params that it fills. */
const positional: Readonly<Record<string, { readonly is: string; readonly mayBeEmpty: boolean }>> = {
  threadId: { is: "the id of a thread, as thread.id gives it", mayBeEmpty: false },
  name: { is: "a text", mayBeEmpty: true },
};

/**
 * Types are not trusted: plain JavaScript calls the methods too.
 *
 * @throws UsageError for an argument of another kind, with what was given and what is taken.
 */
export function checkArguments(operation: string, fixed: object): void {
  for (const [field, value] of Object.entries(fixed)) {
    const taken = Object.hasOwn(positional, field) ? positional[field] : undefined;
    if (taken !== undefined) checkText(operation, field, value, taken);
  }
}

/** @throws UsageError for what is no text. */
export function checkText(
  operation: string,
  name: string,
  value: unknown,
  { is, mayBeEmpty }: { readonly is: string; readonly mayBeEmpty: boolean },
): void {
  if (typeof value === "string" && (mayBeEmpty || value !== "")) return;
  const hint = isRecord(value) && typeof value["id"] === "string" ? " It has an id: give that." : "";
  throw new UsageError(name, `${operation}: ${name} must be ${is}, not ${describeValue(value)}.${hint}`);
}

/** @throws UsageError for what cannot be called. */
export function checkListener(operation: string, listener: unknown): void {
  if (typeof listener === "function") return;
  throw new UsageError(
    "listener",
    `${operation}: listener must be a function, not ${describeValue(listener)}.`,
  );
}

import { UsageError } from "../errors/usage-error.js";
import { describeValue, isRecord } from "./guards.js";

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

import { UsageError } from "../errors/usage-error.js";
import { describeValue, isRecord } from "./guards.js";

/** @throws UsageError for what is no signal, such as the controller of one. */
export function checkSignal(operation: string, signal: unknown): void {
  if (isRecord(signal) && typeof signal["throwIfAborted"] === "function") return;
  const hint = isRecord(signal) && "signal" in signal ? " It has a signal: give that." : "";
  throw new UsageError(
    "signal",
    `${operation}: signal must be an AbortSignal, not ${describeValue(signal)}.${hint}`,
  );
}

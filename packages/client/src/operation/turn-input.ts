import { UsageError } from "../errors/usage-error.js";
import type { TurnStartParams, UserInput } from "../generated/types.js";
import { describeValue, isRecord, memberOf } from "../lib/guards.js";
import { isExternalMessage, type ExternalMessage } from "./external-message.js";

/**
 * What a turn is started with: a text, one part, or several parts, which are the words of the user; or an
 * {@link externalMessage}, which is untrusted content.
 *
 * @example
 * ```ts
 * const input: TurnInput = [
 *   { type: "text", text: "What is in this picture?" },
 *   { type: "localImage", path: "/tmp/picture.png" },
 * ];
 * ```
 */
export type TurnInput = string | UserInput | readonly UserInput[] | ExternalMessage;

/** The params of `turn/start` for an input. The protocol has no turn with both. */
export function inputParams(operation: string, input: TurnInput): Partial<TurnStartParams> {
  return isExternalMessage(input)
    ? { input: [], toolOutput: input.toolOutput }
    : { input: [...partsOf(operation, input)] };
}

/**
 * The protocol's list of parts, whichever form the caller gave.
 *
 * @throws UsageError for what is no input: plain JavaScript gives one too.
 */
export function partsOf(operation: string, input: Exclude<TurnInput, ExternalMessage>): readonly UserInput[] {
  if (typeof input === "string") return [{ type: "text", text: input }];
  if (isExternalMessage(input)) {
    throw new UsageError("input", "An external message begins a turn, and is not added to one: run it.");
  }
  const parts = isList(input) ? input : [input];
  if (parts.length === 0) throw notInput(operation, "input", "an empty list");
  for (const [index, part] of parts.entries()) {
    const what = isList(input) ? `input[${String(index)}]` : "input";
    const type = memberOf(part, "type");
    if (typeof type !== "string")
      throw notInput(operation, what, isRecord(part) ? "an object without a type" : describeValue(part));
    const text = memberOf(part, "text");
    if (type === "text" && typeof text !== "string")
      throw notInput(operation, what, `a text part whose text is ${describeValue(text)}`);
  }
  return parts;
}

function notInput(operation: string, what: string, given: string): UsageError {
  const taken = what === "input" ? "a text, a part, a list of parts or an externalMessage" : "a part";
  return new UsageError(
    "input",
    `${operation}: ${what} must be ${taken}, not ${given}. A part is such as { type: "text", text: "Hi" } or { type: "localImage", path }.`,
  );
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(input: UserInput | readonly UserInput[]): input is readonly UserInput[] {
  return Array.isArray(input);
}

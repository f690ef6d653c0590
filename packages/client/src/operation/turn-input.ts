import { UsageError } from "../errors/usage-error.js";
import type { TurnStartParams, UserInput } from "../generated/types.js";
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
export function inputParams(input: TurnInput): Partial<TurnStartParams> {
  return isExternalMessage(input)
    ? { input: [], toolOutput: input.toolOutput }
    : { input: [...partsOf(input)] };
}

/** The protocol's list of parts, whichever form the caller gave. */
export function partsOf(input: Exclude<TurnInput, ExternalMessage>): readonly UserInput[] {
  if (typeof input === "string") return [{ type: "text", text: input }];
  if (isExternalMessage(input)) {
    throw new UsageError("input", "An external message begins a turn, and is not added to one: run it.");
  }
  return isList(input) ? input : [input];
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(input: UserInput | readonly UserInput[]): input is readonly UserInput[] {
  return Array.isArray(input);
}

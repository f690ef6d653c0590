import type { UserInput } from "../generated/types.js";

/**
 * What a turn is started with: a text, one part, or several parts.
 *
 * @example
 * ```ts
 * const input: TurnInput = [
 *   { type: "text", text: "What is in this picture?" },
 *   { type: "localImage", path: "/tmp/picture.png" },
 * ];
 * ```
 */
export type TurnInput = string | UserInput | readonly UserInput[];

/** The protocol's list of parts, whichever form the caller gave. */
export function partsOf(input: TurnInput): readonly UserInput[] {
  if (typeof input === "string") return [{ type: "text", text: input }];
  return isList(input) ? input : [input];
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(input: UserInput | readonly UserInput[]): input is readonly UserInput[] {
  return Array.isArray(input);
}

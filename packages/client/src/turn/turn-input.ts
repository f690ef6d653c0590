import type { TurnInput } from "../generated/surface.js";
import type { UserInput } from "../generated/types.js";

/** The protocol's list of parts, whichever form the caller gave. */
export function partsOf(input: TurnInput): readonly UserInput[] {
  if (typeof input === "string") return [{ type: "text", text: input }];
  return isList(input) ? input : [input];
}

/** `Array.isArray` does not narrow readonly arrays. */
function isList(input: UserInput | readonly UserInput[]): input is readonly UserInput[] {
  return Array.isArray(input);
}

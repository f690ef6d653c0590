import { UsageError } from "../errors/usage-error.js";
import { editDistance } from "./edit-distance.js";

/** What other clients call an option, and which says it here. Refused, never taken for it. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ["workingDirectory", "cwd"],
  ["additionalDirectories", "sandbox.writableRoots"],
  ["networkAccessEnabled", "sandbox.networkAccess"],
  ["env", "runtime.env"],
]);

/** The error for a name that nobody knows: with the one that was probably meant, and all there are. */
export function unknownName(
  name: string,
  what: string,
  { of, names }: { readonly of: string; readonly names: readonly string[] },
): UsageError {
  const other = otherNames.get(name) ?? "";
  const near = nearest(name, names) ?? (names.some((known) => other.startsWith(known)) ? other : "");
  const meant = near === "" ? "" : ` Did you mean ${near}?`;
  return new UsageError(name, `${of} has no ${what} ${name}.${meant} It takes ${names.join(", ")}.`);
}

/** The name that is the same but for its case, one that the other begins with, or a few letters. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  const most = Math.max(2, Math.floor(name.length / 3));
  const [best] = names
    .map((candidate) => {
      const known = candidate.toLowerCase();
      const isBeginning = wanted.length > 3 && (known.startsWith(wanted) || wanted.startsWith(known));
      return { candidate, distance: isBeginning ? 1 : editDistance(wanted, known) };
    })
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance);
  return best?.candidate;
}

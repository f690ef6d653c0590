import { UsageError } from "../errors/usage-error.js";

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

/** How many letters must be put in, taken out or replaced to make the one of the other (Levenshtein). */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const [left = 0, above = 0, before = 0] = [next[column], row[column + 1], row[column]];
      next.push(Math.min(left + 1, above + 1, before + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

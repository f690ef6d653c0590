import { CodegenError } from "../../errors/codegen-error.js";
import { minorOf } from "./minor-of.js";

/** Without the `v` that people write before it. */
export function bareVersion(given: string): string {
  return given.replace(/^v(?=\d)/, "");
}

/** Of `known` versions, the oldest first, the one that is asked for: a version, a minor version, `oldest` or `latest`. */
export function findRelease(known: readonly string[], given: string): string | undefined {
  const asked = bareVersion(given);
  if (asked === "oldest") return known.at(0);
  if (asked === "latest") return known.at(-1);
  return known.find((version) => version === asked || minorOf(version) === asked);
}

/**
 * The same, where it must be known.
 *
 * @throws CodegenError that lists what there is.
 */
export function requireRelease(known: readonly string[], asked: string, flag: string): string {
  const found = findRelease(known, asked);
  if (found !== undefined) return found;
  const sister = known.find((version) => minorOf(version) === minorOf(bareVersion(asked)));
  throw new CodegenError({
    message: `Codex ${asked} is not among the releases that come with this generator.`,
    found: `${flag} ${asked}`,
    expected: `oldest, latest, or one of ${known.join(", ")}`,
    fix:
      sister === undefined
        ? "Name one of these; 0.154 stands for the patch of it that is there."
        : `Of each minor version the last patch is there: name ${sister}. \`diff\` takes any patch, and gets it from npm.`,
  });
}

import type { ServerInfo } from "./server-info.js";
import type { Warning } from "./warning.js";

/**
 * What to warn of where the runtime is newer than the one that the types were generated from. `undefined` where it is not, and
 * where either version is unknown.
 */
export function newerRuntime({
  version,
  generatedFor,
}: Pick<ServerInfo, "version" | "generatedFor">): Omit<Warning, "at"> | undefined {
  if (version === null || generatedFor === null || !isNewer(version, generatedFor)) return undefined;
  return {
    method: "client/newerRuntime",
    message:
      `The runtime is codex ${version}; the types of this client are those of ${generatedFor}. What both versions know works. ` +
      "For the rest, update @codex-typed/client, or generate types from this runtime with codex-codegen.",
  };
}

function isNewer(version: string, than: string): boolean {
  const [left, right] = [parse(version), parse(than)];
  if (left === undefined || right === undefined) return false;
  const differs = left.numbers.findIndex((number, index) => number !== right.numbers[index]);
  if (differs !== -1) return (left.numbers[differs] ?? 0) > (right.numbers[differs] ?? 0);
  // A release comes after its own prereleases.
  if (left.prerelease === "" || right.prerelease === "") return left.prerelease < right.prerelease;
  return collator.compare(left.prerelease, right.prerelease) > 0;
}

/** `alpha.10` comes after `alpha.9`. */
const collator = new Intl.Collator("en", { numeric: true });

function parse(
  version: string,
): { readonly numbers: readonly number[]; readonly prerelease: string } | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/.exec(version);
  if (match === null) return undefined;
  const [, major, minor, patch, prerelease = ""] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], prerelease };
}

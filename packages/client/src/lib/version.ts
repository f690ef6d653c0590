/** Whether a release is newer than another. `false` where either is not written as `1.2.3` or `1.2.3-alpha.4`. */
export function isNewer(version: string, than: string): boolean {
  const [left, right] = [parse(version), parse(than)];
  if (left === undefined || right === undefined) return false;
  const differs = left.numbers.findIndex((number, index) => number !== right.numbers[index]);
  if (differs !== -1) return (left.numbers[differs] ?? 0) > (right.numbers[differs] ?? 0);
  // A release comes after its own prereleases.
  if (left.prerelease === "" || right.prerelease === "") return left.prerelease < right.prerelease;
  // Made when it is needed: the first takes as long as importing all of this package.
  return new Intl.Collator("en", { numeric: true }).compare(left.prerelease, right.prerelease) > 0;
}

/**
 * Whether a release is of an older minor version than another. Patches and prereleases do not count, and `false` is the answer where
 * either is not written as a version.
 */
export function isOlderMinor(version: string, than: string): boolean {
  const [left, right] = [parse(version)?.numbers, parse(than)?.numbers];
  if (left === undefined || right === undefined) return false;
  return left[0] === right[0] ? left[1] < right[1] : left[0] < right[0];
}

/** `alpha.10` comes after `alpha.9`. */
interface Version {
  readonly numbers: readonly [major: number, minor: number, patch: number];
  readonly prerelease: string;
}

function parse(version: string): Version | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/.exec(version);
  if (match === null) return undefined;
  const [, major, minor, patch, prerelease = ""] = match;
  return { numbers: [Number(major), Number(minor), Number(patch)], prerelease };
}

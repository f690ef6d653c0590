import type { Bump, Change, ProtocolDiff } from "./diff.js";

/**
 * What the changes ask of a version number under semantic versioning: `major` if anything breaks clients of the stable
 * protocol, `minor` for any other change of what can be sent, `patch` for words alone. Under 0.x, map `major` to `minor`.
 */
export function bumpFor(diff: Pick<ProtocolDiff, "changes">): Bump {
  return bumpOf(diff.changes);
}

/** {@link bumpFor} before there is a diff. */
export function bumpOf(changes: readonly Pick<Change, "breaking" | "aspect">[]): Bump {
  if (changes.some(({ breaking }) => breaking)) return "major";
  if (changes.some(({ aspect }) => aspect !== "docs")) return "minor";
  return changes.length > 0 ? "patch" : "none";
}

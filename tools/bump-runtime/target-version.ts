import { minorOf } from "../../packages/codegen/src/schema/archive/minor-of.js";
import { Refusal } from "./refusal.js";

/** What the registry has of the runtime. */
export interface Published {
  readonly versions: readonly string[];
  /** Such as `latest`. */
  readonly tags: Readonly<Record<string, string>>;
}

/** The word for the first release after the pinned one, to take one step at a time. */
const NEXT = "next-newest";

/** `0.99.0-linux-x64` and its like are the platform packages, published under the same name. */
const RUNTIME = /^(\d+)\.(\d+)\.(\d+)(-(alpha|beta|rc)(\.\d+)*)?$/;
const RELEASE = /^\d+\.\d+\.\d+$/;

/**
 * The version that `wanted` means, or `undefined` where there is nothing to do: it is pinned already, or a word such as
 * `latest` names nothing newer. An exact version may also go back.
 */
export function resolveTarget(
  wanted: string,
  pinned: string,
  { versions, tags }: Published,
): string | undefined {
  const runtimes = versions.filter((version) => RUNTIME.test(version)).sort(compareVersions);
  if (/^\d/.test(wanted)) {
    if (runtimes.includes(wanted)) return wanted === pinned ? undefined : wanted;
    throw new Refusal("version", `@openai/codex ${wanted} is not a published runtime.${nearest(runtimes)}`);
  }
  if (wanted !== NEXT && !Object.hasOwn(tags, wanted)) {
    const words = [...Object.keys(tags), NEXT].join(", ");
    throw new Refusal("version", `${wanted} is neither a version nor one of ${words}.`);
  }
  const target =
    wanted === NEXT
      ? runtimes.find((version) => RELEASE.test(version) && compareVersions(version, pinned) > 0)
      : tags[wanted];
  return target !== undefined && compareVersions(target, pinned) > 0 ? target : undefined;
}

/**
 * The releases that a bump from `pinned` to `target` leaps over and the history is to have: of each minor version before that of the target
 * the last patch, as far as it is newer than what is pinned. The oldest first.
 */
export function skippedReleases(
  pinned: string,
  target: string,
  { versions }: Pick<Published, "versions">,
): readonly string[] {
  const between = versions
    .filter((version) => RELEASE.test(version) && compareVersions(version, pinned) > 0)
    .filter((version) => compareVersions(version, target) < 0 && minorOf(version) !== minorOf(target));
  return [...new Map(between.sort(compareVersions).map((version) => [minorOf(version), version])).values()];
}

/** Orders versions; a release comes after its own prereleases. */
export function compareVersions(a: string, b: string): number {
  const left = parts(a);
  const right = parts(b);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Numbers to compare one by one; the fourth tells prereleases (by kind) from releases. */
function parts(version: string): readonly number[] {
  const [, major, minor, patch, prerelease] = RUNTIME.exec(version) ?? [];
  const kind =
    prerelease === undefined
      ? 3
      : ["alpha", "beta", "rc"].findIndex((name) => prerelease.startsWith(`-${name}`));
  const counters = prerelease?.split(".").slice(1) ?? [];
  return [Number(major), Number(minor), Number(patch), kind, ...counters.map(Number)];
}

function nearest(runtimes: readonly string[]): string {
  const last = runtimes.filter((version) => RELEASE.test(version)).slice(-3);
  return last.length === 0 ? "" : ` The newest are ${last.join(", ")}.`;
}

import type { Protocol } from "../protocol/protocol.js";
import { minorOf } from "../schema/archive/minor-of.js";
import type { AgeIndex, Career, Standing } from "./ages.js";
import { visitPlaces } from "./visit-places.js";

/** The index of no release at all. */
export const EMPTY_INDEX: AgeIndex = { releases: [], careers: [], places: {} };

/**
 * The index with one release more, the newest. A release of the minor version that is the newest so far takes its place: of each
 * minor version the last patch is kept.
 */
export function growIndex(index: AgeIndex, version: string, protocol: Protocol): AgeIndex {
  const last = index.releases.length - 1;
  const replaces = index.releases[last] !== undefined && minorOf(index.releases[last]) === minorOf(version);
  const release = replaces ? last : last + 1;

  const standings = standingsOf(protocol);
  const places = new Map<string, Map<string, Career>>();
  for (const [owner, paths] of Object.entries(index.places)) {
    const careers = Object.entries(paths).map(([path, number]) => {
      const before = (index.careers[number] ?? []).filter(([from]) => from < release);
      return [path, before] as const;
    });
    places.set(owner, new Map(careers));
  }
  for (const [owner, paths] of standings) {
    const known = places.get(owner) ?? new Map<string, Career>();
    for (const path of paths.keys()) if (!known.has(path)) known.set(path, []);
    places.set(owner, known);
  }
  return packed(
    [...index.releases.slice(0, release), version],
    [...places].map(([owner, paths]) => [
      owner,
      [...paths].map(([path, career]) => {
        const standing = standings.get(owner)?.get(path) ?? "absent";
        const unchanged = (career.at(-1)?.[1] ?? "absent") === standing;
        return [path, unchanged ? career : [...career, [release, standing] as const]];
      }),
    ]),
  );
}

function standingsOf(protocol: Protocol): ReadonlyMap<string, ReadonlyMap<string, Standing>> {
  const standings = new Map<string, Map<string, Standing>>();
  visitPlaces(protocol, ({ owner, path, experimental }) => {
    const paths = standings.get(owner) ?? new Map<string, Standing>();
    standings.set(owner, paths);
    // Several types may stand at one place, of which one needs no opt-in.
    if (paths.get(path) !== "stable") paths.set(path, experimental ? "experimental" : "stable");
    return undefined;
  });
  return standings;
}

function packed(
  releases: readonly string[],
  owners: readonly (readonly [owner: string, paths: readonly (readonly [path: string, career: Career])[]])[],
): AgeIndex {
  const numbers = new Map<string, number>();
  const careers: Career[] = [];
  const numberOf = (career: Career): number => {
    const key = JSON.stringify(career);
    const number = numbers.get(key) ?? careers.push(career) - 1;
    numbers.set(key, number);
    return number;
  };
  const places = owners.flatMap(([owner, paths]) => {
    // A place that the replaced release alone had was never there.
    const numbered = paths
      .filter(([, career]) => career.length > 0)
      .map(([path, career]) => [path, numberOf(career)] as const);
    return numbered.length === 0 ? [] : [[owner, Object.fromEntries(numbered)] as const];
  });
  return { releases, careers, places: Object.fromEntries(places) };
}

import type { Protocol } from "../protocol/protocol.js";
import { standingAt, type Ages, type Career } from "./ages.js";
import { visitPlaces, type Place } from "./visit-places.js";

/** A schema that has less than this of what a release has is of another protocol. */
const LEAST_LIKENESS = 0.5;

/**
 * The release whose protocol is most like this one, by what is there and what is not; of several the newest. For a schema that does not
 * say its version. `undefined` where it has not even half of what any release has.
 */
export function nearestRelease(ages: Ages, protocol: Protocol): string | undefined {
  const found = new Set<string>();
  let knowsExperimental = false;
  visitPlaces(protocol, (place) => {
    found.add(keyOf(place));
    knowsExperimental ||= place.experimental;
    return undefined;
  });
  const fared = tally(ages, found);
  let nearest: { readonly version: string; readonly alike: number } | undefined;
  for (const [release, version] of ages.releases.entries()) {
    const expected = [...fared].filter(([career]) => {
      const standing = standingAt(career, release);
      return standing === "stable" || (standing === "experimental" && knowsExperimental);
    });
    const all = expected.reduce((sum, [, places]) => sum + places.all, 0);
    const shared = expected.reduce((sum, [, places]) => sum + places.found, 0);
    // Jaccard's measure: what both have, of what either has.
    const alike = shared / (all + found.size - shared);
    if (shared / all >= LEAST_LIKENESS && alike >= (nearest?.alike ?? 0)) nearest = { version, alike };
  }
  return nearest?.version;
}

/** How many places fared so, and how many of those have been found. */
function tally(
  ages: Ages,
  found: ReadonlySet<string>,
): ReadonlyMap<Career, { readonly all: number; readonly found: number }> {
  const fared = new Map<Career, { all: number; found: number }>();
  for (const [place, career] of ages.careers()) {
    const places = fared.get(career) ?? { all: 0, found: 0 };
    places.all += 1;
    if (found.has(keyOf(place))) places.found += 1;
    fared.set(career, places);
  }
  return fared;
}

function keyOf({ owner, path }: Pick<Place, "owner" | "path">): string {
  return `${owner}\n${path}`;
}

import type { Protocol } from "../protocol/protocol.js";
import type { Ages } from "./ages.js";
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
  let nearest: { readonly version: string; readonly alike: number } | undefined;
  for (const [release, version] of ages.releases.entries()) {
    const expected = new Set(
      ages
        .placesAt(release)
        .filter(({ experimental }) => knowsExperimental || !experimental)
        .map(keyOf),
    );
    const shared = [...expected].filter((key) => found.has(key)).length;
    // Jaccard's measure: what both have, of what either has.
    const alike = shared / (expected.size + found.size - shared);
    if (shared / expected.size >= LEAST_LIKENESS && alike >= (nearest?.alike ?? 0)) {
      nearest = { version, alike };
    }
  }
  return nearest?.version;
}

function keyOf({ owner, path }: Place): string {
  return `${owner}\n${path}`;
}

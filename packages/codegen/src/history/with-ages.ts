import valid from "semver/functions/valid.js";
import type { Protocol } from "../protocol/protocol.js";
import type { Ages } from "./ages.js";
import { nearestRelease } from "./nearest-release.js";
import { visitPlaces, type Place } from "./visit-places.js";

/** A protocol whose parts tell since when they are there. */
export interface AgedProtocol {
  readonly protocol: Protocol;
  /** Whether something that the schema lacks is there in a later release only. */
  readonly comesLater: (place: Place) => boolean;
}

/** What every runtime says that was built from source: releases alone are given a version. */
const SOURCE_BUILD = "0.0.0";

/**
 * Says of everything in the protocol since when it is there. A schema that does not say its version in a way that can be read, or is of a
 * build from source, is taken for that of the release that it is most like; where it is like none, nothing has an age.
 */
export function withAges(protocol: Protocol, ages: Ages): AgedProtocol {
  const { runtimeVersion } = protocol;
  const said = valid(runtimeVersion) === null || runtimeVersion === SOURCE_BUILD ? null : runtimeVersion;
  const version = said ?? nearestRelease(ages, protocol);
  if (version === undefined) return { protocol, comesLater: () => false };
  const aged = visitPlaces(protocol, (place) =>
    // What no release has may have come with any release after the one that the schema is like.
    said === null && !ages.knows(place) ? undefined : ages.ageOf(place, version),
  );
  return { protocol: aged, comesLater: (place) => ages.comesAfter(place, version) };
}

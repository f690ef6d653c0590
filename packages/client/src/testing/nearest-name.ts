import { editDistance } from "../lib/edit-distance.js";

/** The name among those on offer that differs in the fewest letters; undefined where none is near enough to be what was meant. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const [nearest] = names
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .filter(({ candidate, distance }) => distance <= Math.max(name.length, candidate.length) / 3)
    .sort((one, other) => one.distance - other.distance);
  return nearest?.candidate;
}

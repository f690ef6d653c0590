import { readProtocols } from "../protocol/read-protocol.js";
import type { SchemaBundle } from "../schema/json-schema.js";
import { readSchema } from "../schema/read.js";
import { compareReleases, type Release } from "./compare-releases.js";
import type { TimelineRelease } from "./timeline.js";

/** Neighbouring releases, the oldest first, which are read one after another. */
export interface Stretch {
  readonly versions: readonly string[];
  /** Whether the first is there for the second to be compared with, and belongs to the stretch before. */
  readonly continues: boolean;
}

/** Reads a stretch, and compares each of its releases with the one before. */
export async function* readStretch({ versions, continues }: Stretch): AsyncGenerator<TimelineRelease> {
  const rest = versions.values();
  let before: Release | undefined;
  for await (const protocol of readProtocols(bundlesOf(versions))) {
    const release: Release = { version: rest.next().value ?? "", protocol };
    if (before !== undefined || !continues) yield compareReleases(before, release);
    before = release;
  }
}

async function* bundlesOf(versions: readonly string[]): AsyncGenerator<SchemaBundle> {
  for (const version of versions) yield await readSchema({ kind: "release", version });
}

/** `versions` in `count` stretches of about the same length. */
export function stretchesOf(versions: readonly string[], count: number): readonly Stretch[] {
  const starts = Array.from({ length: count }, (_, index) => Math.floor((index * versions.length) / count));
  return starts.map((start, index) => ({
    versions: versions.slice(Math.max(0, start - 1), starts[index + 1]),
    continues: start > 0,
  }));
}

import { PartsThread } from "../threads/parts-thread.js";
import { threadsOfUse } from "../threads/threads-of-use.js";
import { readStretch, stretchesOf, type Stretch } from "./read-stretch.js";
import { TIMELINE_FORMAT_VERSION, type Timeline, type TimelineRelease } from "./timeline.js";

/** A thread loads the reader, and reads one release more in full: it pays off from so many releases on. */
const RELEASES_PER_THREAD = 6;

/** How a timeline is read. */
export interface TimelineReading {
  /** Hears of each release that has been read, in whatever order. */
  readonly onRelease?: (version: string) => void;
  /**
   * How many threads at most; they change nothing but the time that it takes.
   *
   * @defaultValue as many as can work at once
   */
  readonly threads?: number;
}

/**
 * Reads the timeline of releases that come with this package.
 *
 * @param versions Neighbouring ones, the oldest first.
 */
export async function readTimeline(
  versions: readonly string[],
  { onRelease, threads = threadsOfUse() }: TimelineReading = {},
): Promise<Timeline> {
  const count = Math.max(1, Math.min(threads, Math.floor(versions.length / RELEASES_PER_THREAD)));
  const read: TimelineRelease[] = [];
  const take = async (releases: AsyncIterable<TimelineRelease>): Promise<void> => {
    for await (const release of releases) {
      read.push(release);
      onRelease?.(release.version);
    }
  };
  if (count === 1) await take(readStretch({ versions, continues: false }));
  else await inThreads(stretchesOf(versions, count), take);
  const releases = read.sort((a, b) => versions.indexOf(b.version) - versions.indexOf(a.version));
  return {
    formatVersion: TIMELINE_FORMAT_VERSION,
    from: versions.at(0) ?? "",
    to: versions.at(-1) ?? "",
    releases,
  };
}

async function inThreads(
  stretches: readonly Stretch[],
  take: (releases: AsyncIterable<TimelineRelease>) => Promise<void>,
): Promise<void> {
  const entry = new URL("./stretch-entry.js", import.meta.url);
  const threads = stretches.map((stretch) => {
    return { stretch, thread: new PartsThread<Stretch, TimelineRelease>(entry) };
  });
  try {
    await Promise.all(threads.map(({ stretch, thread }) => take(thread.run(stretch))));
  } finally {
    await Promise.all(threads.map(({ thread }) => thread.close()));
  }
}

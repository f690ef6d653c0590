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
   * In how many threads; that changes nothing but the time that it takes.
   *
   * @defaultValue as many as are of use
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
  { onRelease, threads = threadsFor(versions.length) }: TimelineReading = {},
): Promise<Timeline> {
  const read: TimelineRelease[] = [];
  const take = async (releases: AsyncIterable<TimelineRelease>): Promise<void> => {
    for await (const release of releases) {
      read.push(release);
      onRelease?.(release.version);
    }
  };
  if (threads < 2) await take(readStretch({ versions, continues: false }));
  else await inThreads(stretchesOf(versions, threads), take);
  const releases = read.sort((a, b) => versions.indexOf(b.version) - versions.indexOf(a.version));
  return {
    formatVersion: TIMELINE_FORMAT_VERSION,
    from: versions.at(0) ?? "",
    to: versions.at(-1) ?? "",
    releases,
  };
}

function threadsFor(releases: number): number {
  return Math.min(threadsOfUse(), Math.floor(releases / RELEASES_PER_THREAD));
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

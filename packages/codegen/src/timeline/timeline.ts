import type { Change, DiffSummary } from "../diff/diff.js";

/** The version of {@link Timeline} as JSON; it grows when a reader of the old form would misread the new one. */
export const TIMELINE_FORMAT_VERSION = 1;

/**
 * What came, changed and went from release to release, as plain data: what `history --format json` prints, and all that the Markdown and
 * the page are made from. Same releases, same bytes.
 */
export interface Timeline {
  readonly formatVersion: typeof TIMELINE_FORMAT_VERSION;
  /** The oldest release of the span, with which the next one is compared. */
  readonly from: string;
  /** The newest release of the span. */
  readonly to: string;
  /** The newest first. */
  readonly releases: readonly TimelineRelease[];
}

/** A release, and what is another thing in it than in the one before. */
export interface TimelineRelease {
  readonly version: string;
  /** The release that it is compared with; `null` for the first of the span. */
  readonly before: string | null;
  readonly sizes: ReleaseSizes;
  /** The figures of {@link changes}; only `docs` counts what is left out there. */
  readonly summary: DiffSummary;
  /** As `diff` has them, approvals first; those of words alone are left out. */
  readonly changes: readonly Change[];
}

/** How much of what a release has. */
export interface ReleaseSizes {
  /** What the client may ask. */
  readonly requests: ByLevel;
  /** What the server tells. */
  readonly notifications: ByLevel;
  /** What the server asks. */
  readonly serverRequests: ByLevel;
  /** Named types. */
  readonly types: ByLevel;
}

/** How many need no opt-in to the experimental API, and how many do. */
export interface ByLevel {
  readonly stable: number;
  readonly experimental: number;
}

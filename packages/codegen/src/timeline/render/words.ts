import type { DiffSummary } from "../../diff/diff.js";
import type { ByLevel, ReleaseSizes, Timeline, TimelineRelease } from "../timeline.js";

/** What a timeline is called. */
export function titleOf({ from, to }: Timeline): string {
  return from === to ? `Codex protocol ${to}` : `Codex protocol, ${from} to ${to}`;
}

/** What was added, removed and changed from a release to the next, as far as anything did. */
export function movesOf({ added, removed, changed }: DiffSummary): readonly string[] {
  const moves: readonly (readonly [count: number, words: string])[] = [
    [added, "added"],
    [removed, "removed"],
    [changed, "changed"],
  ];
  const known = moves.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return known.length === 0 ? ["nothing added, removed or changed"] : known;
}

/** What is said of changes that are not listed, if there are any. */
export function leftOut({ docs }: DiffSummary): readonly string[] {
  return docs === 0 ? [] : [`${docs} in words only, not listed`];
}

/** How much a release has of what. */
export function sizeWords({ requests, notifications, serverRequests, types }: ReleaseSizes): string {
  const { stable, experimental } = requests;
  return [
    `${total(requests)} requests (${stable} stable, ${experimental} experimental)`,
    `${total(notifications)} notifications`,
    `${total(serverRequests)} server requests`,
    `${total(types)} types`,
  ].join(", ");
}

/** How many there are, with and without an opt-in. */
export function total({ stable, experimental }: ByLevel): number {
  return stable + experimental;
}

/** What stands where there is no release before to compare with: none is another thing than no change. */
const NOTHING_BEFORE = "–";

function ifCompared(
  of: (summary: DiffSummary) => number,
): (release: TimelineRelease) => number | typeof NOTHING_BEFORE {
  return ({ before, summary }) => (before === null ? NOTHING_BEFORE : of(summary));
}

/** The figures of the releases as a table: its head, and what stands in each row. */
export const FIGURES: readonly (readonly [
  head: string,
  of: (release: TimelineRelease) => number | typeof NOTHING_BEFORE,
])[] = [
  ["requests, stable", ({ sizes }) => sizes.requests.stable],
  ["requests, experimental", ({ sizes }) => sizes.requests.experimental],
  ["notifications", ({ sizes }) => total(sizes.notifications)],
  ["server requests", ({ sizes }) => total(sizes.serverRequests)],
  ["types", ({ sizes }) => total(sizes.types)],
  ["changes", ifCompared(({ total: all }) => all)],
  ["breaking", ifCompared(({ breaking }) => breaking)],
  ["on approvals", ifCompared(({ approval }) => approval)],
];

import type { Change } from "./diff.js";
import type { Subject, ChangeKind } from "./vocabulary.js";

const SUBJECTS: readonly Subject[] = [
  "clientRequest",
  "serverRequest",
  "serverNotification",
  "clientNotification",
  "type",
  "variant",
  "enumValue",
  "field",
];
const CHANGES: readonly ChangeKind[] = ["removed", "changed", "added"];

/**
 * The order of the table: approval-relevant, then breaking, then breaking for those who opted in, words last; within that by
 * subject, removals first, and by path. Compares code units, so that no locale plays a part.
 */
export function inOrder<T extends Omit<Change, "id">>(changes: readonly T[]): readonly T[] {
  const keyed = changes.map((change) => ({ change, key: sortKey(change) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ change }) => change);
}

function sortKey(change: Omit<Change, "id">): string {
  const first = (yes: boolean) => (yes ? "0" : "1");
  return [
    first(change.approval),
    first(change.breaking),
    first(change.breakingForOptIn),
    first(change.aspect !== "docs"),
    first(!change.experimental),
    SUBJECTS.indexOf(change.subject),
    CHANGES.indexOf(change.change),
    change.path,
    change.name ?? "",
    change.rule,
    change.before ?? "",
    change.after ?? "",
  ].join("\u0000");
}

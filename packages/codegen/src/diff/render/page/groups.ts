import type { Change, Subject } from "../../diff.js";
import { standingOf } from "../words.js";

/** A section of the table, of which a tile says how much is in it. */
export interface Group {
  readonly title: string;
  /** What the tile says below the number. */
  readonly tile: string;
  /** How the number looks where it is not zero. */
  readonly mood: "note" | "bad" | "";
  /** All changes of the group, folded or not. */
  readonly changes: readonly Change[];
  readonly rows: readonly Row[];
}

/** A change, with the new types that came with it alone. */
export interface Row {
  readonly change: Change;
  readonly folded: readonly Change[];
}

/** Every change in exactly one group, so that the numbers add up. */
export function groupsOf(changes: readonly Change[]): readonly Group[] {
  const approvals = changes.filter(({ approval }) => approval);
  const others = (standing: ReturnType<typeof standingOf>) =>
    changes.filter((change) => !change.approval && standingOf(change) === standing);
  const breaking = approvals.filter((change) => change.breaking).length;
  const groups: readonly Omit<Group, "rows">[] = [
    {
      title: "Approvals, permissions, sandbox",
      tile: breaking === 0 ? "on approvals" : `on approvals, ${breaking} of them breaking`,
      mood: "note",
      changes: approvals,
    },
    { title: "Breaking", tile: "breaking", mood: "bad", changes: others("breaking") },
    {
      title: "Breaking only with the experimental API",
      tile: "breaking if opted in",
      mood: "",
      changes: others("opt-in"),
    },
    { title: "Compatible", tile: "compatible", mood: "", changes: others("compatible") },
    { title: "Words", tile: "in words only", mood: "", changes: others("words") },
  ];
  const methods = newMethodsOf(changes);
  return groups.map((group) => ({ ...group, rows: rowsOf(group.changes, methods) }));
}

const METHODS: ReadonlySet<Subject> = new Set([
  "clientRequest",
  "serverRequest",
  "serverNotification",
  "clientNotification",
]);

function isNewMethod({ subject, change, aspect }: Change): boolean {
  return METHODS.has(subject) && change === "added" && aspect === "existence";
}

function newMethodsOf(changes: readonly Change[]): ReadonlySet<string> {
  return new Set(changes.filter(isNewMethod).map(({ owner }) => owner));
}

/** A new type that only new methods send says nothing beside them: it stands under the first of them in the group. */
function rowsOf(changes: readonly Change[], newMethods: ReadonlySet<string>): readonly Row[] {
  const hosts = new Map(changes.filter(isNewMethod).map((change): [string, Change[]] => [change.owner, []]));
  const alone = changes.filter((change) => {
    const { rule, methods } = change;
    if (rule !== "type.added" || !methods.every((method) => newMethods.has(method))) return true;
    const host = methods.map((method) => hosts.get(method)).find((found) => found !== undefined);
    host?.push(change);
    return host === undefined;
  });
  return alone.map((change) => ({
    change,
    folded: isNewMethod(change) ? (hosts.get(change.owner) ?? []) : [],
  }));
}

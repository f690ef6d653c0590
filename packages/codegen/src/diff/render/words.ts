import type { Change, DiffSide, ProtocolDiff } from "../diff.js";
import { ruleOf } from "../rules.js";
import { shortened } from "../type-words.js";

/** How a change is judged, in one word for each reader. */
export type Standing = "breaking" | "opt-in" | "compatible" | "words";

/** The {@link Standing} of `change`. */
export function standingOf({ breaking, breakingForOptIn, aspect }: Change): Standing {
  if (breaking) return "breaking";
  if (breakingForOptIn) return "opt-in";
  return aspect === "docs" ? "words" : "compatible";
}

/** What happened, in a few words. */
export function labelOf(change: Change): string {
  return ruleOf(change.rule).label;
}

/** The reasons, each with its direction where there are two that differ. */
export function reasonsOf({ judgements }: Change): readonly string[] {
  const [first] = judgements;
  if (
    first !== undefined &&
    judgements.every(({ why, breaking }) => why === first.why && breaking === first.breaking)
  ) {
    return [first.why];
  }
  return judgements.map(({ direction, why }) =>
    direction === null ? why : `${direction === "clientToServer" ? "Client sends" : "Server sends"}: ${why}`,
  );
}

/** The reasons for a whole group of one rule. */
export function reasonsOfGroup(group: readonly Change[]): readonly string[] {
  const own = new Set(group.flatMap(reasonsOf));
  if (own.size < 2) return [...own];
  const both = group.find(({ judgements }) => judgements.length === 2);
  if (both !== undefined) return reasonsOf(both);
  const directed = group
    .map((change) => (change.judgements[0]?.direction === null ? [] : change.judgements))
    .flat();
  const one = (direction: string) =>
    directed.filter((judgement) => judgement.direction === direction).slice(0, 1);
  return [...one("clientToServer"), ...one("serverToClient")].map(
    ({ direction, why }) => `${direction === "clientToServer" ? "Client sends" : "Server sends"}: ${why}`,
  );
}

/** Who sends the thing. */
export function sendersOf({ directions }: Change): "client" | "server" | "both" | "nobody" {
  const [first, second] = directions;
  if (first === undefined) return "nobody";
  if (second !== undefined) return "both";
  return first === "clientToServer" ? "client" : "server";
}

/** What stood there and what stands there; words are cut to where they differ. */
export function beforeAfter(
  change: Change,
  longest: number,
): readonly [before: string | null, after: string | null] {
  const { before, after, aspect, subject } = change;
  // The name of a value says all that there is to it.
  if (subject === "enumValue" && aspect === "existence") return [null, null];
  if (aspect === "docs" && before !== null && after !== null) return cutToDifference(before, after, longest);
  return [before && shortened(oneLine(before), longest), after && shortened(oneLine(after), longest)];
}

function cutToDifference(before: string, after: string, longest: number): readonly [string, string] {
  const old = oneLine(before);
  const young = oneLine(after);
  let same = 0;
  while (same < old.length && old[same] === young[same]) same += 1;
  // A few words before the first difference, so that it can be placed.
  const from = same < longest / 2 ? 0 : old.lastIndexOf(" ", same - 20) + 1;
  const cut = (text: string) => shortened(`${from > 0 ? "…" : ""}${text.slice(from)}`, longest);
  return [cut(old), cut(young)];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** `codex 0.169.0`, or what can be said of a folder. */
export function sideWords({ runtimeVersion }: DiffSide, which: "before" | "after"): string {
  return runtimeVersion === null ? `schema folder (${which})` : runtimeVersion;
}

/** The sizes of both sides, a row each. */
export function sizesOf({
  before,
  after,
}: ProtocolDiff): readonly (readonly [what: string, before: number, after: number])[] {
  return [
    ["client requests", before.clientRequests, after.clientRequests],
    ["server requests", before.serverRequests, after.serverRequests],
    ["server notifications", before.serverNotifications, after.serverNotifications],
    ["client notifications", before.clientNotifications, after.clientNotifications],
    ["types", before.types, after.types],
  ];
}

/** What to say of the experimental API, or nothing. */
export function experimentalWords({ summary }: ProtocolDiff): string | undefined {
  const { experimental, breakingForOptIn } = summary;
  if (experimental === 0) return undefined;
  const more = breakingForOptIn === 1 ? "1 more breaks" : `${breakingForOptIn} more break`;
  return `Changes of the experimental API (${experimental}) never count as breaking: clients have it only after opting in. For those that did, ${more}.`;
}

/** `1 change`, `2 changes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

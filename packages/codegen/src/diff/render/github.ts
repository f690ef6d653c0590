import type { Change, Place, ProtocolDiff } from "../diff.js";
import { beforeAfter, counted, labelOf, reasonsOf, sendersOf, standingOf, usedByWords } from "./words.js";

/** How many annotations of a kind GitHub shows for a step; what comes after them is dropped. */
const SHOWN = 10;

/** What GitHub takes as the summary of a step, in bytes; of a longer one it shows nothing. */
export const SUMMARY_LIMIT = 1024 * 1024;

const LONGEST = 200;

/**
 * The diff as workflow commands, on the lines that use what changed where a tree was given: errors for what breaks, warnings
 * for the rest, those that weigh most first, and no more of either than GitHub shows.
 */
export function renderGithub(diff: ProtocolDiff): string {
  const breaking = inWeight(diff.changes.filter((change) => change.breaking));
  const rest = inWeight(diff.changes.filter((change) => !change.breaking));
  const lines = [...annotations("error", breaking), ...annotations("warning", rest)];
  const { total } = diff.summary;
  const words = usedByWords(diff) ?? (total === 0 ? "Nothing changed." : `${counted(total, "change")}.`);
  const figures = `${breaking.length} breaking; the summary of the step has all that is told of.`;
  return `${[...lines, `${oneLine(words)} ${figures}`].join("\n")}\n`;
}

/** What is used before what is in doubt; otherwise the order of the diff, approvals first. */
function inWeight(changes: readonly Change[]): readonly Change[] {
  const inDoubt = ({ uses }: Change) => uses !== undefined && uses.doubt !== null;
  return [...changes.filter((change) => !inDoubt(change)), ...changes.filter(inDoubt)];
}

/** The first place of each change before the second of any: as many changes as can be seen. */
function annotations(kind: "error" | "warning", changes: readonly Change[]): readonly string[] {
  const rounds = Math.max(0, ...changes.map(({ uses }) => uses?.places.length ?? 1));
  const lines: string[] = [];
  for (let round = 0; round < rounds && lines.length < SHOWN; round += 1) {
    for (const change of changes) {
      const place = change.uses?.places[round];
      if (place !== undefined || (change.uses === undefined && round === 0)) {
        lines.push(command(kind, change, place));
      }
    }
  }
  return lines.slice(0, SHOWN);
}

function command(kind: "error" | "warning", change: Change, place: Place | undefined): string {
  const name = change.name === null ? change.path : `${change.path} ${change.name}`;
  const properties: readonly (readonly [key: string, value: string])[] = [
    ...(place === undefined
      ? []
      : ([
          ["file", place.file],
          ["line", String(place.line)],
          ["col", String(place.column)],
        ] as const)),
    ["title", `Codex protocol: ${labelOf(change)}: ${name}`],
  ];
  const list = properties.map(([key, value]) => `${key}=${escapedProperty(value)}`).join(",");
  return `::${kind} ${list}::${escaped(message(change))}`;
}

function message(change: Change): string {
  const [before, after] = beforeAfter(change, LONGEST);
  const doubt = change.uses?.doubt ?? null;
  return [
    ...(doubt === null ? [] : [`May be used here: ${doubt}.`]),
    ...(standingOf(change) === "opt-in" ? ["Breaks clients of the experimental API."] : []),
    ...(change.approval ? ["Bears on approvals."] : []),
    ...reasonsOf(change),
    ...(before === null ? [] : [`Before: ${before}`]),
    ...(after === null ? [] : [`After: ${after}`]),
    ...senders(change),
  ].join("\n");
}

function senders(change: Change): readonly string[] {
  const sender = sendersOf(change);
  const [first, ...others] = change.methods;
  if (sender === "nobody" || first === undefined || first === change.owner) return [];
  const who = sender === "both" ? "Both sides send it" : `The ${sender} sends it`;
  return [`${who}: ${first}${others.length > 0 ? ` and ${counted(others.length, "more method")}` : ""}.`];
}

/** The name of a tree may be anything, and a line of its own could be a command. */
function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, " ");
}

/** The words of a workflow command, which ends with its line. */
function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** A property of a workflow command, which ends at a comma or a colon too. */
function escapedProperty(text: string): string {
  return escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

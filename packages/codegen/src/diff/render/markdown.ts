import type { Change, ProtocolDiff } from "../diff.js";
import { ruleOf } from "../rules.js";
import {
  beforeAfter,
  counted,
  experimentalWords,
  labelOf,
  reasonsOf,
  reasonsOfGroup,
  sendersOf,
  sideWords,
  sizesOf,
  standingOf,
} from "./words.js";

/** What GitHub takes as a comment, in characters; counted in bytes, so that no other count of characters is exceeded. */
export const MARKDOWN_LIMIT = 65_536;

/** How long the lists may be: tried in turn until the whole fits. Approvals and breaking changes are cut last. */
const CUTS: readonly Cut[] = [
  ...[Infinity, 200, 100, 60, 40, 25, 15, 8, 4].map((rest) => ({ first: Infinity, rest })),
  ...[150, 80, 40, 20, 10, 0].map((first) => ({ first, rest: Math.min(first, 4) })),
];

interface Cut {
  /** Rows of approval-relevant and of breaking changes. */
  readonly first: number;
  /** Rows of every other list. */
  readonly rest: number;
}

/** The diff as GitHub Markdown, for a pull request's comment or a changeset: never longer than {@link MARKDOWN_LIMIT}. */
export function renderMarkdown(diff: ProtocolDiff): string {
  for (const cut of CUTS) {
    const text = render(diff, cut);
    if (Buffer.byteLength(text) <= MARKDOWN_LIMIT) return text;
  }
  return render(diff, { first: 0, rest: 0 });
}

function render(diff: ProtocolDiff, cut: Cut): string {
  const of = (is: (change: Change) => boolean) => diff.changes.filter(is);
  const blocks = [
    `## Protocol diff: codex ${code(sideWords(diff.before, "before"))} → ${code(sideWords(diff.after, "after"))}`,
    summary(diff),
  ];
  if (diff.changes.length > 0) {
    blocks.push(
      sizes(diff),
      picture(diff),
      ...section(
        "Approvals, permissions, sandbox",
        of(({ approval }) => approval),
        cut.first,
      ),
      ...section(
        "Breaking",
        of(({ approval, breaking }) => !approval && breaking),
        cut.first,
      ),
      ...rest(
        "Breaking only with the experimental API",
        of((change) => !change.approval && standingOf(change) === "opt-in"),
        cut.rest,
      ),
      ...rest(
        "Compatible",
        of((change) => !change.approval && standingOf(change) === "compatible"),
        cut.rest,
      ),
      ...rest(
        "Words",
        of((change) => !change.approval && standingOf(change) === "words"),
        cut.rest,
      ),
    );
  }
  return `${blocks.join("\n\n")}\n`;
}

function summary(diff: ProtocolDiff): string {
  const { summary: of, changes, bump } = diff;
  if (changes.length === 0) return "Nothing changed.";
  const figures = [
    `**${of.breaking} breaking**`,
    `${of.approval} on approvals`,
    `${of.added} added`,
    `${of.removed} removed`,
    `${of.changed} changed`,
    `${of.docs} in words only`,
  ];
  const lines = [`${figures.join(" · ")}. Semantic version step: **${bump}**.`, experimentalWords(diff)];
  return lines.filter((line) => line !== undefined).join("\n\n");
}

function sizes(diff: ProtocolDiff): string {
  const rows = sizesOf(diff).map(([what, before, after]) => `| ${what} | ${before} | ${after} |`);
  return ["| | before | after |", "|---|--:|--:|", ...rows].join("\n");
}

const BAR = 24;
const AREAS = 16;

function picture({ areas }: ProtocolDiff): string {
  const moved = areas.filter(({ grew, shrank }) => grew + shrank > 0);
  if (moved.length === 0) return "No name came or went.";
  const shown = moved.slice(0, AREAS);
  const most = Math.max(...shown.map(({ grew, shrank }) => grew + shrank));
  const bar = (count: number, character: string) =>
    character.repeat(count === 0 ? 0 : Math.max(1, Math.round((count / most) * BAR)));
  const width = Math.max(...shown.map(({ area }) => area.length));
  const lines = shown.map(({ area, before, after, grew, shrank }) =>
    [
      area.replace(/[`\p{Cc}]/gu, "?").padEnd(width),
      `${before} → ${after}`.padStart(12),
      `+${grew}`.padStart(6),
      `−${shrank}`.padStart(5),
      ` ${bar(grew, "█")}${bar(shrank, "░")}`,
    ].join(" "),
  );
  const more = moved.length - shown.length;
  return [
    "### What grew and shrank",
    "",
    "Names of methods, fields, enum values and variants by area: `█` came, `░` went.",
    "",
    "```text",
    ...lines.map((line) => line.trimEnd()),
    ...(more > 0 ? [`${counted(more, "more area", "more areas")}`] : []),
    "```",
  ].join("\n");
}

/** A table with every column, for what somebody must look at. */
function section(title: string, changes: readonly Change[], limit: number): readonly string[] {
  if (changes.length === 0) return [];
  const shown = changes.slice(0, limit);
  const table = [
    "| | What | Where | Before → after | Sent by | Why |",
    "|---|---|---|---|---|---|",
    ...shown.map(
      (change) =>
        `| ${standingWords(change)} | ${labelOf(change)} | ${where(change)} | ${steps(change, 90)} | ${sentBy(change)} | ${why(change)} |`,
    ),
  ];
  return [
    `### ${title} (${changes.length})`,
    [...(shown.length > 0 ? table : []), ...more(changes, shown)].join("\n"),
  ];
}

/** Long lists, folded, grouped by rule so that the reason is told once. */
function rest(title: string, changes: readonly Change[], limit: number): readonly string[] {
  if (changes.length === 0) return [];
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = `${change.rule}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [`### ${title} (${changes.length})`, ...[...groups.values()].map((group) => fold(group, limit))];
}

function fold(group: readonly Change[], limit: number): string {
  const [first] = group;
  if (first === undefined) return "";
  const shown = group.slice(0, limit);
  const reasons = reasonsOfGroup(group);
  const empty = group.every((change) => steps(change, 1) === "");
  const rows = shown.map(
    (change) => `| ${where(change)} |${empty ? "" : ` ${steps(change, 70)} |`} ${sentBy(change)} |`,
  );
  const header = empty
    ? ["| Where | Sent by |", "|---|---|"]
    : [`| Where | ${headOf(first)} | Sent by |`, "|---|---|---|"];
  return [
    `<details><summary>${ruleOf(first.rule).label} (${group.length}): ${reasons.join(" ")}</summary>`,
    "",
    ...(shown.length > 0 ? [...header, ...rows] : []),
    ...more(group, shown),
    "",
    "</details>",
  ].join("\n");
}

function headOf({ change }: Change): string {
  return change === "added" ? "After" : change === "removed" ? "Before" : "Before → after";
}

function more(all: readonly Change[], shown: readonly Change[]): readonly string[] {
  const left = all.length - shown.length;
  return left === 0
    ? []
    : ["", `… and ${left} more, cut for length; \`--format html\` and \`--format json\` have all.`];
}

function standingWords(change: Change): string {
  const standing = standingOf(change);
  return standing === "breaking" ? "**breaking**" : standing === "opt-in" ? "breaking if opted in" : standing;
}

function where({ path, name, experimental, hint }: Change): string {
  const parts = [code(name === null ? path : `${path} ${name}`)];
  if (experimental) parts.push("_experimental_");
  if (hint !== null) parts.push(code(hint));
  return parts.join(" ");
}

function steps(change: Change, longest: number): string {
  const [before, after] = beforeAfter(change, longest);
  if (before === null) return after === null ? "" : code(after);
  return after === null ? `~~${code(before)}~~` : `${code(before)} → ${code(after)}`;
}

function sentBy(change: Change): string {
  const sender = sendersOf(change);
  if (sender === "nobody") return "no method";
  const { methods, owner } = change;
  const [first, ...others] = methods;
  if (first === undefined || first === owner) return sender;
  return `${sender}: ${code(first)}${others.length > 0 ? ` +${others.length}` : ""}`;
}

function why(change: Change): string {
  return reasonsOf(change).join("<br>");
}

/** A code span that cannot be left, in a table or out of it, whatever the schema says. */
function code(content: string): string {
  const plain = content.replace(/[\s\p{Cc}]+/gu, " ").trim();
  if (plain === "") return "(empty)";
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = plain.startsWith("`") || plain.endsWith("`") ? " " : "";
  return `${fence}${pad}${plain.replaceAll("|", "\\|")}${pad}${fence}`;
}

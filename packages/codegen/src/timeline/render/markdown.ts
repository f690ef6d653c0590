import type { Change } from "../../diff/diff.js";
import { code, standingWords, steps, where } from "../../diff/render/markdown.js";
import { groupsOf, type Row } from "../../diff/render/page/groups.js";
import { counted, labelOf } from "../../diff/render/words.js";
import type { Timeline, TimelineRelease } from "../timeline.js";
import { FIGURES, leftOut, movesOf, sizeWords, titleOf } from "./words.js";

const LONGEST = 90;

/** The timeline as GitHub Markdown: the figures of all releases, then a section a release, approvals first. */
export function renderTimelineMarkdown(timeline: Timeline): string {
  const blocks = [`# ${titleOf(timeline)}`, figures(timeline), ...timeline.releases.flatMap(section)];
  return `${blocks.join("\n\n")}\n`;
}

function figures({ releases }: Timeline): string {
  const row = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [
    row(["release", ...FIGURES.map(([head]) => head)]),
    `|---|${"--:|".repeat(FIGURES.length)}`,
    ...releases.map((release) => row([release.version, ...FIGURES.map(([, of]) => of(release))])),
  ].join("\n");
}

function section(release: TimelineRelease): readonly string[] {
  const { version, before, summary, sizes, changes } = release;
  const heading = `## ${version}`;
  if (before === null) return [heading, `The first of these releases: ${sizeWords(sizes)}.`];
  const figures = [
    ...movesOf(summary),
    ...(summary.breaking > 0 ? [`**${summary.breaking} breaking**`] : []),
    ...(summary.approval > 0 ? [`${summary.approval} on approvals`] : []),
    ...leftOut(summary),
  ];
  const groups = groupsOf(changes).filter((group) => group.changes.length > 0);
  return [
    heading,
    `Since ${before}: ${figures.join(" · ")}.`,
    ...groups.flatMap(({ title, changes: all, rows }) => [`### ${title} (${all.length})`, table(rows)]),
  ];
}

function table(rows: readonly Row[]): string {
  const cells = rows.map(({ change, folded }) => [
    standingWords(change),
    labelOf(change),
    `${where(change)}${withTypes(folded)}`,
    steps(change, LONGEST),
  ]);
  return [
    "| | What | Where | Before → after |",
    "|---|---|---|---|",
    ...cells.map((row) => `| ${row.join(" | ")} |`),
  ].join("\n");
}

function withTypes(folded: readonly Change[]): string {
  if (folded.length === 0) return "";
  return ` with ${counted(folded.length, "new type")}: ${folded.map(({ path }) => code(path)).join(", ")}`;
}

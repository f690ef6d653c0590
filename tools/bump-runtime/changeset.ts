import { boundedMarkdown } from "./bounded.js";

/** A semantic version step that a changeset can name. */
export type ReleaseStep = "major" | "minor" | "patch";

/** What a changeset says. */
export interface ChangesetContent {
  readonly from: string;
  readonly to: string;
  /** The packages that are released, each with its step. */
  readonly packages: Readonly<Record<string, ReleaseStep>>;
  /** The protocol diff, as Markdown. */
  readonly diff: string;
}

/** What a changelog bears: the whole diff is one command away. */
const LIMIT = 12_000;

/**
 * The step that a package takes for a diff. Under 0.x breaking is `minor`; and a runtime without any change to the protocol
 * is still another runtime.
 */
export function releaseStep(bump: ReleaseStep | "none", version: string): ReleaseStep {
  if (version.startsWith("0.")) return bump === "major" ? "minor" : "patch";
  return bump === "none" ? "patch" : bump;
}

/** The text of a changeset. */
export function changesetText({ from, to, packages, diff }: ChangesetContent): string {
  const head = Object.entries(packages).map(([name, step]) => `"${name}": ${step}`);
  const note = `_Cut here. The whole: \`codex-codegen diff\` between the runtimes ${from} and ${to}._`;
  const body = boundedMarkdown(demoted(diff).trim(), LIMIT, note);
  return `---\n${head.join("\n")}\n---\n\nThe runtime is codex ${to} (was ${from}).\n\n${body}\n`;
}

/** Headings one level below the changelog's own (`### Minor Changes`), outside fenced code. */
function demoted(markdown: string): string {
  let fenced = false;
  return markdown
    .split("\n")
    .map((line) => {
      if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
      return fenced ? line : line.replace(/^(#{1,3}) /, "###$1 ");
    })
    .join("\n");
}

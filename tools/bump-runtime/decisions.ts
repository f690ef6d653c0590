import type { Change, ProtocolDiff } from "@codex-typed/codegen";
import type { NewReadingLimits } from "./reading-limits.js";

/** Something that no script can decide: a question, and what it is about. */
export interface Decision {
  readonly question: string;
  readonly items: readonly string[];
}

/** What {@link decisionsOf} looks at. */
export interface DecisionInputs {
  readonly from: string;
  readonly diff: ProtocolDiff;
  readonly notExposed: readonly string[];
  /** What the generator could not read exactly, and had not met before. */
  readonly limits: NewReadingLimits;
  /** `file:line` of what still names the old version. */
  readonly mentions: readonly string[];
  readonly verified: boolean;
}

/** What a person must look at before a new runtime is shipped, weightiest first. */
export function decisionsOf(inputs: DecisionInputs): readonly Decision[] {
  const { from, diff, notExposed, limits, mentions, verified } = inputs;
  const all: readonly Decision[] = [
    {
      question: "Approvals: does each of these still do what the approval modes promise?",
      items: diff.changes.filter(({ approval, aspect }) => approval && aspect !== "docs").map(changeLine),
    },
    {
      question: "New fields, not exposed: list or withhold each in packages/codegen/src/surface/table.",
      items: notExposed,
    },
    {
      question: "Breaking: does the client need more than new types?",
      items: diff.changes.filter(({ breaking }) => breaking).map(changeLine),
    },
    {
      question:
        "Answers of unknown type: which definition is each? Name it in packages/codegen/src/protocol/read/result-names.ts.",
      items: limits.unknownResults,
    },
    {
      question: "Read wider than the schema says: is each type narrow enough for those who use it?",
      items: limits.wider,
    },
    {
      question: `Still naming ${from}: is it a fact about that version, or out of date?`,
      items: mentions,
    },
    {
      question:
        "Not verified: run npm test. Tests that pin counts or names of the old runtime are to be mended.",
      items: verified ? [] : ["--no-verify was given"],
    },
  ];
  return all.filter(({ items }) => items.length > 0);
}

/** {@link Decision}s as indented text, each list cut after `limit` items. */
export function decisionsText(decisions: readonly Decision[], limit: number): string {
  return decisions
    .map(({ question, items }) => {
      const lines = items.slice(0, limit).map((item) => `  - ${item}`);
      if (items.length > limit) lines.push(`  - and ${items.length - limit} more`);
      return [question, ...lines].join("\n");
    })
    .join("\n\n");
}

function changeLine({ path, name, change, aspect, before, after, judgements }: Change): string {
  const place = name === null ? path : `${path}: ${name}`;
  const what = aspect === "existence" ? change : `${aspect} ${change}`;
  const values = aspect !== "existence" && before !== null && after !== null ? ` (${before} → ${after})` : "";
  const why = judgements.find(({ breaking }) => breaking)?.why;
  return `${place} ${what}${values}${why === undefined ? "" : `; ${why}`}`;
}

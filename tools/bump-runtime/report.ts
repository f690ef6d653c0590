import { writeFile } from "node:fs/promises";
import type { BumpResult } from "./bump.js";
import { decisionsText } from "./decisions.js";
import type { Stage } from "./refusal.js";

/** What became of a bump, for programs: what `--report FILE` writes. */
export type Report =
  | { readonly outcome: "current"; readonly from: string }
  | {
      readonly outcome: "bumped";
      readonly from: string;
      readonly to: string;
      /** What a person must decide, as text. */
      readonly decisions: string;
      /** The protocol diff, as Markdown. */
      readonly diff: string;
    }
  | { readonly outcome: "failed"; readonly stage: Stage; readonly wanted: string; readonly reason: string };

/** How many items of a list a pull request bears; its diff has the rest. */
const LISTED = 40;

export function reportOf(result: BumpResult): Report {
  if (result.kind === "current") return { outcome: "current", from: result.from };
  const { from, to, markdown, decisions } = result;
  return { outcome: "bumped", from, to, decisions: decisionsText(decisions, LISTED), diff: markdown };
}

export async function writeReport(file: string, report: Report): Promise<void> {
  await writeFile(file, `${JSON.stringify(report, undefined, 2)}\n`);
}

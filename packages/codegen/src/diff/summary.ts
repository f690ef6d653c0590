import type { Change, DiffSummary } from "./diff.js";

/** How many of `changes` are what. */
export function summaryOf(changes: readonly Change[]): DiffSummary {
  const count = (is: (change: Change) => boolean) => changes.filter(is).length;
  const of = (kind: Change["change"]) => count(({ change, aspect }) => change === kind && aspect !== "docs");
  return {
    total: changes.length,
    breaking: count(({ breaking }) => breaking),
    breakingForOptIn: count(({ breaking, breakingForOptIn }) => breakingForOptIn && !breaking),
    approval: count(({ approval }) => approval),
    experimental: count(({ experimental }) => experimental),
    docs: count(({ aspect }) => aspect === "docs"),
    added: of("added"),
    removed: of("removed"),
    changed: of("changed"),
  };
}

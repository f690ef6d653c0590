import type { Spread } from "./statistics.js";

/** A table as text: the first column left-aligned, the others right; each as wide as its widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("──");
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** `1.83 (1.70–2.10)`, in seconds, from milliseconds. */
export function secondsCell({ median, min, max }: Spread): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(2);
  return `${seconds(median)} (${seconds(min)}–${seconds(max)})`;
}

/** The warning for a machine that is not at rest, or nothing. */
export function loadWarning(load: number, cores: number): string | undefined {
  if (load < cores * 0.25) return undefined;
  return `WARNING: load average ${load.toFixed(1)} on ${cores} cores: others are at work here.\nWall times say little: read CPU and ratios, or run again at rest.`;
}

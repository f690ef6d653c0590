import type { Generated } from "../generate.js";
import type { WiderReading } from "../protocol/protocol.js";

/** How many places a terminal bears; `protocol.wider` has all of them. */
const SHOWN = 20;

/** What was generated, in one line. */
export function summaryOf({ files, protocol }: Generated): string {
  const lines = [...files.values()].reduce((sum, text) => sum + text.split("\n").length - 1, 0);
  const version = protocol.runtimeVersion === null ? "schema folder" : `codex ${protocol.runtimeVersion}`;
  return `${version}: ${protocol.clientRequests.length} requests, ${protocol.serverNotifications.length} notifications, ${protocol.serverRequests.length} server requests, ${protocol.definitions.length} types; ${lines} lines in ${files.size} files`;
}

/** How long it took since `started`, as `performance.now()` gave it. */
export function secondsSince(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(2)} s`;
}

/** What a person should know of a run that went well, a line each. */
export function notesOf({ protocol, surface }: Generated): readonly string[] {
  return [
    ...list("new, not exposed (list or withhold each in the surface table):", surface.notExposed),
    ...list(
      "answers of unknown type (find each among the definitions, and name it in src/protocol/read/result-names.ts):",
      protocol.unknownResults,
    ),
    ...list("answers that no request is known to have:", protocol.unusedResults),
    ...widerLines(protocol.wider),
  ];
}

function list(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [title, ...items.map((item) => `  ${item}`)];
}

function widerLines(wider: readonly WiderReading[]): readonly string[] {
  if (wider.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { kind, keyword } of wider) {
    const name = keyword === "type" ? "integer" : keyword;
    if (kind === "bound") counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const bounds = [...counts].map(([keyword, count]) => `${keyword} (${String(count)})`).join(", ");
  const shapes = wider
    .filter(({ kind }) => kind === "shape")
    .map(({ pointer, note }) => `${pointer}: ${note}`);
  const more = shapes.length - SHOWN;
  return list("read wider than the schema says, which TypeScript cannot:", [
    ...(bounds === "" ? [] : [`bounds: ${bounds}`]),
    ...shapes.slice(0, SHOWN),
    ...(more > 0 ? [`and ${String(more)} more`] : []),
  ]);
}

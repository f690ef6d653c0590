import type { ProtocolDiff } from "../diff.js";

/** The diff as JSON: {@link ProtocolDiff}, field for field. */
export function renderJson(diff: ProtocolDiff): string {
  return `${JSON.stringify(diff, null, 2)}\n`;
}

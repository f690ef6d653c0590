import type { Timeline } from "../timeline.js";

/** The timeline as JSON: {@link Timeline}, field for field. */
export function renderTimelineJson(timeline: Timeline): string {
  return `${JSON.stringify(timeline, null, 2)}\n`;
}

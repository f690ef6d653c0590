import type { AreaGrowth } from "../../diff.js";
import { counted } from "../words.js";
import { breakable, html } from "./escape.js";

const WIDTH = 200;
const HEIGHT = 10;
/** How many areas are shown at once. */
const SHOWN = 12;

/** The picture of what grew and shrank: a bar an area, to the right what came, to the left what went. */
export function areasHtml(areas: readonly AreaGrowth[]): string {
  const most = (of: (area: AreaGrowth) => number) => Math.max(0, ...areas.map(of));
  const left = most(({ shrank }) => shrank);
  const right = most(({ grew }) => grew);
  const unit = WIDTH / Math.max(1, left + right);
  const items = areas.map((area) => item(area, left * unit, unit));
  const list = (some: readonly string[]) => `<ul class="areas">${some.join("\n")}</ul>`;
  const more = items.slice(SHOWN);
  if (more.length === 0) return list(items);
  return `${list(items.slice(0, SHOWN))}
<details class="more"><summary>${counted(more.length, "more area")}</summary>${list(more)}</details>`;
}

function item(
  { area, before, after, grew, shrank, changes, breaking }: AreaGrowth,
  axis: number,
  unit: number,
): string {
  const title = `${area}: ${before} names before, ${after} after; ${grew} came, ${shrank} went; ${changes} changes, ${breaking} breaking`;
  return `<li><button type="button" class="area" aria-pressed="false" data-area="${html(area)}" aria-label="${html(`Show ${title}`)}" title="${html(title)}">
<span class="name">${breakable(area)}</span>${bars(grew, shrank, axis, unit)}<span class="number grew">${grew > 0 ? `+${grew}` : ""}</span><span class="number shrank">${shrank > 0 ? `−${shrank}` : ""}</span></button></li>`;
}

function bars(grew: number, shrank: number, axis: number, unit: number): string {
  const width = (count: number) => (count === 0 ? 0 : Math.max(1.5, count * unit));
  const rect = (side: string, x: number, wide: number) =>
    wide === 0 ? "" : `<rect class="${side}" x="${round(x)}" width="${round(wide)}" height="${HEIGHT}"/>`;
  const gone = Math.min(width(shrank), axis);
  const come = Math.min(width(grew), WIDTH - axis);
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${rect("shrank", axis - gone, gone)}${rect("grew", axis, come)}<line x1="${round(axis)}" x2="${round(axis)}" y1="0" y2="${HEIGHT}"/></svg>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

import { html } from "../../../diff/render/page/escape.js";
import type { TimelineRelease } from "../../timeline.js";
import { movesOf, sizeWords, total } from "../words.js";
import { anchorOf } from "./anchor.js";

/** A row of bars: what it shows of a release, in parts that stand upon each other. */
interface Band {
  readonly label: (newest: TimelineRelease) => string;
  readonly height: number;
  readonly parts: readonly (readonly [look: string, of: (release: TimelineRelease) => number])[];
}

const BANDS: readonly Band[] = [
  {
    label: ({ sizes: { requests } }) =>
      `<tspan class="stable">■</tspan> ${requests.stable} requests, <tspan class="experimental">■</tspan> ${requests.experimental} experimental ones`,
    height: 78,
    parts: [
      ["stable", ({ sizes }) => sizes.requests.stable],
      ["experimental", ({ sizes }) => sizes.requests.experimental],
    ],
  },
  {
    label: ({ sizes }) =>
      `<tspan class="notifications">■</tspan> ${total(sizes.notifications)} notifications`,
    height: 44,
    parts: [["notifications", ({ sizes }) => total(sizes.notifications)]],
  },
  {
    label: ({ sizes }) => `<tspan class="types">■</tspan> ${total(sizes.types)} types`,
    height: 62,
    parts: [["types", ({ sizes }) => total(sizes.types)]],
  },
];

/** Above a band stands what it shows. */
const LABEL = 24;
const AXIS = 22;
/** At most so many versions stand below the columns. */
const NAMED = 8;

/**
 * The picture of how the protocol grew, a column a release, the oldest to the left. Across it is measured in percent, so that it fits any
 * width without its texts being stretched.
 */
export function chartHtml(releases: readonly TimelineRelease[]): string {
  const columns = [...releases].reverse();
  const newest = columns.at(-1);
  if (newest === undefined) return "";
  const step = 100 / columns.length;
  const bars = BANDS.map((band, index) => barsOf(band, bottomOf(index), columns, step));
  const links = columns.map((release, index) => {
    const own = bars.map((band) => band[index] ?? "").join("");
    const words = `${release.version}: ${sizeWords(release.sizes)}; ${release.before === null ? "the first" : movesOf(release.summary).join(", ")}`;
    return `<a href="#${anchorOf(release.version)}" aria-label="${html(words)}"><title>${html(words)}</title><rect class="column" x="${percent(index * step)}" width="${percent(step)}" y="0" height="${HEIGHT - AXIS}"/>${own}</a>`;
  });
  const labels = BANDS.map(
    (band, index) =>
      `<text class="label" x="0" y="${bottomOf(index) - band.height - 7}">${band.label(newest)}</text>`,
  );
  return `<svg class="chart" width="100%" height="${HEIGHT}" role="group" aria-label="Requests, notifications and types of each release, as they are linked to below">
${labels.join("")}
${links.join("\n")}
${namesOf(columns, step)}
</svg>`;
}

const HEIGHT = BANDS.reduce((sum, { height }) => sum + LABEL + height, 0) + AXIS;

function bottomOf(band: number): number {
  return BANDS.slice(0, band + 1).reduce((sum, { height }) => sum + LABEL + height, 0);
}

function barsOf(
  { parts, height }: Band,
  bottom: number,
  columns: readonly TimelineRelease[],
  step: number,
): readonly string[] {
  const heightOf = (release: TimelineRelease) => parts.reduce((sum, [, of]) => sum + of(release), 0);
  const unit = height / Math.max(1, ...columns.map(heightOf));
  return columns.map((release, index) => {
    let top = bottom;
    return parts
      .map(([look, of]) => {
        const tall = of(release) * unit;
        top -= tall;
        return `<rect class="${look}" x="${percent((index + 0.1) * step)}" width="${percent(0.8 * step)}" y="${rounded(top)}" height="${rounded(tall)}"/>`;
      })
      .join("");
  });
}

/** Versions below the columns, counted from the newest; every other one is left out where it is narrow. */
function namesOf(columns: readonly TimelineRelease[], step: number): string {
  const every = Math.ceil(columns.length / NAMED);
  return columns
    .map(({ version }, index) => {
      const back = columns.length - 1 - index;
      if (back % every !== 0) return "";
      const minor = (back / every) % 2 === 0 ? "" : " minor";
      const [x, anchor] =
        back === 0 ? [100, "end"] : index === 0 ? [0, "start"] : [(index + 0.5) * step, "middle"];
      return `<text class="version${minor}" x="${percent(x)}" y="${HEIGHT - 6}" text-anchor="${anchor}">${html(version)}</text>`;
    })
    .join("");
}

function percent(value: number): string {
  return `${rounded(value)}%`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

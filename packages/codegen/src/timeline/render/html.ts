import { documentHtml } from "../../diff/render/page/document.js";
import { html } from "../../diff/render/page/escape.js";
import { filtersHtml } from "../../diff/render/page/filters.js";
import { groupsOf } from "../../diff/render/page/groups.js";
import { pageScript } from "../../diff/render/page/script.js";
import { STYLE } from "../../diff/render/page/style.js";
import { tableHtml } from "../../diff/render/page/table.js";
import { counted } from "../../diff/render/words.js";
import type { Timeline, TimelineRelease } from "../timeline.js";
import { chartHtml } from "./page/chart.js";
import { anchorOf } from "./page/anchor.js";
import { TIMELINE_SCRIPT } from "./page/script.js";
import { TIMELINE_STYLE } from "./page/style.js";
import { FIGURES, leftOut, movesOf, sizeWords, titleOf } from "./words.js";

/** How many releases stand open at first: the newest ones. */
const OPEN = 2;

/** The timeline as one page that needs nothing else, with a picture, a section a release, a search and filters over all of them. */
export function renderTimelineHtml(timeline: Timeline): string {
  const { from, to, releases } = timeline;
  const sum = (of: (release: TimelineRelease) => number) =>
    releases.reduce((result, release) => result + of(release), 0);
  const changes = sum(({ summary }) => summary.total);
  const tiles: readonly (readonly [count: number, words: string, mood: string])[] = [
    [releases.length, releases.length === 1 ? "release" : "releases", ""],
    [sum(({ summary }) => summary.approval), "on approvals", "note"],
    [sum(({ summary }) => summary.breaking), "breaking", "bad"],
    [sum(({ summary }) => summary.added), "added", ""],
    [sum(({ summary }) => summary.removed), "removed", ""],
    [sum(({ summary }) => summary.changed), "changed", ""],
  ];
  const heading = from === to ? html(to) : `${html(from)} <span>→</span> ${html(to)}`;
  const figures = tiles.map(
    ([count, words, mood]) => `<li class="${count > 0 ? mood : ""}"><b>${count}</b>${words}</li>`,
  );
  return documentHtml({
    title: titleOf(timeline),
    body: `<header>
<p class="kicker">Codex app-server protocol, release by release</p>
<h1>${heading}</h1>
<p>${counted(changes, "change")} from release to release; ${sum(({ summary }) => summary.docs)} more in words only are not listed. A change is breaking where it breaks clients of the stable protocol.</p>
<ul class="figures">${figures.join("")}</ul>
</header>
<main>
<section aria-labelledby="grew">
<h2 id="grew">How it grew</h2>
<p class="soft">A column a release; choose one to see what it changed.</p>
${chartHtml(releases)}
${numbers(timeline)}
</section>
<section aria-labelledby="changes">
<h2 id="changes">Releases</h2>
${changes === 0 ? "" : tools(changes, releases)}
${releases.map((release, index) => section(release, index < OPEN)).join("\n")}
<p class="nothing" id="nothing" hidden>Nothing fits. Clear the search or a filter.</p>
</section>
</main>
<footer>Made by codex-codegen history. Unofficial; not affiliated with OpenAI.</footer>`,
    style: STYLE + TIMELINE_STYLE,
    script: changes === 0 ? undefined : pageScript(TIMELINE_SCRIPT),
  });
}

function tools(changes: number, releases: readonly TimelineRelease[]): string {
  const experimental = releases.some(({ summary }) => summary.experimental > 0);
  return `<div class="filters" data-script hidden>${filtersHtml({ experimental, words: false, uses: false })}</div>
<div class="tools">
<div class="find" data-script hidden>
<label><input type="search" id="search" placeholder="Search methods, types, fields" aria-label="Search the changes of all releases" autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd></label>
<button type="button" class="button" id="clear">Clear</button>
</div>
<p class="count" id="count" role="status" aria-live="polite">${counted(changes, "change")}</p>
</div>`;
}

function section({ version, before, sizes, summary, changes }: TimelineRelease, open: boolean): string {
  const id = anchorOf(version);
  const tags = [
    ...(summary.approval > 0 ? [`<span class="tag note">${summary.approval} on approvals</span>`] : []),
    ...(summary.breaking > 0 ? [`<span class="tag breaking">${summary.breaking} breaking</span>`] : []),
  ];
  const moves = before === null ? "the first of these releases" : movesOf(summary).join(" · ");
  const since = before === null ? "" : `Since ${html(before)}. `;
  const words = leftOut(summary).map((text) => ` ${text[0]?.toUpperCase() ?? ""}${text.slice(1)}.`);
  return `<details class="release" id="${id}"${open ? " open" : ""}>
<summary><h3 id="${id}-name">${html(version)}</h3> <span class="moves">${moves}</span> ${tags.join(" ")} <span class="fits"></span></summary>
<p class="soft">${since}It has ${sizeWords(sizes)}.${words.join("")}</p>
${changes.length === 0 ? "" : tableHtml(groupsOf(changes), `${id}-name`)}
</details>`;
}

/** What the picture shows, for whoever does not see it, or wants the figures. */
function numbers({ releases }: Timeline): string {
  const heads = FIGURES.map(([head]) => `<th scope="col">${head}</th>`);
  const rows = releases.map((release) => {
    const cells = FIGURES.map(([, of]) => `<td>${of(release)}</td>`);
    return `<tr><th scope="row"><a href="#${anchorOf(release.version)}">${html(release.version)}</a></th>${cells.join("")}</tr>`;
  });
  return `<details class="numbers"><summary>The figures as a table</summary>
<table><thead><tr><th scope="col">release</th>${heads.join("")}</tr></thead>
<tbody>${rows.join("\n")}</tbody></table></details>`;
}

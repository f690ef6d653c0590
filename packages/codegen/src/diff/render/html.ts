import type { ProtocolDiff } from "../diff.js";
import { areasHtml } from "./page/areas.js";
import { documentHtml } from "./page/document.js";
import { html, inScript } from "./page/escape.js";
import { filtersHtml } from "./page/filters.js";
import { groupsOf, type Group } from "./page/groups.js";
import { pageScript } from "./page/script.js";
import { STYLE } from "./page/style.js";
import { tableHtml } from "./page/table.js";
import { counted, experimentalWords, sideWords, sizesOf, usedByWords } from "./words.js";

/** The diff as one page that needs nothing else: no network, no fonts, no framework. */
export function renderHtml(diff: ProtocolDiff): string {
  const before = sideWords(diff.before, "before");
  const after = sideWords(diff.after, "after");
  const groups = groupsOf(diff.changes);
  return documentHtml({
    title: `Codex protocol ${before} → ${after}`,
    body: `<header>
<p class="kicker">Codex app-server protocol</p>
<h1>${html(before)} <span>→</span> ${html(after)}</h1>
${summary(diff, groups)}
</header>
<main>
${diff.changes.length === 0 ? "" : content(diff, groups)}
</main>
<footer>Made by codex-codegen diff. Unofficial; not affiliated with OpenAI.</footer>
<script type="application/json" id="diff">${inScript(JSON.stringify(diff))}</script>`,
    style: STYLE,
    script: diff.changes.length === 0 ? undefined : pageScript(),
  });
}

function summary(diff: ProtocolDiff, groups: readonly Group[]): string {
  const { summary: of, changes, bump } = diff;
  const tree = usedByWords(diff);
  if (changes.length === 0) return `<p>${html(tree ?? "Nothing changed.")}</p>`;
  const tiles = groups.map(({ tile, mood, changes: { length } }) => {
    return `<li class="${length > 0 ? mood : ""}"><b>${length}</b>${tile}</li>`;
  });
  const kinds = `${of.added} added, ${of.removed} removed, ${of.changed} changed, ${of.docs} in words only`;
  const experimental = experimentalWords(diff) ?? "";
  return `<p>${counted(of.total, "change")}: ${kinds}. Semantic version step: <b>${bump}</b>. ${html(experimental)}</p>
${tree === undefined ? "" : `<p>${html(tree)}</p>\n`}<ul class="figures">${tiles.join("")}</ul>`;
}

function content(diff: ProtocolDiff, groups: readonly Group[]): string {
  const sizes = sizesOf(diff).map(
    ([what, before, after]) => `${what} ${before === after ? after : `${before} → ${after}`}`,
  );
  return `<section aria-labelledby="grew">
<h2 id="grew">What grew and shrank</h2>
<p class="soft">Names of methods, fields, enum values and variants by area; choose one to see its changes.</p>
${areasHtml(diff.areas)}
<p class="soft sizes">${html(sizes.join(" · "))}</p>
</section>
<section aria-labelledby="changes">
<h2 id="changes">Changes</h2>
<div class="filters" data-script hidden>${filtersHtml({ experimental: diff.summary.experimental > 0, words: true, uses: diff.usedBy !== undefined })}</div>
<div class="tools">
<div class="find" data-script hidden>
<label><input type="search" id="search" placeholder="Search methods, types, fields, words" aria-label="Search the changes" autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd></label>
<button type="button" class="button" id="clear">Clear</button>
<button type="button" class="button" id="save">Save JSON</button>
</div>
<p class="count" id="count" role="status" aria-live="polite">${counted(diff.changes.length, "change")}</p>
</div>
${tableHtml(groups, "changes")}
<p class="nothing" id="nothing" hidden>Nothing fits. Clear the search or a filter.</p>
</section>`;
}

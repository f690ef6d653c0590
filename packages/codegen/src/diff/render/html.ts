import { createHash } from "node:crypto";
import type { ProtocolDiff } from "../diff.js";
import { areasHtml } from "./page/areas.js";
import { html, inScript } from "./page/escape.js";
import { groupsOf, type Group } from "./page/groups.js";
import { SCRIPT } from "./page/script.js";
import { STYLE } from "./page/style.js";
import { tableHtml } from "./page/table.js";
import { counted, experimentalWords, sideWords, sizesOf } from "./words.js";

/**
 * The diff as one page that needs nothing else: no network, no fonts, no framework. Its policy names the only style and the only
 * script that may run, so nothing that stands in a schema can become either.
 */
export function renderHtml(diff: ProtocolDiff): string {
  const before = sideWords(diff.before, "before");
  const after = sideWords(diff.after, "after");
  const groups = groupsOf(diff.changes);
  const policy = `default-src 'none'; img-src data:; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Codex protocol ${html(before)} → ${html(after)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="kicker">Codex app-server protocol</p>
<h1>${html(before)} <span>→</span> ${html(after)}</h1>
${summary(diff, groups)}
</header>
<main>
${diff.changes.length === 0 ? "" : content(diff, groups)}
</main>
<footer>Made by codex-codegen diff. Unofficial; not affiliated with OpenAI.</footer>
<script type="application/json" id="diff">${inScript(JSON.stringify(diff))}</script>
${diff.changes.length === 0 ? "" : `<script>${SCRIPT}</script>`}
</body>
</html>
`;
}

function summary(diff: ProtocolDiff, groups: readonly Group[]): string {
  const { summary: of, changes, bump } = diff;
  if (changes.length === 0) return `<p>Nothing changed.</p>`;
  const tiles = groups.map(({ tile, mood, changes: { length } }) => {
    return `<li class="${length > 0 ? mood : ""}"><b>${length}</b>${tile}</li>`;
  });
  const kinds = `${of.added} added, ${of.removed} removed, ${of.changed} changed, ${of.docs} in words only`;
  const experimental = experimentalWords(diff) ?? "";
  return `<p>${counted(of.total, "change")}: ${kinds}. Semantic version step: <b>${bump}</b>. ${html(experimental)}</p>
<ul class="figures">${tiles.join("")}</ul>`;
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
<div class="filters" data-script hidden>${filters(diff)}</div>
<div class="tools">
<div class="find" data-script hidden>
<label><input type="search" id="search" placeholder="Search methods, types, fields, words" aria-label="Search the changes" autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd></label>
<button type="button" class="button" id="clear">Clear</button>
<button type="button" class="button" id="save">Save JSON</button>
</div>
<p class="count" id="count" role="status" aria-live="polite">${counted(diff.changes.length, "change")}</p>
</div>
${tableHtml(groups)}
<p class="nothing" id="nothing" hidden>Nothing fits. Clear the search or a filter.</p>
</section>`;
}

const FILTERS: readonly (readonly [
  name: string,
  legend: string,
  options: readonly (readonly [string, string])[],
])[] = [
  ["approval", "Weight", [["true", "Approvals"]]],
  [
    "standing",
    "Judgement",
    [
      ["breaking", "Breaking"],
      ["opt-in", "If opted in"],
      ["compatible", "Compatible"],
    ],
  ],
  [
    "change",
    "Change",
    [
      ["added", "Added"],
      ["removed", "Removed"],
      ["changed", "Changed"],
      ["words", "Words"],
    ],
  ],
  [
    "subject",
    "Of",
    [
      ["method", "Methods"],
      ["type", "Types"],
      ["field", "Fields"],
      ["value", "Values and variants"],
    ],
  ],
  [
    "sender",
    "Sent by",
    [
      ["client", "Client"],
      ["server", "Server"],
      ["both", "Both"],
    ],
  ],
  [
    "experimental",
    "API",
    [
      ["false", "Stable"],
      ["true", "Experimental"],
    ],
  ],
];

function filters(diff: ProtocolDiff): string {
  const shown = diff.summary.experimental > 0 ? FILTERS : FILTERS.filter(([name]) => name !== "experimental");
  return shown
    .map(
      ([name, legend, options]) =>
        `<fieldset><legend>${legend}</legend>${options
          .map(
            ([value, label]) =>
              `<label class="chip"><input type="checkbox" name="${name}" value="${value}"><span>${label}</span></label>`,
          )
          .join("")}</fieldset>`,
    )
    .join("\n");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

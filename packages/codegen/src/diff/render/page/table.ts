import { type Change, type ProtocolDiff, type Subject, type Uses } from "../../diff.js";
import { beforeAfter, counted, labelOf, placeWords, reasonsOf, sendersOf, standingOf } from "../words.js";
import { html } from "./escape.js";

const LONGEST = 240;

/** The one table: a group a weight, a row a change. */
export function tableHtml({ changes }: ProtocolDiff): string {
  const groups: readonly (readonly [title: string, of: (change: Change) => boolean])[] = [
    ["Approvals, permissions, sandbox", ({ approval }) => approval],
    ["Breaking", (change) => !change.approval && standingOf(change) === "breaking"],
    [
      "Breaking only with the experimental API",
      (change) => !change.approval && standingOf(change) === "opt-in",
    ],
    ["Compatible", (change) => !change.approval && standingOf(change) === "compatible"],
    ["Words", (change) => !change.approval && standingOf(change) === "words"],
  ];
  return `<table aria-labelledby="changes">
<colgroup><col class="standing"><col class="what"><col><col class="steps"><col class="why"></colgroup>
<thead><tr><th scope="col">Judgement</th><th scope="col">What</th><th scope="col">Where</th><th scope="col">Before and after</th><th scope="col">Why, and who sends it</th></tr></thead>
${groups.map(([title, of]) => group(title, changes.filter(of))).join("\n")}
</table>`;
}

function group(title: string, changes: readonly Change[]): string {
  if (changes.length === 0) return "";
  return `<tbody>
<tr class="group"><th colspan="5" scope="colgroup">${html(title)} <small>${changes.length}</small></th></tr>
${changes.map(row).join("\n")}
</tbody>`;
}

const STANDINGS = {
  breaking: "breaking",
  "opt-in": "if opted in",
  compatible: "compatible",
  words: "words",
} as const;

function row(change: Change): string {
  const standing = standingOf(change);
  const data = {
    standing,
    change: change.aspect === "docs" ? "words" : change.change,
    subject: familyOf(change.subject),
    approval: String(change.approval),
    experimental: String(change.experimental),
    sender: sendersOf(change),
    area: change.area,
    ...(change.uses === undefined ? {} : { use: change.uses.doubt === null ? "used" : "doubt" }),
  };
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${html(value)}"`);
  return `<tr${attributes.join("")}><td class="standing"><span class="tag ${standing}">${STANDINGS[standing]}</span></td><td class="what">${html(labelOf(change))}</td><td class="where">${where(change)}</td><td class="steps">${steps(change)}</td><td class="why">${why(change)}</td></tr>`;
}

/** What the filter by subject calls it. */
function familyOf(subject: Subject): "method" | "type" | "field" | "value" {
  switch (subject) {
    case "type":
      return "type";
    case "field":
      return "field";
    case "enumValue":
    case "variant":
      return "value";
    default:
      return "method";
  }
}

function where({ path, name, experimental, hint, uses }: Change): string {
  const value = name === null ? "" : ` <code class="value">${html(name)}</code>`;
  return [
    `<code>${html(path)}</code>${value}`,
    ...(experimental ? ['<br><span class="tag">experimental</span>'] : []),
    ...(hint === null ? [] : [`<br><span class="soft">${html(hint)}</span>`]),
    ...(uses === undefined ? [] : [usedAt(uses)]),
  ].join("");
}

/** How many places are shown without being asked for. */
const PLACES = 3;

function usedAt({ doubt, places }: Uses): string {
  const list = (some: Uses["places"]) =>
    `<ul class="places">${some.map((place) => `<li><code>${html(placeWords(place))}</code></li>`).join("")}</ul>`;
  const more = places.slice(PLACES);
  return [
    doubt === null ? "" : `<p><span class="tag">in doubt</span> <span class="soft">${html(doubt)}</span></p>`,
    list(places.slice(0, PLACES)),
    more.length === 0
      ? ""
      : `<details><summary>${counted(more.length, "more place")}</summary>${list(more)}</details>`,
  ].join("");
}

function steps(change: Change): string {
  const [before, after] = beforeAfter(change, LONGEST);
  const text = (words: string) => (change.aspect === "docs" ? html(words) : `<code>${html(words)}</code>`);
  return `${before === null ? "" : `<del>${text(before)}</del>`}${after === null ? "" : `<ins>${text(after)}</ins>`}`;
}

const SENDERS = {
  client: "The client sends it",
  server: "The server sends it",
  both: "Both send it",
  nobody: "No method sends it",
} as const;

function why(change: Change): string {
  const reasons = reasonsOf(change).map((reason) => `<p>${html(reason)}</p>`);
  const sender = SENDERS[sendersOf(change)];
  const { methods, owner } = change;
  const [first, ...others] = methods;
  if (first === undefined || first === owner) return `${reasons.join("")}<span class="soft">${sender}</span>`;
  if (others.length === 0)
    return `${reasons.join("")}<span class="soft">${sender}: <code>${html(first)}</code></span>`;
  const list = methods.map((method) => `<li><code>${html(method)}</code></li>`);
  return `${reasons.join("")}<details><summary>${sender}: ${methods.length} methods</summary><ul>${list.join("")}</ul></details>`;
}

import type { Change, Subject } from "../../diff.js";
import { beforeAfter, counted, labelOf, reasonsOf, sendersOf, standingOf } from "../words.js";
import { breakable, html } from "./escape.js";
import type { Group, Row } from "./groups.js";

const LONGEST = 240;

/** The one table: a section a group, a row a change; new types that came with a new method are folded into its row. */
export function tableHtml(groups: readonly Group[]): string {
  return `<table aria-labelledby="changes">
<colgroup><col class="standing"><col class="what"><col><col class="steps"><col class="why"></colgroup>
<thead><tr><th scope="col">Judgement</th><th scope="col">What</th><th scope="col">Where</th><th scope="col">Before and after</th><th scope="col">Why, and who sends it</th></tr></thead>
${groups.map(section).join("\n")}
</table>`;
}

function section({ title, changes, rows }: Group): string {
  if (changes.length === 0) return "";
  return `<tbody>
<tr class="group"><th colspan="5" scope="colgroup">${html(title)} <small>${changes.length}</small></th></tr>
${rows.map(row).join("\n")}
</tbody>`;
}

const STANDINGS = {
  breaking: "breaking",
  "opt-in": "if opted in",
  compatible: "compatible",
  words: "words",
} as const;

function row({ change, folded }: Row): string {
  const standing = standingOf(change);
  return `<tr${attributes(change)}><td class="standing"><span class="tag ${standing}">${STANDINGS[standing]}</span></td><td class="what">${html(labelOf(change))}</td><td class="where">${where(change)}</td><td class="steps">${steps(change)}${fold(folded)}</td><td class="why">${why(change)}</td></tr>`;
}

/** What the filters go by. */
function attributes(change: Change): string {
  const data = {
    standing: standingOf(change),
    change: change.aspect === "docs" ? "words" : change.change,
    subject: familyOf(change.subject),
    approval: String(change.approval),
    experimental: String(change.experimental),
    sender: sendersOf(change),
    area: change.area,
  };
  return Object.entries(data)
    .map(([name, value]) => ` data-${name}="${html(value)}"`)
    .join("");
}

function fold(types: readonly Change[]): string {
  if (types.length === 0) return "";
  const items = types.map(
    (type) => `<li${attributes(type)}>${where(type)}${steps(type)}${others(type)}</li>`,
  );
  return `<details class="fold"><summary>with ${counted(types.length, "new type")}</summary><ul>${items.join("")}</ul></details>`;
}

function others({ methods }: Change): string {
  return methods.length < 2
    ? ""
    : `<span class="soft">in ${methods.map((method) => `<code>${breakable(method)}</code>`).join(", ")}</span>`;
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

function where({ path, name, experimental, hint }: Change): string {
  const value = name === null ? "" : ` <code class="value">${breakable(name)}</code>`;
  return [
    `<code>${breakable(path)}</code>${value}`,
    ...(experimental ? ['<br><span class="tag">experimental</span>'] : []),
    ...(hint === null ? [] : [`<br><span class="soft">${breakable(hint)}</span>`]),
  ].join("");
}

function steps(change: Change): string {
  const [before, after] = beforeAfter(change, LONGEST);
  const text = (words: string) =>
    change.aspect === "docs" ? html(words) : `<code>${typeHtml(words)}</code>`;
  return `${before === null ? "" : `<del>${text(before)}</del>`}${after === null ? "" : `<ins>${text(after)}</ins>`}`;
}

/** A long name in a type goes to the next line as a whole, and breaks only where it does not fit there. */
function typeHtml(type: string): string {
  return type
    .split(/([\w./]{20,})/)
    .map((part, index) => (index % 2 === 0 ? html(part) : `<span class="long">${breakable(part)}</span>`))
    .join("");
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
    return `${reasons.join("")}<span class="soft">${sender}: <code>${breakable(first)}</code></span>`;
  const list = methods.map((method) => `<li><code>${breakable(method)}</code></li>`);
  return `${reasons.join("")}<details><summary>${sender}: ${methods.length} methods</summary><ul>${list.join("")}</ul></details>`;
}

/**
 * What a page of changes does: it hides rows. All of them are in the page already, so it can be read where scripts do not run.
 * The search and the filters stand in the address, so that a view can be passed on.
 *
 * @param own What this page does beyond that. It may add to `reactions`, which are called whenever rows have been hidden or shown.
 */
export function pageScript(own = ""): string {
  return `${ROWS}${own}${START}`;
}

const ROWS = String.raw`
"use strict";
const search = document.getElementById("search");
const count = document.getElementById("count");
const nothing = document.getElementById("nothing");
const boxes = [...document.querySelectorAll(".chip input")];
const areas = [...document.querySelectorAll(".area")];
const groups = [...document.querySelectorAll("tbody")].filter((body) => body.querySelector("[data-standing]"));
const rows = [...document.querySelectorAll("[data-standing]")];
const folds = [...document.querySelectorAll(".fold")];
const texts = new Map();
const reactions = [];
const ownText = (node) => [...node.childNodes]
  .map((child) => child.nodeType === 3 ? child.data : child.classList?.contains("fold") ? "" : ownText(child)).join("");
const textOf = (row) => {
  if (!texts.has(row)) texts.set(row, ownText(row).toLowerCase());
  return texts.get(row);
};

function chosen() {
  const filters = new Map();
  for (const box of boxes) if (box.checked) filters.set(box.name, [...(filters.get(box.name) ?? []), box.value]);
  const area = areas.find((button) => button.getAttribute("aria-pressed") === "true");
  if (area) filters.set("area", [area.dataset.area]);
  return filters;
}

function apply() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const filters = chosen();
  let shown = 0;
  for (const row of rows) {
    const fits = [...filters].every(([name, values]) => values.includes(row.dataset[name]));
    row.hidden = !(fits && words.every((word) => textOf(row).includes(word)));
    if (!row.hidden) shown += 1;
  }
  for (const fold of folds) showFolded(fold);
  for (const group of groups) group.hidden = !group.querySelector("tr[data-standing]:not([hidden])");
  nothing.hidden = shown > 0 || rows.length === 0;
  count.textContent = shown === rows.length ? rows.length + " changes" : shown + " of " + rows.length + " changes";
  for (const react of reactions) react(words.length + filters.size > 0);
  const state = new URLSearchParams();
  if (search.value) state.set("q", search.value);
  for (const [name, values] of filters) for (const value of values) state.append(name, value);
  const hash = state.size > 0 ? "#" + state : document.getElementById(location.hash.slice(1)) ? location.hash : "";
  if (hash !== location.hash) history.replaceState(null, "", hash || location.pathname + location.search);
}

/** Where something folded fits and its row does not, the row is there for the name alone, and open. */
function showFolded(fold) {
  const row = fold.closest("tr");
  fold.hidden = fold.querySelector("li:not([hidden])") === null;
  const context = row.hidden && !fold.hidden;
  row.classList.toggle("context", context);
  if (context) {
    row.hidden = false;
    if (!fold.open) fold.dataset.opened = "";
    fold.open = true;
  } else if ("opened" in fold.dataset) {
    fold.open = false;
    delete fold.dataset.opened;
  }
}

function restore() {
  const state = new URLSearchParams(location.hash.slice(1));
  search.value = state.get("q") ?? "";
  for (const box of boxes) box.checked = state.getAll(box.name).includes(box.value);
  for (const button of areas) button.setAttribute("aria-pressed", String(state.get("area") === button.dataset.area));
  apply();
}
`;

const START = String.raw`
search.addEventListener("input", apply);
for (const box of boxes) box.addEventListener("change", apply);
for (const button of areas) {
  button.addEventListener("click", () => {
    const pressed = button.getAttribute("aria-pressed") === "true";
    for (const other of areas) other.setAttribute("aria-pressed", String(other === button && !pressed));
    apply();
  });
}
document.getElementById("clear").addEventListener("click", () => {
  history.replaceState(null, "", location.pathname + location.search);
  restore();
  search.focus();
});
document.getElementById("save")?.addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([document.getElementById("diff").textContent], { type: "application/json" }));
  link.download = "protocol-diff.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
document.addEventListener("keydown", (event) => {
  const typing = event.target === search;
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === "Escape" && typing) {
    search.value = "";
    apply();
  }
});
addEventListener("hashchange", restore);
for (const element of document.querySelectorAll("[data-script]")) element.hidden = false;
restore();
`;

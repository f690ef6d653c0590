/**
 * What the timeline's page does beyond the diff's: where the search or a filter narrows the rows, sections without one that fits are hidden
 * and the others open; and the columns of the picture are one stop for the Tab key, with arrows between them.
 */
export const TIMELINE_SCRIPT = String.raw`
const releases = [...document.querySelectorAll(".release")];
const columns = [...document.querySelectorAll(".chart a")];

reactions.push((narrowed) => {
  for (const release of releases) {
    const all = release.querySelectorAll("[data-standing]").length;
    const fitting = release.querySelectorAll("[data-standing]:not([hidden]):not(.context)").length;
    release.hidden = narrowed && fitting === 0;
    release.querySelector(".fits").textContent = narrowed && fitting > 0 ? fitting + " of " + all + " fit" : "";
    if (narrowed && fitting > 0 && !release.open) {
      release.open = true;
      release.dataset.opened = "";
    } else if (!narrowed && "opened" in release.dataset) {
      release.open = false;
      delete release.dataset.opened;
    }
  }
});

function goTo(release) {
  if (release.hidden) document.getElementById("clear").click();
  release.open = true;
  delete release.dataset.opened;
  release.scrollIntoView();
  release.querySelector("summary").focus({ preventScroll: true });
}

for (const link of document.querySelectorAll('a[href^="#release-"]')) {
  link.addEventListener("click", (event) => {
    const release = document.getElementById(link.getAttribute("href").slice(1));
    event.preventDefault();
    goTo(release);
  });
}

function hold(column) {
  for (const other of columns) other.setAttribute("tabindex", other === column ? "0" : "-1");
}
for (const [index, column] of columns.entries()) {
  column.addEventListener("focus", () => hold(column));
  column.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: columns.length - 1 }[event.key];
    if (to === undefined || columns[to] === undefined) return;
    event.preventDefault();
    columns[to].focus();
  });
}
hold(columns.at(-1));

function openAddressed() {
  const release = releases.find(({ id }) => "#" + id === location.hash);
  if (release) goTo(release);
}
addEventListener("hashchange", openAddressed);
addEventListener("load", openAddressed);
`;

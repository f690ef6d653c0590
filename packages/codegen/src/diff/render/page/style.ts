/** The style of the page: system fonts, one accent a meaning, both schemes from the same variables. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf8; --card: #ffffff; --ink: #1d1c1a; --soft: #5b5853; --line: #e3dfd8; --accent: #2f4fb0;
  --bad: #a3261b; --bad-paper: #fdeeec; --warn: #7a4a00; --warn-paper: #fdf3df; --good: #17663a; --good-paper: #eaf6ee;
  --note: #4b3aa8; --note-paper: #efedfc; --plain-paper: #f1eeea;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #141416; --card: #1b1b1e; --ink: #eceae6; --soft: #a9a5a0; --line: #323136; --accent: #9db4ff;
    --bad: #ffb0a6; --bad-paper: #43191a; --warn: #f3c777; --warn-paper: #3a2a0c; --good: #8ddaab; --good-paper: #14331f;
    --note: #c5bcff; --note-paper: #2b2650; --plain-paper: #28272b;
  }
}
* { box-sizing: border-box; }
html { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); }
main, header, footer { max-width: 84rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
.kicker { margin: 0; color: var(--soft); font-size: .87rem; letter-spacing: .02em; }
h1 { margin: .1rem 0 .6rem; font-size: clamp(1.5rem, 1rem + 2.6vw, 2.3rem); line-height: 1.15; font-weight: 650; letter-spacing: -.02em; overflow-wrap: anywhere; }
h1 span { color: var(--soft); font-weight: 400; }
h2 { margin: 2.2rem 0 .5rem; font-size: 1.05rem; font-weight: 650; }
p { margin: .4rem 0; max-width: 48rem; }
.soft { color: var(--soft); }
code, .mono { font-family: var(--mono); font-size: .9em; overflow-wrap: anywhere; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.2rem, 1fr)); gap: .6rem; margin: 1.1rem 0; padding: 0; list-style: none; }
.figures li { padding: .65rem .8rem; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; color: var(--soft); font-size: .84rem; }
.figures b { display: block; color: var(--ink); font-size: 1.5rem; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; }
.figures .bad b { color: var(--bad); } .figures .note b { color: var(--note); }
.areas { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)); gap: .1rem 1.6rem; margin: .6rem 0 0; padding: 0; list-style: none; }
.area { display: grid; grid-template-columns: minmax(0, 9.5rem) minmax(3rem, 1fr) 3.2rem 2.9rem; align-items: center; gap: .5rem; width: 100%; min-height: 1.9rem; padding: .15rem .4rem; border: 0; border-radius: .4rem; background: none; color: inherit; font: inherit; font-size: .87rem; text-align: left; cursor: pointer; }
.area:hover { background: var(--plain-paper); }
.area[aria-pressed="true"] { background: var(--note-paper); color: var(--note); }
.area .name { overflow-wrap: anywhere; line-height: 1.25; }
.area .number { text-align: right; font-variant-numeric: tabular-nums; font-size: .82rem; }
.area .grew { color: var(--good); } .area .shrank { color: var(--bad); }
.area svg { display: block; width: 100%; height: .7rem; }
.area rect.grew { fill: var(--good); } .area rect.shrank { fill: var(--bad); } .area line { stroke: var(--line); vector-effect: non-scaling-stroke; }
.more { margin: .3rem 0 0; } .more > summary { padding: .15rem .4rem; }
.sizes { max-width: none; margin-top: .7rem; font-size: .87rem; }
.tools { position: sticky; top: 0; z-index: 1; margin: 0 -1.25rem; padding: .7rem 1.25rem .6rem; background: var(--paper); border-bottom: 1px solid var(--line); }
.find { display: flex; align-items: center; gap: .6rem; }
.find label { position: relative; flex: 1; min-width: 0; }
.find kbd { position: absolute; right: .6rem; top: 50%; translate: 0 -50%; padding: 0 .4rem; border: 1px solid var(--line); border-radius: .3rem; color: var(--soft); font: .8rem var(--mono); pointer-events: none; }
input[type="search"] { width: 100%; padding: .55rem 2.4rem .55rem .8rem; border: 1px solid var(--line); border-radius: .55rem; background: var(--card); color: var(--ink); font: inherit; appearance: none; }
input[type="search"]::placeholder { color: var(--soft); opacity: 1; }
input[type="search"]::-webkit-search-cancel-button { display: none; }
.count { margin: .45rem 0 0; color: var(--soft); font-size: .87rem; font-variant-numeric: tabular-nums; }
.button { padding: .5rem .8rem; border: 1px solid var(--line); border-radius: .55rem; background: var(--card); color: var(--ink); font: inherit; font-size: .87rem; cursor: pointer; white-space: nowrap; }
.button:hover { border-color: var(--soft); }
.filters { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; margin: .6rem 0 .2rem; }
.filters[hidden], .find[hidden] { display: none; }
fieldset { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem; min-width: 0; margin: 0; padding: 0; border: 0; }
legend { float: left; margin-right: .3rem; padding: 0; color: var(--soft); font-size: .8rem; }
.chip { position: relative; display: inline-flex; }
.chip input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.chip span { padding: .18rem .62rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--card); font-size: .82rem; }
.chip:hover span { border-color: var(--soft); }
.chip input:checked + span { border-color: var(--note); background: var(--note-paper); color: var(--note); }
:focus-visible, .chip input:focus-visible + span { outline: 2px solid var(--accent); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; font-size: .9rem; }
col.standing { width: 9rem; } col.what { width: 10rem; } col.steps { width: 30%; } col.why { width: 25%; }
thead th { padding: .6rem .6rem .4rem; color: var(--soft); font-size: .8rem; font-weight: 500; text-align: left; }
tbody th { padding: 1.6rem .6rem .45rem; border-bottom: 1px solid var(--line); font-size: 1rem; font-weight: 650; text-align: left; }
tbody th small { color: var(--soft); font-weight: 400; }
td { padding: .55rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
tr[hidden], tbody[hidden] { display: none; }
.tag { display: inline-block; padding: .05rem .5rem; border-radius: .35rem; background: var(--plain-paper); font-size: .78rem; white-space: nowrap; }
.tag.breaking { background: var(--bad-paper); color: var(--bad); font-weight: 600; }
.tag.opt-in { background: var(--warn-paper); color: var(--warn); }
.tag.compatible { background: var(--good-paper); color: var(--good); }
.where code { font-weight: 550; }
.where .tag, .fold .tag { margin-top: .25rem; }
.where p { margin: .25rem 0 0; }
.places { margin: .25rem 0 0; padding: 0; list-style: none; font-size: .84rem; }
.where .places code { color: var(--soft); font-weight: 400; }
.where .value { color: var(--note); font-weight: 550; }
del, ins { display: block; text-decoration: none; padding-left: 1.1em; text-indent: -1.1em; }
del { color: var(--bad); } ins { color: var(--good); }
del::before { content: "−"; display: inline-block; width: 1.1em; text-indent: 0; } ins::before { content: "+"; display: inline-block; width: 1.1em; text-indent: 0; }
.long, .why code { display: inline-block; max-width: 100%; text-indent: 0; }
.why p { margin: 0 0 .2rem; }
details { color: var(--soft); font-size: .84rem; }
summary { cursor: pointer; border-radius: .3rem; width: fit-content; max-width: 100%; }
details ul { margin: .2rem 0 0; padding-left: 1.1rem; }
.steps .fold { margin-top: .25rem; }
.fold ul { padding-left: 0; list-style: none; }
.fold li { padding: .35rem 0; color: var(--ink); }
.context > :is(.standing, .what, .why) { visibility: hidden; }
.context > .steps > :is(del, ins) { display: none; }
.fold li[hidden], .fold[hidden] { display: none; }
.nothing { margin: 2rem 0; color: var(--soft); }
footer { padding-top: 2rem; padding-bottom: 3rem; color: var(--soft); font-size: .84rem; }
@media (max-width: 56rem) {
  .tools { position: static; }
  table, tbody, tr, td, tbody th { display: block; width: auto; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody th { padding-left: 0; }
  tbody tr:not(.group) { padding: .7rem 0; border-bottom: 1px solid var(--line); }
  td { padding: .1rem 0; border: 0; }
  td.standing, td.what { display: inline-block; margin-right: .5rem; }
  td.where { padding: .2rem 0; }
  .context > :is(.standing, .what, .why) { display: none; }
  td:empty { display: none; }
}
@media (max-width: 30rem) {
  main, header, footer { padding-left: .9rem; padding-right: .9rem; }
  .tools { margin: 0 -.9rem; padding-left: .9rem; padding-right: .9rem; }
  .area { grid-template-columns: minmax(0, 7.4rem) minmax(1rem, 1fr) 2.7rem 2.4rem; }
  .find { flex-wrap: wrap; } .find label { flex-basis: 100%; }
}
@media (prefers-reduced-motion: no-preference) { .button, .chip span, .area { transition: background .12s, border-color .12s; } }
@media print { .tools { display: none; } tr { break-inside: avoid; } }
`;

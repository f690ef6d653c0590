/** What the timeline's page has beyond the style of the diff's. */
export const TIMELINE_STYLE = `
.chart { display: block; margin: .6rem 0 .3rem; overflow: visible; font-size: .8rem; }
.chart text { fill: var(--soft); font-variant-numeric: tabular-nums; }
.chart .label { fill: var(--ink); }
.chart .stable { fill: var(--accent); } .chart .experimental { fill: var(--warn); } .chart .notifications { fill: var(--good); } .chart .types { fill: var(--note); }
.chart .column { fill: transparent; }
.chart a { cursor: pointer; outline: none; }
.chart a:hover .column { fill: var(--plain-paper); }
.chart a:focus-visible .column { fill: var(--note-paper); stroke: var(--accent); stroke-width: 2; }
.numbers > summary, .release > summary { padding: .15rem .4rem; }
.numbers table { max-width: 60rem; table-layout: auto; font-variant-numeric: tabular-nums; color: var(--ink); }
.numbers th, .numbers td, .numbers tbody th { padding: .2rem .4rem; border-bottom: 1px solid var(--line); font-size: .8rem; font-weight: 400; text-align: right; }
.numbers td, .numbers tbody th { white-space: nowrap; }
.numbers thead th { vertical-align: bottom; }
.numbers th:first-child { text-align: left; }
.numbers a { color: var(--accent); }
.release { color: inherit; font-size: inherit; border-bottom: 1px solid var(--line); scroll-margin-top: 6.5rem; }
.release > summary { width: auto; padding: .6rem .3rem; color: var(--soft); }
.release > summary:hover { background: var(--plain-paper); }
.release h3 { display: inline; margin: 0 .4rem 0 0; color: var(--ink); font-size: 1.05rem; font-weight: 650; }
.release[open] { padding-bottom: 1.4rem; }
.release > p { max-width: none; }
.release tbody:first-of-type th { padding-top: .6rem; }
.tag.note { background: var(--note-paper); color: var(--note); font-weight: 600; }
.fits { color: var(--note); }
@media (max-width: 56rem) {
  .numbers table { display: table; width: 100%; } .numbers thead { display: table-header-group; position: static; width: auto; height: auto; clip-path: none; }
  .numbers tbody { display: table-row-group; } .numbers tr { display: table-row; } .numbers td, .numbers th, .numbers tbody th { display: table-cell; }
}
@media (max-width: 40rem) {
  .chart .minor { display: none; }
  .numbers th, .numbers td, .numbers tbody th { padding: .2rem .15rem; }
  .numbers thead th { writing-mode: vertical-rl; text-align: left; }
}
`;

/** How the page looks: readable on paper, on a phone, by day and by night; colours have a contrast of 4.5 at least. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1f2933; --paper: #fff; --muted: #52606d; --line: #d9dee4; --soft: #f3f5f9;
  --model: #4a46c8; --ancestor: #14746f; --baseline: #6b7280; --published: #a14d00; --good: #17693a; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --paper: #14181f; --muted: #a3aebb; --line: #37404c; --soft: #1d232c;
  --model: #a9a6ff; --ancestor: #5fcdc5; --baseline: #a3aebb; --published: #ffb168; --good: #6fd598; --bad: #ff9a8f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: clamp(1.5rem, 5vw, 2.1rem); line-height: 1.15; margin: 0 0 .3rem; overflow-wrap: anywhere; }
h2 { margin: 3rem 0 .6rem; font-size: 1.3rem; }
p { max-width: 42rem; margin: .5rem 0; } .muted, figcaption, small { color: var(--muted); }
code { font-size: .85em; overflow-wrap: anywhere; }
.verdict { margin: 1.5rem 0; padding: 1rem 1.2rem; border-left: .35rem solid var(--muted); background: var(--soft); border-radius: 0 .5rem .5rem 0; }
.verdict strong { font-size: 1.2rem; display: block; } .verdict.better { border-color: var(--good); } .verdict.worse { border-color: var(--bad); }
.scroll { overflow-x: auto; } :focus-visible { outline: 3px solid var(--model); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .45rem .7rem; text-align: left; border-bottom: 1px solid var(--line); vertical-align: middle; }
thead th { color: var(--muted); font-size: .85rem; font-weight: 600; white-space: nowrap; vertical-align: bottom; }
tbody th { font-weight: 600; min-width: 7rem; max-width: 16rem; overflow-wrap: break-word; hyphens: auto; } tbody th small { display: block; font-weight: 400; }
.figure { text-align: right; white-space: nowrap; } td small { display: block; } .title { display: none; }
.bar { display: block; width: 100%; min-width: 9rem; overflow: visible; } td:has(.bar) { width: 45%; }
.bar .axis, .bar .mark { stroke: var(--line); stroke-width: 1; } .bar .mark { stroke: var(--muted); stroke-dasharray: 3 3; } .bar .interval { stroke-width: 4; stroke-linecap: round; opacity: .55; }
.model { --own: var(--model); } .ancestor { --own: var(--ancestor); } .baseline { --own: var(--baseline); } .published { --own: var(--published); }
.better { --own: var(--good); } .worse { --own: var(--bad); } .undecided { --own: var(--muted); }
.bar .interval { stroke: var(--own); } .bar circle { fill: var(--own); } .tag { color: var(--own); font-weight: 600; }
.chart { margin: 1rem 0 0; } .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; list-style: none; padding: 0; margin: 0 0 .5rem; }
.plot { position: relative; border-left: 1px solid var(--line); border-bottom: 1px solid var(--line); padding: .2rem 0; } .plot svg { display: block; width: 100%; height: 14rem; }
.plot span { position: absolute; left: .4rem; font-size: .8rem; color: var(--muted); background: var(--paper); padding: 0 .2rem; } .top { top: 0; } .bottom { bottom: .1rem; }
.line { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke; stroke: var(--baseline); } .line0 { stroke: var(--model); stroke-width: 2.5; }
.line1 { stroke: var(--ancestor); stroke-dasharray: 7 3; } .line2 { stroke: var(--published); stroke-dasharray: 2 3; } .line3 { stroke-dasharray: 9 3 2 3; }
figcaption { display: flex; justify-content: space-between; gap: 1rem; font-size: .85rem; } figcaption > :last-child { text-align: right; }
details { margin: .6rem 0; } summary { cursor: pointer; padding: .3rem 0; font-weight: 600; } li { margin: .25rem 0; }
dt { font-weight: 600; } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 32rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
@media screen and (max-width: 40rem) { table, tbody, tr, td, tbody th { display: block; } thead { position: absolute; clip-path: inset(50%); }
  tr { padding: .7rem 0; border-bottom: 1px solid var(--line); } tbody th, td { padding: .12rem 0; border: 0; max-width: none; }
  td { display: flex; justify-content: space-between; gap: 1rem; text-align: right; white-space: normal; }
  td .title { display: inline; color: var(--muted); text-align: left; } td:has(.bar) .title { display: none; } td:has(.bar) { width: auto; } td:has(.bar) div { width: 100%; } }
@media print { .scroll { overflow: visible; } h2 { break-after: avoid; } table, figure { break-inside: avoid; } }
`;

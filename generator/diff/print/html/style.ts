/** The look of the page; light or dark as the reader's system has it. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --back: light-dark(#fbfbfa, #16181c); --card: light-dark(#fff, #1e2127); --line: light-dark(#e3e3df, #31363f);
  --text: light-dark(#1d2126, #e6e8eb); --dim: light-dark(#5b636d, #9aa3ae); --link: light-dark(#0a58ca, #7db4ff);
  --red: light-dark(#b3261e, #ff8a80); --red-back: light-dark(#fdecea, #3b1f1f);
  --green: light-dark(#1b6e3c, #7fd49b); --blue: light-dark(#2458a6, #8fb8f5); --mark: light-dark(#fff3bf, #4a3f12);
}
* { box-sizing: border-box; }
html { scroll-padding-top: 11rem; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
a { color: var(--link); }
code, pre { font: 13px/1.55 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 3; }
.wrap { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
header.top { padding-top: 2rem; padding-bottom: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; overflow-wrap: anywhere; }
h1 .arrow { color: var(--dim); font-weight: 400; padding: 0 .25em; }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; margin: 0; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .6rem .9rem; flex: 1 1 9rem; }
.tiles dt { color: var(--dim); font-size: .8rem; }
.tiles dd { margin: 0; font-size: 1.35rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.tiles dd small { font-size: .8rem; font-weight: 400; color: var(--dim); display: block; line-height: 1.35; }
.tiles .bad dd, .tiles .bad dd a { color: var(--red); }
.tiles dd a { color: inherit; text-decoration-thickness: 1px; text-underline-offset: 3px; }
form.filters { position: sticky; top: 0; z-index: 2; background: var(--back); border-bottom: 1px solid var(--line); padding: .7rem 0; }
form.filters .wrap { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: center; }
.filters fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .35rem; align-items: center; }
.filters legend { float: left; padding: 0 .35rem 0 0; color: var(--dim); font-size: .8rem; }
.filters input[type=search], .filters select { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .35rem .6rem; }
.filters input[type=search] { flex: 1 1 14rem; min-width: 10rem; }
.chip { display: inline-flex; }
.chip input { position: absolute; opacity: 0; width: 1px; height: 1px; }
.chip span { border: 1px solid var(--line); border-radius: 99px; padding: .15rem .7rem; font-size: .85rem; cursor: pointer; background: var(--card); color: var(--dim); user-select: none; }
.chip input:checked + span { background: var(--text); color: var(--back); border-color: var(--text); }
.chip input:focus-visible + span { outline: 2px solid var(--link); outline-offset: 2px; }
.filters output { color: var(--dim); font-size: .85rem; font-variant-numeric: tabular-nums; }
.filters button { font: inherit; font-size: .85rem; color: var(--link); background: none; border: 0; padding: .2rem; cursor: pointer; text-decoration: underline; }
main { padding: 1rem 0 4rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .75rem; }
article { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin: 0 0 .75rem; padding: .75rem 1rem; }
article h3 { font-size: 1rem; margin: 0 0 .35rem; overflow-wrap: anywhere; }
article h3 a.self { color: inherit; text-decoration: none; }
article h3 a.self:hover { text-decoration: underline; }
article > .notes { margin: 0; font-size: .82rem; }
article h3 code { font-size: .82rem; color: var(--dim); font-weight: 400; margin-left: .5rem; }
ul.changes { list-style: none; margin: 0; padding: 0; }
ul.changes > li { padding: .45rem 0 .45rem .75rem; border-left: 3px solid var(--line); margin: .35rem 0; }
ul.changes > li.breaking { border-left-color: var(--red); }
ul.changes > li.stricter { border-left-color: var(--red); border-left-style: dashed; }
ul.changes > li.compatible { border-left-color: var(--green); }
ul.changes > li.annotation { border-left-color: var(--blue); }
li p { margin: 0; overflow-wrap: anywhere; }
li .where { font-weight: 600; }
li .notes { color: var(--dim); font-size: .82rem; display: flex; flex-wrap: wrap; gap: .1rem .9rem; }
.badge { color: var(--red); background: var(--red-back); border-radius: 5px; padding: 0 .4rem; font-weight: 600; }
li:target, .cited:target { background: var(--mark); }
.none { color: var(--dim); padding: 2rem 0; }
.sources { border-top: 1px solid var(--line); margin-top: 2.5rem; }
.file { content-visibility: auto; contain-intrinsic-size: auto 14rem; }
.file h3 { font-size: .9rem; margin: 1.25rem 0 .4rem; overflow-wrap: anywhere; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin: 0 0 .5rem; padding: .5rem 0; overflow-x: auto; tab-size: 2; }
.row { display: block; padding: 0 .9rem; min-width: max-content; }
.row .no { display: inline-block; width: 3.2rem; color: var(--dim); user-select: none; }
.cited { box-shadow: inset 3px 0 var(--blue); }
.breaking ul { margin: 0; padding-left: 1.2rem; }
.breaking li { margin: .25rem 0; overflow-wrap: anywhere; }
.usages li { margin: .5rem 0; }
[hidden] { display: none !important; }
@media (max-width: 40rem) { form.filters { position: static; } html { scroll-padding-top: 1rem; } }
@media print { form.filters { display: none; } }
`;

/** The report as one page that stands alone: it filters, shows both sources, and asks nothing of the network. */
import { createHash } from "node:crypto";
import { groupBy } from "../../../group-by.js";
import type { Change, DiffReport, Severity, Subject } from "../../diff-report.js";
import type { Release } from "../../release.js";
import { subjectKey, subjectName, subjectRoute, subjectSection } from "../../subject.js";
import { breaksText, sectionTitle, where } from "../words.js";
import { Html, html } from "./escape.js";
import { BREAKING, CHANGES, filters, tiles } from "./head.js";
import { SCRIPT } from "./script.js";
import { Excerpts } from "./sources.js";
import { specificationLinks } from "./specification.js";
import { STYLE } from "./style.js";

interface Sides {
  readonly old: Excerpts;
  readonly new: Excerpts;
  /** Numbers of the changes, by which links name them. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly shared: ReadonlyMap<string, number>;
  readonly specification: (subject: Subject) => string | undefined;
}

export function printHtml(report: DiffReport, old: Release, next: Release): string {
  const { changes } = report;
  const shared = new Map<string, number>();
  for (const { group } of changes) shared.set(group, (shared.get(group) ?? 0) + 1);
  const sides: Sides = {
    old: new Excerpts("old", old, changes),
    new: new Excerpts("new", next, changes),
    numbers: new Map(changes.map(({ id }, index) => [id, index])),
    shared,
    specification: specificationLinks(old, next),
  };
  const title = html`${report.old} <span class="arrow" aria-label="to">→</span> ${report.new}`;
  // Only this script runs, whatever a specification may smuggle into the page.
  const hash = createHash("sha256").update(SCRIPT).digest("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="icon" href="data:,">
<title>${report.old} → ${report.new}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#${CHANGES}">Skip to the changes</a>
<header class="top wrap"><h1>${title}</h1>${tiles(report)}</header>
${filters(report)}
<main class="wrap" id="${CHANGES}">
${usages(report, sides)}
${breakingList(changes, sides)}
${sections(changes, sides)}
<p class="none" ${new Html(changes.length > 0 ? "hidden" : "")}>No changes${changes.length > 0 ? " match the filters" : ""}.</p>
${sides.old.render(`Source of ${report.old}`)}
${sides.new.render(`Source of ${report.new}`)}
</main>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

function sections(changes: readonly Change[], sides: Sides): Html[] {
  const bySection = groupBy(changes, (change) => [subjectSection(change.subject), change]);
  // Subjects with what breaks first, and of each what breaks first; otherwise as the report has them.
  return [...bySection].map(([section, list]) => {
    const subjects = groupBy(list, (change) => [subjectKey(change.subject), change]);
    const articles = [...subjects.values()]
      .map((own) => own.toSorted(worstFirst))
      .sort(([a], [b]) => (a === undefined || b === undefined ? 0 : worstFirst(a, b)))
      .map((own) => article(section, own, sides));
    return html`<section class="api" aria-label="${sectionTitle(section)}"><h2>${sectionTitle(section)}</h2>${articles}</section>\n`;
  });
}

function article(section: string, changes: readonly Change[], sides: Sides): Html {
  const [first] = changes;
  const route = first === undefined ? "" : subjectRoute(first.subject);
  const name = first === undefined ? "" : subjectName(first.subject);
  const id = first === undefined ? "" : `on-${encodeURIComponent(subjectKey(first.subject))}`;
  const page = first === undefined ? undefined : sides.specification(first.subject);
  const link =
    page === undefined
      ? undefined
      : html`<p class="notes"><a class="spec" href="${page}" rel="noreferrer">in the specification</a></p>`;
  return html`<article data-section="${section}" id="${id}"><h3><a class="self" href="#${id}">${name}</a>${route === "" ? undefined : html`<code>${route}</code>`}</h3>${link}
<ul class="changes">${changes.map((change) => item(change, sides))}</ul></article>\n`;
}

function item(change: Change, sides: Sides): Html {
  const place = where(change);
  const breaks = breaksText(change);
  const count = sides.shared.get(change.group) ?? 1;
  return html`<li class="${change.severity}" id="c${sides.numbers.get(change.id)}" data-severity="${change.severity}" data-breaks="${change.breaks.join(" ")}">
<p>${place === "" ? undefined : html`<code class="where">${place}</code> `}${change.message}</p>
<p class="notes">${breaks === "" ? html`<span>${change.severity}</span>` : html`<span class="badge">${breaks}</span>`}<span>${change.rule}</span>${source(change, "old", sides)}${source(change, "new", sides)}${count > 1 ? html`<span>one edit, shown in ${count} places</span>` : undefined}</p></li>\n`;
}

const RANK: { readonly [severity in Severity]: number } = {
  breaking: 0,
  stricter: 1,
  compatible: 2,
  annotation: 3,
  documentation: 4,
};

function worstFirst(a: Change, b: Change): number {
  return RANK[a.severity] - RANK[b.severity];
}

/** All that breaks anyone, in one list of links at the top. */
function breakingList(changes: readonly Change[], sides: Sides): Html | undefined {
  const breaking = changes.filter(({ breaks }) => breaks.length > 0).toSorted(worstFirst);
  if (breaking.length === 0) return undefined;
  const rows = breaking.map((change) => html`<li>${changeLink(change, sides)}</li>\n`);
  return html`<section class="breaking" id="${BREAKING}" aria-label="What breaks"><h2>What breaks</h2><ul>${rows}</ul></section>`;
}

function changeLink(change: Change, sides: Sides): Html {
  const badge = change.breaks.length > 0 ? html`<span class="badge">${breaksText(change)}</span>` : undefined;
  return html`<a href="#c${sides.numbers.get(change.id)}">${`${subjectName(change.subject)} ${where(change)}`.trim()}</a>: ${change.message} ${badge}`;
}

function source(change: Change, side: "old" | "new", sides: Sides): Html | undefined {
  const place = change[side];
  if (place === undefined) return undefined;
  const file = place.file.split("/").pop() ?? "";
  return html`<a href="#${sides[side].anchor(place)}" title="${place.file}">${side}: ${file}:${place.line}</a>`;
}

function usages({ usages: found, changes }: DiffReport, sides: Sides): Html | undefined {
  if (found === undefined) return undefined;
  const byId = new Map(changes.map((change) => [change.id, change]));
  const rows = found.map(({ file, line, what, name, changes: ids }) => {
    const met = ids.flatMap((id) => byId.get(id) ?? []);
    const links = met.map((change) => html`<li>${changeLink(change, sides)}</li>`);
    return html`<li><code>${file}:${line}</code> ${what} <code>${name}</code><ul>${links}</ul></li>`;
  });
  const list = rows.length === 0 ? html`<p>Nothing that changes is used.</p>` : html`<ul>${rows}</ul>`;
  return html`<section class="usages" aria-label="In your code"><h2>In your code</h2>${list}</section>`;
}

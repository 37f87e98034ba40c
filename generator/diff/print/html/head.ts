/** The top of the page: how much changed, and what to show of it. */
import type { Audience, DiffReport, Severity } from "../../diff-report.js";
import { subjectSection } from "../../subject.js";
import { AUDIENCES, SEVERITIES, sectionTitle } from "../words.js";
import { Html, html } from "./escape.js";

/** Ids of the list of what breaks, and of all changes. */
export const BREAKING = "breaking";
export const CHANGES = "changes";

export function tiles({ summary }: DiffReport): Html {
  const { operations, events, changes, breaks } = summary;
  const list = (counts: { readonly [name: string]: number }): string =>
    Object.entries(counts)
      .filter(([name, count]) => count > 0 && name !== "changed")
      .map(([name, count]) => `${count} ${name}`)
      .join(", ");
  const tile = (name: string, value: number, more: string, place: string): Html => {
    const number =
      value === 0
        ? html`${value}`
        : html`<a href="#${place}" aria-label="${`${value} ${name}`}">${value}</a>`;
    return html`<div class="${place === BREAKING && value > 0 ? "bad" : ""}"><dt>${name}</dt><dd>${number}${more === "" ? undefined : html`<small>${more}</small>`}</dd></div>`;
  };
  return html`<dl class="tiles">
${tile("operations changed", operations.changed, list({ ...operations }), CHANGES)}
${tile("events changed", events.changed, list({ ...events }), CHANGES)}
${tile("breaking changes", changes.breaking, "", BREAKING)}
${tile("stricter in generated code", changes.stricter, "", BREAKING)}
${tile("break callers", breaks.caller, "", BREAKING)}
${tile("break servers", breaks.server, "", BREAKING)}
${tile("break readers", breaks.reader, "of events", BREAKING)}
</dl>`;
}

/** Annotations are many and change nothing: they are there, but not at first. */
const SHOWN: ReadonlySet<Severity> = new Set(["breaking", "stricter", "compatible", "documentation"]);

export function filters({ changes, summary }: DiffReport): Html {
  const sections = [...new Set(changes.map(({ subject }) => subjectSection(subject)))];
  const severities = (["breaking", "stricter", "compatible", "annotation", "documentation"] as const).filter(
    (severity) => summary.changes[severity] > 0,
  );
  const audiences: readonly Audience[] = ["caller", "server", "reader"];
  return html`<form class="filters" role="search" aria-label="Filter the changes"><div class="wrap">
<input type="search" name="search" placeholder="Search: knock, body.rooms, property-removed …" aria-label="Search">
<select name="section" aria-label="API"><option value="">All APIs and events</option>${sections.map(
    (section) => html`<option value="${section}">${sectionTitle(section)}</option>`,
  )}</select>
<fieldset><legend>Show</legend>${severities.map((severity) =>
    chip("severity", severity, `${SEVERITIES[severity]} ${summary.changes[severity]}`, SHOWN.has(severity)),
  )}</fieldset>
<fieldset><legend>Breaks</legend>${audiences.map((audience) => chip("audience", audience, AUDIENCES[audience], false))}</fieldset>
<output aria-live="polite">${changes.length} changes</output>
<button type="reset">Reset</button>
</div></form>`;
}

function chip(name: string, value: string, label: string, checked: boolean): Html {
  return html`<label class="chip"><input type="checkbox" name="${name}" value="${value}"${new Html(checked ? " checked" : "")}><span>${label}</span></label>`;
}

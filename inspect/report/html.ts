/** Prints a report as one page that needs nothing else and can be read on a phone. */
import type { Finding } from "../finding.js";
import type { OperationCount, Report } from "../ledger.js";
import { escapeXml as text } from "./escape.js";
import { findingText } from "./place.js";
import { schemaText } from "./terminal.js";

const STYLE = `
:root{color-scheme:light dark;--line:#8884;--error:#c62828;--warning:#b26a00;--info:#1565c0}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;padding:1rem;max-width:60rem;overflow-wrap:anywhere}
h1{font-size:1.4rem}h2{font-size:1.15rem;margin-top:2rem}
article{border-left:.3rem solid var(--line);padding:.2rem 0 .2rem .8rem;margin:.8rem 0}
article.error{border-color:var(--error)}article.warning{border-color:var(--warning)}article.info{border-color:var(--info)}
p{margin:.2rem 0}code{font-size:.85em}small{opacity:.8}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.2rem .5rem .2rem 0;border-bottom:1px solid var(--line);vertical-align:top}
`;

export function printHtml(report: Report): string {
  const { subject, releases, exchanges, operations, describedOperations, findings, waived, unusedWaivers } =
    report;
  const known = operations.filter((operation) => operation.known);
  const count = (level: string): number => findings.filter((finding) => finding.level === level).length;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Matrix conformance of ${text(subject)}</title>
<style>${STYLE}</style>
<h1>Matrix conformance of ${text(subject)}</h1>
<p>${exchanges} exchanges of ${known.length} of ${describedOperations} operations, judged by ${text(releases.join(", "))}:
<b>${count("error")}</b> errors, <b>${count("warning")}</b> warnings, <b>${count("info")}</b> remarks.</p>
${report.notes.map((note) => `<p><small>${text(note)}</small></p>\n`).join("")}${Object.entries(
  report.unchecked,
)
  .map(([reason, number]) => `<p><small>not judged: ${number} (${text(reason)})</small></p>\n`)
  .join("")}<h2>Findings</h2>
${findings.length === 0 ? "<p>None.</p>\n" : findings.map((finding) => printFinding(finding)).join("")}${
  waived.length === 0
    ? ""
    : `<h2>Waived</h2>\n${waived.map(({ finding, reason }) => printFinding(finding, reason)).join("")}`
}${
  unusedWaivers.length === 0
    ? ""
    : `<h2>Waivers that were not needed</h2>\n<ul>${unusedWaivers.map(({ id, expired }) => `<li><code>${text(id)}</code>${expired ? " (expired)" : ""}</li>`).join("")}</ul>\n`
}<h2>Coverage</h2>
<table>
<tr><th>operation<th>exchanges<th>statuses
${operations.map(printOperation).join("\n")}
</table>
</html>
`;
}

function printFinding(finding: Finding, reason?: string): string {
  const { level, side, operation, method, path, count, since, until, id, link } = finding;
  const schema = schemaText(finding);
  const where =
    link === undefined ? text(schema) : `<a href="${text(link)}">${text(schema || "specification")}</a>`;
  return `<article class="${level}">
<p><b>${level}</b> ${side} · ${text(operation)} <small>${text(method)} ${text(path)}</small></p>
<p>${text(findingText(finding))}</p>
<p><small>${count} times · ${text(since === until ? since : `${since} to ${until}`)} · ${where}</small></p>
<p><code>${text(id)}</code></p>
${reason === undefined ? "" : `<p>waived: ${text(reason)}</p>\n`}</article>
`;
}

function printOperation({ operation, exchanges, statuses, unimplemented }: OperationCount): string {
  const each = Object.entries(statuses).map(([status, number]) => `${status} × ${number}`);
  return `<tr><td>${text(operation)}${unimplemented ? " <small>(not implemented)</small>" : ""}<td>${exchanges}<td>${text(each.join(", "))}`;
}

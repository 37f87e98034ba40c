/** Words that every format for people shares. */
import type { Audience, Change, Severity, Source, Summary } from "../diff-report.js";

export const AUDIENCES: { readonly [audience in Audience]: string } = {
  caller: "callers",
  server: "servers",
  reader: "readers of events",
};

const SECTIONS: { readonly [section: string]: string } = {
  "application-service": "Application service API",
  "client-server": "Client-server API",
  identity: "Identity service API",
  "push-gateway": "Push gateway API",
  "server-server": "Server-server API",
  events: "Events",
  definitions: "Definitions outside any operation",
};

export const SEVERITIES: { readonly [severity in Severity]: string } = {
  breaking: "breaking",
  stricter: "stricter in generated code",
  compatible: "compatible",
  annotation: "annotations",
  documentation: "documentation",
};

export function sectionTitle(section: string): string {
  return SECTIONS[section] ?? section;
}

/** `query via`, `response 200 body.rooms`; empty for the subject as a whole. */
export function where({ place, path }: Pick<Change, "place" | "path">): string {
  const here = place === "operation" || place === "event" || place === "definition" ? "" : place;
  return [here, path].filter((part) => part !== "").join(" ");
}

export function breaksText({ breaks, severity }: Pick<Change, "breaks" | "severity">): string {
  if (breaks.length === 0) return "";
  const whom = breaks.map((audience) => AUDIENCES[audience]).join(" and ");
  return severity === "stricter" ? `breaks generated code of ${whom}` : `breaks ${whom}`;
}

/** One place where both are the same, `old → new` otherwise. */
export function sourceText({ old, new: next }: Pick<Change, "old" | "new">): string {
  const text = (source: Source): string => `${source.file}:${source.line}`;
  if (old === undefined || next === undefined) {
    const only = next ?? old;
    return only === undefined ? "" : text(only);
  }
  if (text(old) === text(next)) return text(next);
  return old.file === next.file ? `${text(old)} → ${next.line}` : `${text(old)} → ${text(next)}`;
}

/** `+` for what was added, `-` for what was removed, `~` for all else. */
export function mark({ rule }: Pick<Change, "rule">): "+" | "-" | "~" {
  if (/-added(-|$)/.test(rule) && !rule.startsWith("format")) return "+";
  return rule.includes("-removed") || rule === "operation-absorbed" ? "-" : "~";
}

export function summaryLines({ operations, events, changes, breaks }: Summary): string[] {
  const list = (counts: { readonly [name: string]: number }): string =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${name}`)
      .join(", ") || "unchanged";
  const { breaking, stricter, compatible, annotation, documentation } = changes;
  const whom = (["caller", "server", "reader"] as const)
    .filter((audience) => breaks[audience] > 0)
    .map((audience) => `${breaks[audience]} for ${AUDIENCES[audience]}`)
    .join(", ");
  return [
    `operations  ${list({ ...operations })}`,
    `events      ${list({ ...events })}`,
    `changes     ${list({ breaking, [SEVERITIES.stricter]: stricter, compatible, annotations: annotation, "of documentation": documentation })}`,
    ...(whom === "" ? [] : [`breaks      ${whom}`]),
  ];
}

/** Where the specification's pages tell of the subject of a change. */
import { siteOf } from "../../../emit/code/release-links.js";
import { isOfMatrix } from "../../../emit/runtime/of-matrix.js";
import type { Subject } from "../../diff-report.js";
import type { Release } from "../../release.js";

const PAGES: { readonly [api: string]: string } = {
  "application-service": "application-service-api",
  "client-server": "client-server-api",
  identity: "identity-service-api",
  "push-gateway": "push-gateway-api",
  "server-server": "server-server-api",
};

/** Gives the address of a subject in the newer release, or in the older one where it is gone; undefined for APIs of others. */
export function specificationLinks(old: Release, next: Release): (subject: Subject) => string | undefined {
  const [before, after] = [old, next].map(({ loaded }) => siteOf(loaded.documents));
  const events = new Set(next.model.events.map(({ type }) => type));
  return (subject) => {
    switch (subject.kind) {
      case "event":
        return eventPlace(subject.type, events.has(subject.type) ? after : before);
      case "operation":
        return operationPlace(subject, subject.new === undefined ? before : after);
      case "definition":
        return undefined;
    }
  };
}

function eventPlace(type: string, site: string | undefined): string | undefined {
  return type.startsWith("m.") ? `${site}/client-server-api/#${anchor(type)}` : undefined;
}

function operationPlace(
  { api, old, new: next = old }: Extract<Subject, { readonly kind: "operation" }>,
  site: string | undefined,
): string | undefined {
  const page = Object.hasOwn(PAGES, api) ? PAGES[api] : undefined;
  if (page === undefined || next === undefined || !isOfMatrix(next.path)) return undefined;
  return `${site}/${page}/#${anchor(next.method + next.path)}`;
}

/** Headings lose their punctuation, and spaces are none. */
function anchor(heading: string): string {
  return heading.toLowerCase().replace(/[^a-z0-9_-]/g, "");
}

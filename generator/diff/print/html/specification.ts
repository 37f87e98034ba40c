/** Where the specification's pages tell of the subject of a change. */
import { siteOf } from "../../../emit/code/release-links.js";
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
    if (subject.kind === "event")
      return subject.type.startsWith("m.")
        ? `${events.has(subject.type) ? after : before}/client-server-api/#${anchor(subject.type)}`
        : undefined;
    if (subject.kind === "definition") return undefined;
    const page = Object.hasOwn(PAGES, subject.api) ? PAGES[subject.api] : undefined;
    const ref = subject.new ?? subject.old;
    if (page === undefined || ref === undefined || !/^\/(?:_matrix|\.well-known)\//.test(ref.path))
      return undefined;
    return `${subject.new === undefined ? before : after}/${page}/#${anchor(ref.method + ref.path)}`;
  };
}

/** Headings lose their punctuation, and spaces are none. */
function anchor(heading: string): string {
  return heading.toLowerCase().replace(/[^a-z0-9_-]/g, "");
}

/** Doc comments: what the specification says, then since, deprecation, and the place it came from. */
import type { Origin } from "../../diagnostic.js";
import { withoutOdd } from "./harmless.js";
import { RELEASE_SITE } from "./release-links.js";
import { wrapWords } from "./wrap-words.js";

export interface Doc {
  readonly description?: string | undefined;
  readonly since?: string | undefined;
  readonly deprecated?: boolean | undefined;
  readonly origin?: Origin | undefined;
}

/** The lines of a doc comment without its marks; none when there is nothing to say. */
function docLines(doc: Doc): string[] {
  const said = doc.description === undefined ? "" : clean(doc.description);
  const lines = said === "" ? [] : wrapWords(said.split("\n"));
  const tags = [
    ...(doc.since === undefined ? [] : [`@since Matrix ${oneLine(doc.since)}`]),
    ...(doc.deprecated === true ? ["@deprecated"] : []),
    ...(doc.origin === undefined
      ? []
      : [`@generated from ${oneLine(doc.origin.file)}#${oneLine(doc.origin.pointer)}`]),
  ];
  const all = [...lines, ...(lines.length > 0 && tags.length > 0 ? [""] : []), ...tags];
  return all.length === 0 ? [] : safe(all.join("\n")).split("\n");
}

/** A whole doc comment, with a line break at its end; empty when there is nothing to say. */
export function docComment(doc: Doc, indent = ""): string {
  const lines = docLines(doc);
  if (lines.length === 0) return "";
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}

/** Upstream's texts are Markdown for a site generator: its short codes go, links to the site become absolute. */
function clean(text: string): string {
  return text
    .replace(/\{\{[%<].*?[%>]\}\}/gs, "")
    .replace(/\]\(\//g, `](${RELEASE_SITE}/`)
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
    .replace(/^(\s*)@/gm, "$1\\@");
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/g, " ");
}

/** Nothing that a description holds may end the comment it stands in. It has as many lines as before. */
function safe(text: string): string {
  return withoutOdd(text).replaceAll("*/", "*\\/").replace(/\r/g, " ");
}

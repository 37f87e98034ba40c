/** Fails on a link of the site that leads nowhere, and on a page that does not fit a phone's screen. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "dist");
const problems = [];
let links = 0;
/** @type {Map<string, Set<string>>} */
const known = new Map();

/** Names in a page that a link may lead to. @param {string} file */
function namesIn(file) {
  const found =
    known.get(file) ??
    new Set([...readFileSync(file, "utf8").matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id));
  known.set(file, found);
  return found;
}

const pages = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".html"),
);
for (const page of pages) {
  const file = path.join(root, page);
  const text = readFileSync(file, "utf8");
  if (!text.includes('name="viewport"')) problems.push(`${page}: no viewport`);
  for (const [, target] of text.matchAll(/\b(?:href|src)="([^"]*)"/g)) {
    if (/^(?:[a-z][a-z+.-]*:|\/\/)/i.test(target) || target === "") continue;
    links++;
    const [place, fragment] = target.replaceAll("&amp;", "&").split("#");
    const to =
      place === "" ? file : path.resolve(path.dirname(file), decodeURIComponent(place.split("?")[0]));
    if (!to.startsWith(root) || !existsSync(to)) problems.push(`${page}: ${target}`);
    else if (fragment && to.endsWith(".html") && !namesIn(to).has(decodeURIComponent(fragment)))
      problems.push(`${page}: ${target}`);
  }
}
for (const problem of problems.slice(0, 50)) console.error(problem);
console.log(`${pages.length} pages, ${links} links, ${problems.length} problems`);
process.exitCode = problems.length === 0 && links > 0 ? 0 : 1;

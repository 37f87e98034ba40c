/** The path that operations share: that of the first server, with the defaults of its variables. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, getArray, getEntries, getString, type Json } from "../json.js";
import { replaceNamesInBraces } from "../names-in-braces.js";

/** `levels` are the operation, its path and the document; the first that has servers counts. */
export function basePath(
  levels: readonly Json[],
  originOf: (server: Json) => Origin,
  diagnostics: Diagnostics,
): string {
  const servers = levels.map((level) => getArray(level, "servers")).find((list) => list.length > 0) ?? [];
  const [first = ""] = servers.map(pathOf);
  const other = servers.find((server) => pathOf(server) !== first);
  if (other !== undefined)
    diagnostics.report(
      "model/server",
      `one server has the path ${first || "/"} and another ${pathOf(other) || "/"}; the first counts`,
      originOf(other),
    );
  return first;
}

/** A variable without a default stays in the path, as a parameter that the operation lacks. */
function pathOf(server: Json): string {
  const declared = new Map(getEntries(server, "variables"));
  const url = replaceNamesInBraces(getString(server, "url") ?? "", (name, whole) => {
    const value = get(declared.get(name), "default");
    return typeof value === "string" || typeof value === "number" ? String(value) : whole;
  });
  const path =
    /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ??
    url.replace(/[?#].*$/s, "").replace(/^\.?(?=\/)|^\.$/, "");
  const rooted = path === "" || path.startsWith("/") ? path : `/${path}`;
  return rooted.replace(/\/+$/, "");
}

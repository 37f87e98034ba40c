/** The path that operations share: that of the first server, with the defaults of its variables. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, getArray, getEntries, getString, isObject, type Json } from "../json.js";

/** `levels` are the operation, its path and the document; the first that has servers counts. */
export function basePath(levels: readonly Json[], origin: Origin, diagnostics: Diagnostics): string {
  const servers = levels.map((level) => getArray(level, "servers")).find((list) => list.length > 0) ?? [];
  const paths = servers.map((server) => pathOf(server, origin, diagnostics));
  const [first = ""] = paths;
  const other = paths.find((path) => path !== first);
  if (other !== undefined)
    diagnostics.report(
      "model/server",
      `one server has the path ${first || "/"} and another ${other || "/"}`,
      origin,
    );
  return first;
}

function pathOf(server: Json, origin: Origin, diagnostics: Diagnostics): string {
  const declared = new Map(getEntries(server, "variables"));
  const url = (getString(server, "url") ?? "").replace(/\{([^{}]*)\}/g, (whole, name: string) => {
    const value = get(declared.get(name), "default");
    const values = getArray(declared.get(name), "enum");
    if (values.length > 0 && value !== undefined && !values.includes(value))
      diagnostics.report(
        "model/server",
        `the default of the variable ${name} of a server is not in its enum`,
        origin,
      );
    if (typeof value === "string" || typeof value === "number") return String(value);
    if (isObject(server))
      diagnostics.report("model/server", `the variable ${name} of a server has no default`, origin);
    return whole;
  });
  const path =
    /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ??
    url.replace(/[?#].*$/s, "").replace(/^\.?(?=\/)|^\.$/, "");
  const rooted = path === "" || path.startsWith("/") ? path : `/${path}`;
  return rooted.replace(/\/+$/, "");
}

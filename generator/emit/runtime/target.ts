/** The request target as it arrived, taken apart without changing any of it. */

export interface Target {
  readonly path: string;
  readonly query: string;
}

/** `https://host/a%2Fb?c=d#e` or `/a%2Fb?c=d` -> path `/a%2Fb`, query `c=d`. */
export function splitTarget(target: string): Target {
  const local = withoutOrigin(target);
  const mark = local.indexOf("?");
  return mark === -1
    ? { path: local, query: "" }
    : { path: local.slice(0, mark), query: local.slice(mark + 1) };
}

/** Path and query of a URL; a target in absolute form, which HTTP allows, is one. */
export function withoutOrigin(url: string): string {
  const local = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "").replace(/#.*$/s, "");
  return local.startsWith("/") ? local : `/${local}`;
}

/** The path below a prefix that the routes are mounted under; undefined when it is elsewhere. */
export function belowPrefix(path: string, prefix: string): string | undefined {
  const clean = prefix.replace(/\/$/, "");
  return clean === "" || path.startsWith(`${clean}/`) ? path.slice(clean.length) : undefined;
}

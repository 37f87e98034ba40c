/** Beginnings of the paths that routes have: `/_matrix/client/v3/sync` and its like give `/_matrix/`. */

interface Routed {
  readonly routes: readonly { readonly path: string }[];
}

export function startsOf(mounted: readonly Routed[]): string[] {
  const starts = mounted
    .flatMap(({ routes }) => routes)
    .flatMap(({ path }) => {
      const [first = "", second = ""] = path.slice(1).split("/");
      const start = first === ".well-known" ? `/${first}/${second}` : `/${first}`;
      return /^[\w./-]+$/.test(start) && first !== "" && second !== "" ? [`${start}/`] : [];
    });
  return [...new Set(starts)];
}

/** How the user's files name the generated modules: by a relative path, or by a package. */
import nodePath from "node:path";

export type GeneratedPlace =
  | { readonly kind: "folder" /** Absolute. */; readonly folder: string }
  | { readonly kind: "package" /** With a `*` where the module goes. */; readonly pattern: string };

/** `./generated`, a folder; `@knockgen/matrix`, a package; `#matrix/*.js`, a pattern of the user's own. */
export function generatedPlace(out: string): GeneratedPlace {
  if (out.includes("*")) return { kind: "package", pattern: out };

  // `src/matrix` is a folder: a package without a scope is given as a pattern.
  if (out.startsWith("@") || out.startsWith("#")) return { kind: "package", pattern: `${out}/*` };
  return { kind: "folder", folder: nodePath.resolve(out) };
}

/** The specifier of a generated module such as `routes/client-server`, as a file in `from` writes it. */
export function specifierOf(place: GeneratedPlace, module: string, from: string): string {
  if (place.kind === "package") return place.pattern.replace("*", module);
  return relativeSpecifier(from, nodePath.join(place.folder, `${module}.js`));
}

export function relativeSpecifier(from: string, target: string): string {
  const path = nodePath.relative(from, target).split(nodePath.sep).join("/");
  return path.startsWith(".") ? path : `./${path}`;
}

/**
 * Whether a specifier in a user's file should become the wanted one. One that means the same with another extension stays,
 * and so does one that goes by an alias of the user's own.
 */
export function isStale(present: string, wanted: string): boolean {
  if (withoutExtension(present) === withoutExtension(wanted)) return false;
  const isOurs = present.startsWith(".") || present.startsWith("@knockgen/matrix/");
  return isOurs || !wanted.startsWith(".");
}

export function withoutExtension(specifier: string): string {
  for (const extension of [".js", ".ts", ".mjs", ".mts"])
    if (specifier.endsWith(extension)) return specifier.slice(0, -extension.length);
  return specifier;
}

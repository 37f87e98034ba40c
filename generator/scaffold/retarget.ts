/** Keeps the imports that we have written pointing to the generated modules. */
import nodePath from "node:path";
import type { SourceFile } from "ts-morph";
import type { Edit } from "./edits.js";
import { type GeneratedPlace, isStale, specifierOf, withoutExtension } from "./specifiers.js";

/** Imports of scaffolded files from generated modules. */
const NAMES = new Set(["MatrixHttpError", "createFetchHandler", "API", "Route", "unimplemented"]);
const MODULES = ["runtime/matrix-http-error", "runtime/fetch-handler", "runtime/route"];

/** `folder` is that of the file. */
export function retargetImports(
  source: SourceFile,
  { api, handlers, place, folder }: { api: string; handlers: string; place: GeneratedPlace; folder: string },
): Edit[] {
  return source.getImportDeclarations().flatMap((declaration): Edit[] => {
    const specifier = declaration.getModuleSpecifier();
    const present = specifier.getLiteralValue();
    const module = moduleOf(present, api);
    const ours = declaration
      .getNamedImports()
      .some((named) => NAMES.has(named.getName()) || named.getName() === handlers);
    if (module === undefined || !ours) return [];
    const wanted = specifierOf(place, module, folder);
    if (!isStale(present, wanted)) return [];
    return [{ start: specifier.getStart() + 1, end: specifier.getEnd() - 1, text: wanted }];
  });
}

function moduleOf(specifier: string, api: string): string | undefined {
  const plain = withoutExtension(specifier);
  return [`routes/${api}`, ...MODULES].find((module) => plain.endsWith(`/${module}`));
}

/** Where the generated code is, as the routes' import in an earlier file has it. */
export function inferPlace(source: SourceFile, api: string, folder: string): GeneratedPlace | undefined {
  for (const declaration of source.getImportDeclarations()) {
    const specifier = declaration.getModuleSpecifierValue();
    if (moduleOf(specifier, api) !== `routes/${api}`) continue;
    const at = specifier.lastIndexOf(`routes/${api}`);
    const root = specifier.slice(0, at);
    if (specifier.startsWith(".")) return { kind: "folder", folder: nodePath.resolve(folder, root) };
    return { kind: "package", pattern: `${root}*${specifier.slice(at + `routes/${api}`.length)}` };
  }
  return undefined;
}

/** Imports of handlers in the index of an API: which are there, and edits that add the others. */
import type { ImportDeclaration, SourceFile } from "ts-morph";
import { type Edit, lineBreakOf, lineEndAfterComments } from "./edits.js";
import { constantOf, printImport, type Wire } from "./print-api.js";
import { withoutExtension } from "./specifiers.js";

/** Declarations that import from a file, under any spelling of its name. */
export function importsFrom(source: SourceFile, specifier: string): ImportDeclaration[] {
  const wanted = withoutExtension(specifier);
  return source
    .getImportDeclarations()
    .filter((declaration) => withoutExtension(declaration.getModuleSpecifierValue()) === wanted);
}

/** The name that a file gives to what it imports from there. */
export function importedFrom(source: SourceFile, specifier: string, name?: string): string | undefined {
  const named = importsFrom(source, specifier)
    .flatMap((declaration) => declaration.getNamedImports())
    .find((each) => name === undefined || each.getName() === name);
  return named?.getAliasNode()?.getText() ?? named?.getName();
}

/** Behind the imports that are there, or at the start of the file. */
export function addImports(text: string, source: SourceFile, wires: readonly Wire[], api: string): Edit[] {
  const missing = wires.filter(
    ({ specifier, local }) => importedFrom(source, specifier, local) === undefined,
  );
  if (missing.length === 0) return [];
  const lineBreak = lineBreakOf(text);
  const last = source.getImportDeclarations().at(-1);
  const end = last?.getEnd() ?? 0;
  const lines = missing.map((wire) => printImport(wire, constantOf(api)));
  const next = last?.getNextSibling()?.getStart() ?? text.length;
  const place = last === undefined ? 0 : lineEndAfterComments(text, end);
  if (place <= next)
    return [{ start: place, end: place, text: lines.map((line) => line + lineBreak).join("") }];
  return [{ start: end, end, text: lines.map((line) => lineBreak + line).join("") }];
}

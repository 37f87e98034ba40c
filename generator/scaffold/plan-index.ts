/** Plans the index of all APIs. */
import { applyEdits, lineBreakOf, withLineBreaks } from "./edits.js";
import type { Existing } from "./existing.js";
import { isUntouched } from "./marker.js";
import type { Outcome } from "./outcome.js";
import { printExport, printIndex } from "./print-api.js";
import { asModule } from "./print-operation.js";
import { relativeSpecifier, withoutExtension } from "./specifiers.js";

const PATH = "index.ts";

export function planIndex(apis: readonly string[], existing: Existing, outcome: Outcome): void {
  if (apis.length === 0) return;
  const file = existing.find("index", "");
  const folder = outcome.folderOf(file?.path ?? PATH);
  const exports = apis.map((api) => {
    const target = outcome.absolute(existing.find("api", api)?.path ?? `${api}/index.ts`);
    return { api, specifier: relativeSpecifier(folder, asModule(target)) };
  });
  if (file === undefined) {
    outcome.create(PATH, printIndex(exports));
    return;
  }
  const { text, source, marker } = file;
  const lineBreak = lineBreakOf(text);
  if (isUntouched(text, marker)) {
    outcome.update(file, withLineBreaks(printIndex(exports), lineBreak));
    return;
  }
  const named = new Set(
    [...source.getImportDeclarations(), ...source.getExportDeclarations()].map((declaration) =>
      withoutExtension(declaration.getModuleSpecifierValue() ?? ""),
    ),
  );
  const missing = exports.filter(({ specifier }) => !named.has(withoutExtension(specifier)));
  const lines = missing.map((each) => printExport(each) + lineBreak).join("");
  const start = text === "" || text.endsWith("\n") || lines === "" ? "" : lineBreak;
  outcome.update(file, applyEdits(text, [{ start: text.length, end: text.length, text: start + lines }]));
}

/** Plans the index of all APIs. */
import { applyEdits, lineBreakOf, withLineBreaks } from "./edits.js";
import type { Existing } from "./existing.js";
import { isUntouched } from "./marker.js";
import type { Outcome } from "./outcome.js";
import { printExport, printIndex } from "./print-api.js";
import { asModule } from "./print-operation.js";
import { relativeSpecifier, withoutExtension } from "./specifiers.js";

const PATH = "index.ts";

export interface IndexPlanning {
  readonly existing: Existing;
  readonly outcome: Outcome;
  /** Whether an API is wired for the first time. */
  readonly isNew: boolean;
}

/** An index that the user has written stays theirs: `src/index.ts` is where many programs begin. */
export function planIndex(apis: readonly string[], { existing, outcome, isNew }: IndexPlanning): void {
  if (apis.length === 0) return;
  const file = existing.find("index", "");
  const folder = outcome.folderOf(file?.path ?? PATH);
  const exports = apis.map((api) => {
    const target = outcome.absolute(existing.find("api", api)?.path ?? `${api}/index.ts`);
    return { api, specifier: relativeSpecifier(folder, asModule(target)) };
  });
  if (file === undefined) {
    if (!outcome.exists(PATH)) outcome.create(PATH, printIndex(exports));
    else if (isNew)
      outcome.notes.push(
        `${PATH} is yours and stays as it is: the handlers are in ${apis.map((api) => `${api}/index.ts`).join(", ")}`,
      );
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

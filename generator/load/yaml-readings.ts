/** Tells of YAML that says something else than its author may think. */
import type { Diagnostics } from "../diagnostic.js";
import type { Json } from "../json.js";
import { pointer } from "../pointer.js";
import { unclearKeys } from "./unclear-keys.js";

/** `<<` is a key like any other since YAML 1.2, so that what it was to bring in would silently be missing. */
export function warnOfMergeKeys(
  value: Json,
  file: string,
  at: string,
  seen: Set<object>,
  diagnostics: Diagnostics,
): void {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  for (const [key, child] of Object.entries(value)) {
    const where = at + pointer(key);
    if (key === "<<" && typeof child === "object")
      diagnostics.report("load/merge-key", "a merge key brings nothing in", { file, pointer: where });
    warnOfMergeKeys(child, file, where, seen, diagnostics);
  }
}

/** Tells of text that says something else in YAML 1.2 than its author may think. */
export function warnOfReadings(path: string, text: string, diagnostics: Diagnostics): void {
  const origin = { file: path, pointer: "" };
  for (const { written, read, line, column } of unclearKeys(text))
    diagnostics.report("load/unquoted-key", `the key ${written} is no text and reads as ${read}`, origin, {
      line,
      column,
    });
  const version = /^%YAML +(?!1\.2\s)(\S+)/m.exec(text);
  if (version !== null && /^(?:\s|%|#.*\n)*$/.test(text.slice(0, version.index)))
    diagnostics.report(
      "load/yaml-version",
      `the file says that it is YAML ${version[1]}, and is read as YAML 1.2: yes, no, on and off are text`,
      origin,
      { line: text.slice(0, version.index).split("\n").length, column: 1 },
    );
}

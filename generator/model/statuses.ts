/** Answers of an operation by status. Names of checks are made of it, so that nothing else may stand there. */
import type { Diagnostics, Origin } from "../diagnostic.js";
import { getEntries, type Json } from "../json.js";
import { pointer } from "../pointer.js";

const STATUS = /^(?:[1-5]\d\d|[1-5]XX|DEFAULT)$/;

export function answersOf(
  operation: Json,
  origin: Origin,
  diagnostics: Diagnostics,
): readonly (readonly [string, Json])[] {
  const found = new Map<string, Json>();
  for (const [key, answer] of getEntries(operation, "responses")) {
    const status = key.toUpperCase();
    const at = { file: origin.file, pointer: `${origin.pointer}/responses${pointer(key)}` };
    const report = (message: string): void => diagnostics.report("lower/invalid-description", message, at);
    if (!STATUS.test(status)) {
      if (!key.startsWith("x-")) report(`no answer has the status ${JSON.stringify(key)}; it is left out`);
      continue;
    }
    if (found.has(status)) report(`the status ${status} is there twice; the last one counts`);
    found.set(status, answer);
  }
  return [...found];
}

/** Regular expressions in schemas end up in validators that see hostile strings: each must parse, and match in bounded time. */
import { createRequire } from "node:module";
import type { Diagnostics, Origin } from "../diagnostic.js";

/** Loaded only for patterns that repeat something more than once; nearly all of upstream's are a sigil after `^`. */
const analyser = (): typeof import("scslre") => createRequire(import.meta.url)("scslre");
const REPEATS_TWICE = /[*+}].*[*+}]/s;

export function checkPattern(source: string, origin: Origin, diagnostics: Diagnostics): void {
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, "u");
  } catch {
    diagnostics.report("lower/bad-pattern", `${JSON.stringify(source)} is not a regular expression`, origin);
    return;
  }
  if (!REPEATS_TWICE.test(source)) return;
  const { reports } = analyser().analyse(pattern, { maxReports: 4 });
  const exponential = reports.some((report) => report.exponential);
  if (exponential)
    diagnostics.report("lower/exponential-pattern", `${JSON.stringify(source)} nests repetition`, origin);
  else if (reports.length > 0)
    diagnostics.report("lower/slow-pattern", `${JSON.stringify(source)} repeats overlapping parts`, origin);
}

/** Regular expressions in schemas end up in validators that see hostile strings: each must parse, and match in bounded time. */
import { createRequire } from "node:module";
import type { Memo } from "../cache/memo.js";
import type { DiagnosticCode } from "../codes.js";
import type { Diagnostics, Origin } from "../diagnostic.js";
import { isExponential } from "./ambiguity.js";

/** Loaded only for patterns that repeat something; nearly all of upstream's are a sigil after `^`. */
const analyser = (): typeof import("scslre") => createRequire(import.meta.url)("scslre");
const REPEATS = /[*+}]/;

/** Patterns beyond these bounds take longer to analyse than the rest of a run, and overflow the stack. */
const MAX_LENGTH = 2000;

const PROBLEMS = {
  bad: ["lower/bad-pattern", "is not a regular expression"],
  exponential: ["lower/exponential-pattern", "nests repetition"],
  slow: ["lower/slow-pattern", "repeats overlapping parts"],
} as const satisfies { readonly [problem: string]: readonly [DiagnosticCode, string] };

/** Results of the analysis are cached between runs: loading it costs more than the rest of an edit here. */
export function checkPattern(source: string, origin: Origin, diagnostics: Diagnostics, memo: Memo): void {
  if (source.length > MAX_LENGTH) {
    const message = `a pattern of ${source.length} characters; at most ${MAX_LENGTH} are read`;
    diagnostics.report("lower/large-pattern", message, origin);
    return;
  }
  const problem = REPEATS.test(source)
    ? memo.recall(
        "pattern",
        () => source,
        () => analyse(source),
      )
    : parse(source);
  if (problem !== "bad" && problem !== "exponential" && problem !== "slow") return;
  const [code, message] = PROBLEMS[problem];
  diagnostics.report(code, `${JSON.stringify(source)} ${message}`, origin);
}

function parse(source: string): "" | "bad" {
  try {
    new RegExp(source, "u");
    return "";
  } catch {
    return "bad";
  }
}

function analyse(source: string): "" | keyof typeof PROBLEMS {
  if (parse(source) === "bad") return "bad";
  const { reports } = analyser().analyse(new RegExp(source, "u"), { maxReports: 4 });
  if (reports.some((report) => report.exponential)) return "exponential";
  const exponential = isExponential(source);
  if (exponential === true) return "exponential";
  return reports.length > 0 || exponential === undefined ? "slow" : "";
}

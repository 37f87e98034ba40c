/** Regular expressions in schemas end up in validators that see hostile strings: each must parse, and match in bounded time. */
import { createRequire } from "node:module";
import type { Memo } from "../../cache/memo.js";
import type { DiagnosticCode } from "../../codes.js";
import type { Diagnostics, Origin } from "../../diagnostic.js";
import { isExponential } from "./ambiguity.js";
import { beyondBounds } from "./pattern-size.js";
import { withUnicode } from "./unicode-pattern.js";

/** Loaded only for patterns that repeat something; nearly all of upstream's are a sigil after `^`. */
const analyser = (): typeof import("scslre") => createRequire(import.meta.url)("scslre");
const REPEATS = /[*+}]/;
/** Those of Matrix's releases that repeat something, all of them well (a test asks the analysis). Loading it would take a thirtieth of a run. */
export const KNOWN_TO_BE_WELL: ReadonlySet<string> = new Set([
  "^(avatar_url|displayname|m\\.tz|[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+)$",
  "^[A-Za-z0-9_-]{1,100}$",
  "^[\\x20-\\x7E]+$",
]);

const PROBLEMS = {
  bad: ["lower/bad-pattern", "is not a regular expression"],
  exponential: ["lower/exponential-pattern", "nests repetition"],
  slow: ["lower/slow-pattern", "repeats overlapping parts"],
} as const satisfies { readonly [problem: string]: readonly [DiagnosticCode, string] };

/**
 * The pattern as an engine with the `u` flag has it. Results of the analysis are cached between runs: loading it costs more than
 * the rest of an edit here.
 */
export function readPattern(written: string, origin: Origin, diagnostics: Diagnostics, memo: Memo): string {
  const large = beyondBounds(written);
  if (large !== undefined) {
    diagnostics.report("lower/large-pattern", large, origin);
    return written;
  }
  const source = isExpression(written) ? written : (withUnicode(written) ?? written);
  if (source !== written) {
    const message = `${JSON.stringify(written)} is read as ${JSON.stringify(source)}`;
    diagnostics.report("lower/old-pattern", message, origin);
  }
  if (KNOWN_TO_BE_WELL.has(source)) return source;
  const problem = REPEATS.test(source)
    ? memo.recall(
        "pattern",
        () => source,
        () => analyse(source),
      )
    : isExpression(source)
      ? ""
      : "bad";
  if (problem !== "bad" && problem !== "exponential" && problem !== "slow") return source;
  const [code, message] = PROBLEMS[problem];
  diagnostics.report(code, `${JSON.stringify(source)} ${message}`, origin);
  return source;
}

function isExpression(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
}

/** Empty for a pattern that is well. */
export function analyse(source: string): "" | "bad" | "exponential" | "slow" {
  if (!isExpression(source)) return "bad";
  const { reports } = analyser().analyse(new RegExp(source, "u"), { maxReports: 4 });
  if (reports.some((report) => report.exponential)) return "exponential";
  const exponential = isExponential(source);
  if (exponential === true) return "exponential";
  return reports.length > 0 || exponential === undefined ? "slow" : "";
}

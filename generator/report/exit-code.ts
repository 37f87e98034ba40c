/** The exit code of a run that failed: one mistake has one code, whichever command meets it. */
import { CODES } from "../codes.js";
import type { Diagnostic } from "../diagnostic.js";

/** A document, or the configuration, is wrong. */
const EXIT_DIAGNOSTICS = 1;
/** The call names something that does not exist. */
const EXIT_WRONG_CALL = 2;

/** For a run with errors: that of a wrong call if all of them are about the call. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): 1 | 2 {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const isCall = errors.length > 0 && errors.every(({ code }) => CODES[code].wrongCall === true);
  return isCall ? EXIT_WRONG_CALL : EXIT_DIAGNOSTICS;
}

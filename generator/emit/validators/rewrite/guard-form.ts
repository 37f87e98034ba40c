/**
 * Makes a guard of a checking function: the same decisions, without a word about what is wrong. Where nothing asks for the number of
 * problems, the first one ends it.
 *
 *     function (data, issues, at){let errors = 0;if(typeof data !== "string"){errors += report(issues, at, "type", "string");}return errors;}
 *     -> function (data){if(typeof data !== "string"){return false;}return true;}
 */

/** Arguments with at most one call inside them, which is how deep ajv's paths go. */
const ARGUMENTS = "(?:[^()]|\\([^()]*\\))*";
const REPORT = new RegExp(`errors \\+= report\\(${ARGUMENTS}\\);`, "g");
const CALL = new RegExp(`errors \\+= ("\\d+")\\((\\w+), issues, ${ARGUMENTS}\\);`, "g");

/** `code` holds placeholders instead of strings and names (`strings.ts`). */
export function guardForm(code: string): string {
  const counting = code
    .replace("(data, issues, at)", "(data)")
    .replace("const base = issues.length;", "")
    .replace(/forget\(issues, base \+ \w+\);/g, "")
    .replace(REPORT, "errors++;")
    .replace(CALL, "if(!$1($2)){errors++;}")
    .replace("return errors;}", "return errors === 0;}");
  const asks = counting
    .replace("let errors = 0;", "")
    .replace("return errors === 0;", "")
    .replaceAll("errors++;", "")
    .includes("errors");
  if (asks) return counting;
  const answering = counting
    .replace("let errors = 0;", "")
    .replaceAll("errors++;", "return false;")
    .replace("return errors === 0;", "return true;");
  return answering.replace(ABSENT, (whole, name: string, at: number) =>
    refusesUndefined(answering.slice(at + whole.length), name) ? "{" : whole,
  );
}

const ABSENT = /if\((data\d+) === undefined\)\{return false;\}else \{/g;

/** Tests that `undefined` passes and that lead to `false`; and tests that it fails, where the other branch is `false`. */
const REFUSING =
  /^if\((?:typeof (data\d+) !== "\d+"|!Number\.isInteger\((data\d+)\)|!\(+typeof (data\d+) ===? "\d+"[^{}|]*|!\(+(data\d+) === "\d+"(?:[()]* \|\| [()]*\4 === "\d+")*\)+)\)\{return false;\}/;
const PASSING = /^if\((?:typeof (data\d+) === "\d+"[^{}|]*|Array\.isArray\((data\d+)\))\)\{/;

/** Whether a check begins with a question by which a value that is not there is refused as well. */
function refusesUndefined(check: string, name: string): boolean {
  if (REFUSING.exec(check)?.includes(name)) return true;
  const passing = PASSING.exec(check);
  return (
    passing?.includes(name) === true &&
    check.startsWith("else {return false;}", endOfBlock(check, passing[0].length))
  );
}

/** The place after the brace that closes the block whose inside begins at `start`. */
function endOfBlock(code: string, start: number): number {
  let depth = 1;
  let at = start;
  for (; depth > 0 && at < code.length; at++) {
    if (code[at] === "{") depth++;
    if (code[at] === "}") depth--;
  }
  return at;
}

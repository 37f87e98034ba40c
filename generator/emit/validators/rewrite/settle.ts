/**
 * Writes a condition as a person would. What would be all of the rest, inside an `if` that otherwise ends in `false` or in the only
 * problem there can be, comes after an early exit; a question inside a question becomes one; so do two with the same answer.
 */

/** One statement: `return 0;`, or what comes before a block, `if (a)`, with the statements in it. */
export interface Statement {
  text: string;
  /** Characters, with what placeholders stand for. */
  width: number;
  body?: Statement[];
  otherwise?: Statement[];
}

/** Conditions are not joined beyond it. */
const JOINED = 110;

/** Looks at the last of some statements, now that all of it is known. `ends` says that what comes next returns the count. */
export function settle(statements: Statement[], ends: boolean): void {
  const last = statements.at(-1);
  if (last?.body === undefined || !last.text.startsWith("if (")) return;
  const { body, otherwise } = last;
  if (otherwise === undefined) {
    mergeInner(last, body);
    mergeBefore(statements, statements.length - 1);
    return;
  }
  if (refuses(otherwise) || refuses(body)) {
    const rest = refuses(otherwise) ? body : otherwise;
    if (rest === body) negate(last, otherwise);
    delete last.otherwise;
    const next = statements.push(...rest) - rest.length;
    mergeBefore(statements, next);
    mergeBefore(statements, next - 1);
  } else if (ends && isOnlyProblem(statements, otherwise)) {
    const [problem] = otherwise;
    const report = problem?.text.replace(/^errors \+= /, "return ") ?? "";
    negate(last, [{ text: report, width: problem?.width ?? 0 }]);
    delete last.otherwise;
    statements.push(...body);
  } else if (body.length === 1 && body[0]?.text.startsWith("if (") && isSimple(otherwise)) {
    negate(last, otherwise);
    last.otherwise = body;
  }
}

/** `if (a) { if (b) { … } }` */
function mergeInner(last: Statement, body: readonly Statement[]): void {
  const [inner, ...others] = body;
  if (inner?.body === undefined || others.length > 0 || inner.otherwise !== undefined) return;
  if (!inner.text.startsWith("if (") || last.width + inner.width > JOINED) return;
  last.text = `if (${grouped(conditionOf(last))} && ${grouped(conditionOf(inner))})`;
  last.width += inner.width;
  last.body = inner.body;
}

/** `if (a) { return false; } if (b) { return false; }` */
function mergeBefore(statements: Statement[], index: number): void {
  const [before, after] = [statements[index - 1], statements[index]];
  if (before === undefined || after === undefined || !isExit(before) || !isExit(after)) return;
  if (before.width + after.width > JOINED) return;
  before.text = `if (${conditionOf(before)} || ${conditionOf(after)})`;
  before.width += after.width;
  statements.splice(index, 1);
}

function negate(statement: Statement, body: Statement[]): void {
  statement.text = `if (${negated(conditionOf(statement))})`;
  statement.body = body;
}

function isExit({ text, body, otherwise }: Statement): boolean {
  return text.startsWith("if (") && otherwise === undefined && refuses(body);
}

function refuses(statements: readonly Statement[] = []): boolean {
  return statements.length === 1 && statements[0]?.text === "return false;";
}

function isSimple([only, ...others]: readonly Statement[]): boolean {
  return only !== undefined && only.body === undefined && others.length === 0;
}

/** Whether nothing has been counted before, and the otherwise of the last statement counts one problem. */
function isOnlyProblem(statements: readonly Statement[], otherwise: readonly Statement[]): boolean {
  return (
    isSimple(otherwise) &&
    otherwise[0]?.text.startsWith("errors += report(") === true &&
    statements
      .slice(0, -1)
      .every(({ text }) => text === "let errors = 0;" || text.startsWith("const base = "))
  );
}

function conditionOf({ text }: Statement): string {
  return text.slice("if (".length, -1);
}

function grouped(condition: string): string {
  return condition.includes(" || ") ? `(${condition})` : condition;
}

const IS_OBJECT = /^typeof (\w+) === ("\d+") && \1 !== null && !Array\.isArray\(\1\)$/;
const IS_TYPE = /^typeof (\w+) === ("\d+")$/;
const CALL = /^(!?)((?:"\d+"|\w+(?:\.\w+)?)\(\w+\))$/;

function negated(condition: string): string {
  const call = CALL.exec(condition);
  if (call !== null) return call[1] === "" ? `!${condition}` : (call[2] ?? "");
  const type = condition.replace(IS_TYPE, "typeof $1 !== $2");
  if (type !== condition) return type;
  const object = condition.replace(IS_OBJECT, "typeof $1 !== $2 || $1 === null || Array.isArray($1)");
  return object === condition ? `!(${condition})` : object;
}

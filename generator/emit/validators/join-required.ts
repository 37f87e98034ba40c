/**
 * Joins the question whether a required property is there with the check of its value, so that the property is looked up once:
 *
 *     if(data.type === undefined){REPORT} … let data1 = data.type;if(data1 !== undefined){…}
 *     -> … let data1 = data.type;if(data1 === undefined){REPORT}else {…}
 *
 * Both stand in one block, so that whatever asks for the number of problems asks before or after both.
 */

const ABSENT = /if\((data\d*(?:\.\w+|\["\d+"\])|own\(data\d*, "\d+"\)) === undefined\)\{([^{}]*)\}/g;

export function joinRequired(code: string): string {
  let joined = code;
  const absent = new RegExp(ABSENT);
  for (let found = absent.exec(joined); found !== null; found = absent.exec(joined)) {
    const [test, property = "", report = ""] = found;
    const rest = joined.slice(found.index + test.length);
    const check = findCheck(rest, property);
    if (check === undefined) continue;
    const { name, start, end } = check;
    const both = `let ${name} = ${property};if(${name} === undefined){${report}}else {`;
    joined = joined.slice(0, found.index) + rest.slice(0, start) + both + rest.slice(end);
    absent.lastIndex = found.index;
  }
  return joined;
}

/** Where, before the end of the block that the code begins in, the property's value is looked at. */
function findCheck(
  code: string,
  property: string,
): { readonly name: string; readonly start: number; readonly end: number } | undefined {
  const assigned = ` = ${property};`;
  let depth = 0;
  let from = 0;
  for (let at = code.indexOf(assigned); at !== -1; at = code.indexOf(assigned, at + 1)) {
    for (; from < at; from++) {
      if (code[from] === "{") depth++;
      if (code[from] === "}" && --depth < 0) return undefined;
    }
    const name = /let (data\d+)$/.exec(code.slice(Math.max(0, at - 16), at))?.[1];
    const test = `if(${name} !== undefined){`;
    const end = at + assigned.length + test.length;
    if (depth === 0 && name !== undefined && code.slice(at + assigned.length, end) === test)
      return { name, start: at - `let ${name}`.length, end };
  }
  return undefined;
}

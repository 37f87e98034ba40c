/**
 * Joins the question whether a required property is there with the check of its value, so that the property is looked up once:
 *
 *     if(data.type === undefined){REPORT} … let data1 = data.type;if(data1 !== undefined){…}
 *     -> … let data1 = data.type;if(data1 === undefined){REPORT}else {…}
 *
 * Both stand in one block, so that whatever asks for the number of problems asks before or after both.
 */

const PROPERTY = String.raw`(?:data\d*(?:\.\w+|\["\d+"\])|own\(data\d*, "\d+"\))`;
const ABSENT = String.raw`if\((?<missing>${PROPERTY}) === undefined\)\{(?<report>[^{}]*)\}`;
const PRESENT = String.raw`let (?<name>data\d+) = (?<property>${PROPERTY});if\(\k<name> !== undefined\)\{`;

interface Question {
  readonly at: number;
  readonly text: string;
  readonly report: string;
}

interface Change {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

export function joinRequired(code: string): string {
  if (!code.includes(" === undefined){")) return code;
  const changes: Change[] = [];
  /** By block, the outermost first: what was asked in it, by property, and not found yet. */
  const blocks: Map<string, Question[]>[] = [new Map()];
  for (const { 0: text, index: at, groups = {} } of code.matchAll(TOKEN)) {
    const block = blocks.at(-1);
    const { missing, report = "", name, property = "" } = groups;
    if (missing !== undefined) {
      const questions = block?.get(missing) ?? [];
      questions.push({ at, text, report });
      block?.set(missing, questions);
    } else if (text === "}") blocks.pop();
    else {
      const asked = name === undefined ? undefined : block?.get(property)?.shift();
      blocks.push(new Map());
      if (asked === undefined) continue;
      changes.push({ at: asked.at, length: asked.text.length, text: "" });
      const both = `let ${name} = ${property};if(${name} === undefined){${asked.report}}else {`;
      changes.push({ at, length: text.length, text: both });
    }
  }
  return apply(code, changes);
}

const TOKEN = new RegExp(`${ABSENT}|${PRESENT}|[{}]`, "g");

function apply(code: string, changes: readonly Change[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { at, length, text } of changes.toSorted((a, b) => a.at - b.at)) {
    parts.push(code.slice(from, at), text);
    from = at + length;
  }
  return parts.join("") + code.slice(from);
}

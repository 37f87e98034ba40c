/**
 * Rewrites a function that ajv compiled into a small one that stands alone. What stays is what ajv decides; what changes is how
 * a problem is told: one call instead of an object built in place, and a count instead of a list of errors.
 *
 *     function validate1(data, {instancePath="", …}={}){let vErrors = null;let errors = 0; …
 *       if(typeof data0 !== "string"){const err0 = {instancePath:instancePath+"/reason",…};if(vErrors === null)…errors++;} …
 *     function vKnockBody(data, issues, at){let n = 0; … if(typeof data0 !== "string"){n += report(issues, at+"/reason", "type", "string");} …
 *
 * The rules hold for the exact version of ajv in package.json; `assertRewritten` fails on anything they do not know.
 */
import type { CompiledFunction } from "../compile.js";
import { guardForm } from "./guard-form.js";
import { joinRequired } from "./join-required.js";
import { layOut } from "./lay-out.js";
import { inlineReferences } from "./references.js";
import { simplify } from "./simplify.js";
import { StringTable } from "./strings.js";
import { type FunctionTemplate, Slots } from "./template.js";
import { lookOnce } from "./twins.js";

/** Which member of ajv's `params` says what a problem is about. */
const DETAIL: { readonly [keyword: string]: string } = {
  additionalProperties: "additionalProperty",
  const: "allowedValue",
  dependentRequired: "missingProperty",
  enum: "allowedValues",
  format: "format",
  multipleOf: "multipleOf",
  pattern: "pattern",
  propertyNames: "propertyName",
  required: "missingProperty",
  type: "type",
  unevaluatedProperties: "unevaluatedProperty",
};

/** Keywords of `if` and of boolean schemas; ajv's own words for them mean nothing to a reader. */
const RENAMED: { readonly [keyword: string]: string } = { "false schema": "false" };

export function rewrite(compiled: CompiledFunction): FunctionTemplate {
  const strings = new StringTable();
  const slots = new Slots(strings);
  let code = quoteDollars(strings.takeOut(compiled.code), strings);
  if (ANYTHING.test(code))
    return {
      check: "function () {\n  return 0;\n}",
      guard: "function () {\n  return true;\n}",
      texts: [],
    };
  code = code.replace(
    /^function \w+\(data, \{.*?\}=\{\}\)\{let vErrors = null;let errors = 0;/,
    "function NAME(data, issues, at){let errors = 0;",
  );
  if (code.includes(".replace(/~/"))
    code = code.replace(/\b(\w+)\.replace\(\/~\/g, "\d+"\)\.replace\(\/\\\/\/g, "\d+"\)/g, "segment($1)");
  code = code.replace(PROBLEM, (_, __, members: string) => reportCall(members, strings));
  let calls = 0;
  code = code.replace(CALL, (_, callee: string, argument: string, path: string | undefined, otherwise) =>
    rewriteCall(callee, argument, path, otherwise === undefined ? undefined : `_errsBefore${calls++}`),
  );
  const resets = code.includes("vErrors.length = ");
  code = code.replace(RESET, "errors = $1;forget(issues, base + $1);");
  if (resets) code = code.replace("let errors = 0;", "const base = issues.length;let errors = 0;");
  code = code.replace(/\b\w+\.errors = vErrors;return errors === 0;\}$/, "return errors;}");
  code = code.replace(MULTIPLE, "(!isMultiple($3, $1))").replace(/let res\d+;/g, "");
  // An index by text must not meet what every object inherits.
  code = code.replace(/(const indices\d+ = )\{\};/g, "$1Object.create(null);");
  code = inlineReferences(code, compiled.references, strings, slots);
  code = bounded(lookOnce(code));
  code = ownProperties(code, strings);
  code = joinRequired(simplify(code));
  assertRewritten(code);
  const check = code.replace("NAME", "");
  const guard = guardForm(check);
  assertRewritten(guard, /\b(?:issues|at|report|forget)\b/);
  const printed = { check: layOut(check, strings), guard: layOut(guard, strings) };
  return { ...printed, texts: slots.texts() };
}

/** `data.a$` -> `data["a$"]`, so that the names in all further rules are made of what `\w` matches. */
function quoteDollars(code: string, strings: StringTable): string {
  return code.replace(
    /\.(\w*\$[\w$]*)/g,
    (_, name: string) => `[${strings.placeholder(JSON.stringify(name))}]`,
  );
}

/** The whole function of a schema that any value matches. */
const ANYTHING = /^function (\w+)\(data, \{[^{}]*\{\}\}=\{\}\)\{\1\.errors = null;return true;\}$/;
const PROBLEM =
  /const (err\d+) = \{((?:(?!const err\d+ = ).)*?)\};if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}errors\+\+;/gs;
const CALL =
  /if\(!\((validate\d+|wrapper\d+\.validate)\((\w+), \{instancePath(?::([^,]*))?,parentData(?::[^,]*)?,parentDataProperty(?::[^,]*)?,rootData,dynamicAnchors\}\)\)\)\{vErrors = vErrors === null \? \1\.errors : vErrors\.concat\(\1\.errors\);errors = vErrors\.length;\}(else (?=\{[^}]))?/g;
const RESET =
  /errors = (_errs\d+);if\(vErrors !== null\)\{if\(\1\)\{vErrors\.length = \1;\}else \{vErrors = null;\}\}/g;
/** ajv divides, which is wrong for large numbers and for most decimal fractions. */
const MULTIPLE = /\(([-+.\de]+) === 0 \|\| \((res\d+) = (\w+)\/\1, \2 !== parseInt\(\2\)\)\)/g;
const MEMBERS =
  /^instancePath(?::(.+?))?,schemaPath:.+?,keyword:("\d+"),params:\{(.*)\}(?:,propertyName:\w+)?$/s;

function reportCall(members: string, strings: StringTable): string {
  if (members === "") return "errors++;"; // inside `not` and `if` problems are not reported
  const [, path, keywordPlaceholder = "", params = ""] = MEMBERS.exec(members) ?? [];
  const ajvKeyword: unknown = JSON.parse(strings.sourceOf(keywordPlaceholder) || '""');
  const keyword = RENAMED[String(ajvKeyword)] ?? String(ajvKeyword);
  const member = DETAIL[keyword] ?? "limit";
  const detail = params
    .split(/,\s+(?=\w+: )/)
    .find((param) => param.startsWith(`${member}: `))
    ?.slice(member.length + 2);
  const list = [strings.placeholder(JSON.stringify(keyword)), ...(detail === undefined ? [] : [detail])];
  return `errors += report(issues, ${pathOf(path)}, ${list.join(", ")});`;
}

/** A call of another schema's function. Inside `not` and the like, what comes next is only asked where it finds nothing wrong. */
function rewriteCall(
  callee: string,
  argument: string,
  path: string | undefined,
  before: string | undefined,
): string {
  const call = `errors += ${callee}(${argument}, issues, ${pathOf(path)});`;
  return before === undefined ? call : `const ${before} = errors;${call}if(errors === ${before})`;
}

/** ajv's `instancePath+"/a/" + key0` with our name for the start. */
function pathOf(path: string | undefined): string {
  return path === undefined
    ? "at"
    : path.replace(/^instancePath\+?/, (start) => (start.endsWith("+") ? "at + " : "at"));
}

/** Counts what is looked at: the items of a list, each key, and each value that hands a part of itself to another function. */
function bounded(code: string): string {
  const counted = code
    .replace(/(const len\d+ = )(\w+\.length);/g, "$1step($2);")
    .replace(/for\(const key\d+ in \w+\)\{/g, "$&step();");
  return HANDING.test(counted) ? counted.replace("let errors = 0;", "let errors = 0;step();") : counted;
}

const HANDING = /errors \+= "\d+"\((?!data,)/;

/** `data.constructor` of a plain object is never undefined; such properties count only when they are the object's own. */
function ownProperties(code: string, strings: StringTable): string {
  return code.replace(
    INHERITED,
    (_, object: string, property: string) =>
      `own(${object}, ${strings.placeholder(JSON.stringify(property))})`,
  );
}

const INHERITED = new RegExp(
  `(?<![.\\w])(data\\d*)\\.(${Object.getOwnPropertyNames(Object.prototype).join("|")})(?!\\w)`,
  "g",
);

const AJVS_OWN =
  /\b(?:vErrors|instancePath|rootData|dynamicAnchors|(?<!\.)validate\d+|schema\d+|func\d+|pattern\d+|parseInt|require)\b/;

function assertRewritten(code: string, unwanted = AJVS_OWN): void {
  const left = unwanted.exec(code.replace(/\.\w+/g, ""));
  if (left !== null)
    throw new Error(
      `ajv emitted code that the rewriter does not know, near ${left[0]}: ${code.slice(Math.max(0, left.index - 80), left.index + 80)}`,
    );
}

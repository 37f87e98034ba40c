/** Emits one validator module per API and one for the events: plain ES modules that import nothing, and their declarations. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { FORGETFUL, type Memo } from "../../cache/memo.js";
import { compare, stableStringify } from "../../json.js";
import type { SchemaId } from "../../link/types.js";
import type { NamedType } from "../../name/types.js";
import { BANNER, type EmitInput, type EmittedFile } from "../types.js";
import { compileSchemas } from "./compile.js";
import { formatFunction } from "./formats.js";
import { type Plan, planValidators } from "./plan.js";
import { LOOK_HELPERS, type Printed, printCheck, printLooker } from "./print-unevaluated.js";
import { type FunctionTemplate, printTemplate, rewrite } from "./rewrite.js";

export interface ValidatorOptions {
  /** Check formats that JSON Schema treats as annotations, such as `uri`. Default false. */
  readonly assertFormats?: boolean;
}

/** Without its first comment, which is for the linter. */
const prelude = (): string =>
  readFileSync(new URL("prelude.js", import.meta.url), "utf8").replace(/^\/\/.*\n+/, "");

export function emitValidators(
  input: EmitInput,
  options: ValidatorOptions = {},
  memo: Memo = FORGETFUL,
): EmittedFile[] {
  const plan = planValidators(input.names, options.assertFormats ?? false);
  const templates = templatesOf(plan, memo);
  const modules = new Map<string, NamedType[]>();
  for (const type of input.names.types) {
    const types = modules.get(type.module);
    if (types === undefined) modules.set(type.module, [type]);
    else types.push(type);
  }
  const helpers = prelude();
  return [...modules].flatMap(([module, types]) => [
    {
      path: `validators/${module}.js`,
      text: `${BANNER}\n\n${helpers}\n${printModule(module, types, plan, templates)}`,
    },
    { path: `validators/${module}.d.ts`, text: printDeclarations(module, types) },
  ]);
}

/** Compiles what the memo does not know. */
function templatesOf({ schemas }: Plan, memo: Memo): Map<SchemaId, FunctionTemplate> {
  const templates = new Map<SchemaId, FunctionTemplate>();
  for (const [id, schema] of schemas) {
    const known = memo.peek("function", stableStringify(schema));
    if (known !== undefined) templates.set(id, JSON.parse(known));
  }
  const wanted = new Set([...schemas.keys()].filter((id) => !templates.has(id)));
  if (wanted.size === 0) return templates;
  for (const [id, compiled] of compileSchemas(schemas, wanted)) {
    const template = rewrite(compiled);
    templates.set(id, template);
    memo.store("function", stableStringify(schemas.get(id) ?? true), () => JSON.stringify(template));
  }
  return templates;
}

function printModule(
  module: string,
  types: readonly NamedType[],
  plan: Plan,
  templates: ReadonlyMap<SchemaId, FunctionTemplate>,
): string {
  const formats = new Map<string, string>();
  const patterns = new Map<string, string>();
  const functions = new Map<string, string>();
  const { checks, looks } = plan.unevaluated;
  const pending = types.map(plan.idOf);
  const functionName = (callee: string): string => {
    pending.push(callee);
    return plan.functionName(callee, module);
  };
  const patternName = (pattern: string): string => {
    const constant = `pattern_${createHash("sha256").update(pattern).digest("hex").slice(0, 8)}`;
    patterns.set(
      constant,
      `const ${constant} = /* @__PURE__ */ new RegExp(${JSON.stringify(pattern)}, "u");`,
    );
    return constant;
  };
  const formatName = (format: string): string => {
    const { name: test, source: body } = formatFunction(format);
    formats.set(test, body);
    return test;
  };
  const look = (id: string, own: boolean): string => {
    const name = `${own ? "rest" : "look"}_${plan.functionName(id, module)}`;
    const found = looks.get(id);
    if (found !== undefined && !functions.has(name)) {
      functions.set(name, ""); // schemas may refer to themselves
      functions.set(name, printLooker(name, found, own, use));
    }
    return name;
  };
  const forbids = (id: string): boolean => plan.schemas.get(id) === false;
  const use: Printed = {
    validator: functionName,
    looker: (id) => look(id, false),
    ownLooker: (id) => look(id, true),
    pattern: patternName,
    forbids,
  };
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const found = templates.get(id);
    const name = plan.functionName(id, module);
    if (found === undefined || functions.has(name)) continue;
    const source = printTemplate(found, ({ kind, of }) =>
      ({ function: functionName, format: formatName, pattern: patternName })[kind](of),
    );
    const check = checks.get(id);
    functions.set(
      name,
      check === undefined
        ? source.replace("function ", `function ${name}`)
        : printCheck(name, source.replace("function ", `function ${name}_`), id, check, use),
    );
  }
  const sorted = (entries: ReadonlyMap<string, string>): string[] =>
    [...entries].sort(([a], [b]) => compare(a, b)).map(([, text]) => text);
  const exported = types.map((type) => {
    const name = plan.functionName(plan.idOf(type), module);
    return `export const is${type.name} = /* @__PURE__ */ guard(${name}), check${type.name} = /* @__PURE__ */ check(${name});`;
  });
  const helpers = checks.size === 0 ? [] : [LOOK_HELPERS];
  return `${[...helpers, ...sorted(formats), ...sorted(patterns), ...sorted(functions), ...exported].join("\n")}\n`;
}

function printDeclarations(module: string, types: readonly NamedType[]): string {
  const declared = types.map(
    ({ name }) =>
      `export declare const is${name}: Guard<T.${name}>;\nexport declare const check${name}: Check<T.${name}>;`,
  );
  return `${BANNER}\n\nimport type * as T from "../${module}.js";\nimport type { Check, Guard } from "../matrix.js";\n\n${declared.join("\n")}\n`;
}

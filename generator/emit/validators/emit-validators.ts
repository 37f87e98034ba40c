/** Emits one validator module per API and one for the events: plain ES modules that import nothing, and their declarations. */
import { readFileSync } from "node:fs";
import { FORGETFUL, type Memo } from "../../cache/memo.js";
import { groupBy } from "../../group-by.js";
import type { SchemaId } from "../../link/linked-spec.js";
import type { NamedType } from "../../name/names.js";
import { BANNER, type EmitInput, type EmittedFile } from "../emitted-file.js";
import { compileSchemas } from "./compile.js";
import { type Plan, planValidators } from "./plan.js";
import { checkDoc, guardDoc, printModule } from "./print-module.js";
import { rewrite } from "./rewrite.js";
import type { FunctionTemplate } from "./template.js";

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
  const modules = groupBy(input.names.types, (type) => [type.module, type]);
  const helpers = prelude();
  return [...modules].flatMap(([module, types]) => [
    {
      path: `validators/${module}.js`,
      text: `${BANNER}\n\n${helpers}\n${printModule(module, types, plan, templates)}`,
    },
    { path: `validators/${module}.d.ts`, text: printDeclarations(module, types) },
  ]);
}

/** Compiles what the memo does not know. What is compiled follows the order of the properties, and so does the key. */
function templatesOf({ schemas }: Plan, memo: Memo): Map<SchemaId, FunctionTemplate> {
  const templates = new Map<SchemaId, FunctionTemplate>();
  for (const [id, schema] of schemas) {
    const known = memo.peek("function", JSON.stringify(schema));
    if (typeof known === "string") templates.set(id, JSON.parse(known));
  }
  const wanted = new Set([...schemas.keys()].filter((id) => !templates.has(id)));
  if (wanted.size === 0) return templates;
  for (const [id, compiled] of compileSchemas(schemas, wanted)) {
    const template = rewrite(compiled);
    templates.set(id, template);
    memo.store("function", JSON.stringify(schemas.get(id) ?? true), JSON.stringify(template));
  }
  return templates;
}

function printDeclarations(module: string, types: readonly NamedType[]): string {
  const declared = types.map((type) =>
    [
      `${guardDoc(type)}export declare const is${type.name}: Guard<T.${type.name}>;`,
      `${checkDoc(type)}export declare const check${type.name}: Check<T.${type.name}>;`,
    ].join("\n\n"),
  );
  return `${BANNER}\n\nimport type * as T from "../${module}.js";\nimport type { Check, Guard } from "../matrix.js";\n\n${declared.join("\n\n")}\n`;
}

/** Emits one validator module per API and one for the events: plain ES modules that import nothing, and their declarations. */
import { readFileSync } from "node:fs";
import { FORGETFUL, type Memo } from "../../cache/memo.js";
import { groupBy } from "../../group-by.js";
import type { SchemaId } from "../../link/linked-spec.js";
import type { NamedType, Names } from "../../name/names.js";
import { BANNER, type EmitInput, type EmittedFile } from "../emitted-file.js";
import { checkDoc, guardDoc, printModule } from "./print-module.js";
import type { FunctionTemplate } from "./rewrite/template.js";
import { type Plan, planValidators } from "./schemas/plan.js";
import type { CompileAside } from "./templates/compile-aside.js";
import { beginTemplates } from "./templates/templates.js";

export interface ValidatorOptions {
  /** Check formats that JSON Schema treats as annotations, such as `uri`. Default false. */
  readonly assertFormats?: boolean;
}

/** Without its first comment, which is for the linter. */
const prelude = (): string =>
  readFileSync(new URL("prelude.js", import.meta.url), "utf8").replace(/^\/\/.*\n+/, "");

/** Begins to compile, and gives the files when asked; with a thread, other emitters may run in between. */
export function beginValidators(
  input: EmitInput,
  options: ValidatorOptions,
  memo: Memo = FORGETFUL,
  thread?: CompileAside,
): () => EmittedFile[] {
  const plan = planValidators(input.names, options.assertFormats ?? false);
  const templates = beginTemplates(plan, memo, thread);
  return () => printModules(input.names, plan, templates());
}

function printModules(
  names: Names,
  plan: Plan,
  templates: ReadonlyMap<SchemaId, FunctionTemplate>,
): EmittedFile[] {
  const modules = groupBy(names.types, (type) => [type.module, type]);
  const helpers = prelude();
  return [...modules].flatMap(([module, types]) => [
    {
      path: `validators/${module}.js`,
      text: `${BANNER}\n\n${helpers}\n${printModule(module, types, plan, templates)}`,
    },
    { path: `validators/${module}.d.ts`, text: printDeclarations(module, types) },
  ]);
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

/** Templates of the functions of a plan: remembered ones, and those that are compiled now, by two threads where there is a second. */
import type { Memo } from "../../../cache/memo.js";
import type { SchemaId } from "../../../link/linked-spec.js";
import { type FunctionTemplate, readTemplate, writeTemplate } from "../rewrite/template.js";
import type { Plan } from "../schemas/plan.js";
import type { CompileAside } from "./compile-aside.js";
import { compileTemplates } from "./compile-templates.js";

/** Begins with what the memo does not know, and gives all of them when asked. */
export function beginTemplates(
  { schemas }: Plan,
  memo: Memo,
  thread: CompileAside | undefined,
): () => ReadonlyMap<SchemaId, FunctionTemplate> {
  // Code follows the order of the properties, and so does the key.
  const key = (id: SchemaId) => (): string => JSON.stringify(schemas.get(id) ?? true);
  const templates = new Map<SchemaId, FunctionTemplate>();
  for (const id of schemas.keys()) {
    const known = readTemplate(memo.peek("function", key(id)));
    if (known !== undefined) templates.set(id, known);
  }
  const wanted = [...schemas.keys()].filter((id) => !templates.has(id));
  const keep = (id: SchemaId, template: FunctionTemplate): void => {
    templates.set(id, template);
    memo.store("function", key(id), () => writeTemplate(template));
  };
  const shared = thread?.begin(schemas, wanted);
  return () => {
    for (const [id, template] of shared?.() ?? []) keep(id, template);
    // All of them without a thread; with one, those at which it failed, so that the failure is told here.
    const missing = wanted.filter((id) => !templates.has(id));
    for (const [id, template] of compileTemplates(schemas, missing)) keep(id, template);
    return templates;
  };
}

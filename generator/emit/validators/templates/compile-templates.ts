/** Schemas -> templates of functions: ajv compiles, and what it makes is rewritten. */
import type { SchemaId } from "../../../link/linked-spec.js";
import { compileSchemas } from "../compile.js";
import { rewrite } from "../rewrite/rewrite.js";
import type { FunctionTemplate } from "../rewrite/template.js";
import type { Plan } from "../schemas/plan.js";

/** Compiles some of the schemas. */
export function* compileTemplates(
  schemas: Plan["schemas"],
  wanted: readonly SchemaId[],
): Generator<readonly [SchemaId, FunctionTemplate]> {
  if (wanted.length === 0) return;
  for (const [id, compiled] of compileSchemas(schemas, new Set(wanted))) yield [id, rewrite(compiled)];
}

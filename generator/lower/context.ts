/** Everything that lowering a schema needs to know beside the schema. */
import type { Memo } from "../cache/memo.js";
import type { Diagnostics } from "../diagnostic.js";
import type { Dialect } from "../load/version.js";
import type { Origins } from "./lowered-spec.js";

export interface SchemaContext {
  readonly file: string;
  /** OpenAPI documents give oneOf a looser meaning than JSON Schema does (`lower/overlapping-one-of`). */
  readonly openapi: boolean;
  readonly dialect: Dialect;
  readonly diagnostics: Diagnostics;
  readonly origins: Origins;
  readonly memo: Memo;
  /** Of a schema that `$schema` declares for one of the drafts 3 to 7. */
  readonly draft?: number;
}

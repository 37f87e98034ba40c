/** The one function of openapi-typescript that is used, by a path that does not load its bundler (0.3 s and 30 MB). */
declare module "openapi-typescript/dist/transform/schema-object.mjs" {
  import type { GlobalContext, TransformNodeOptions } from "openapi-typescript";
  import type ts from "typescript";

  export default function transformSchemaObject(
    schema: unknown,
    options: Omit<TransformNodeOptions, "ctx"> & { ctx: Partial<GlobalContext> },
  ): ts.TypeNode;
}

/** Emits each API as one OpenAPI document that needs no other file, for viewers, mocks and other generators. */
import { groupBy } from "../../group-by.js";
import { get, getEntries, getString, type Json, type JsonObject } from "../../json.js";
import type { ApiDef } from "../../model/model.js";
import { isStream } from "../../model/streams.js";
import { bundledNames, bundledSchema, reachedFrom, sortedByName } from "../code/bundled-schemas.js";
import type { EmitInput, EmittedFile } from "../emitted-file.js";
import { printOperation, schemasOf } from "./operation.js";

export function emitOpenapi(input: EmitInput): EmittedFile[] {
  const documents = groupBy(input.linked.apis, ({ module, value }) => [module, value]);
  return input.model.apis
    .filter(({ operations, webhooks }) => operations.length + webhooks.length > 0)
    .map((api) => ({
      path: `openapi/${api.module}.json`,
      text: `${JSON.stringify(printApi(api, documents.get(api.module) ?? [], input), null, 2)}\n`,
    }));
}

const PREFIX = "#/components/schemas/";

function printApi(api: ApiDef, documents: readonly Json[], { names, examples }: EmitInput): JsonObject {
  const all = [...api.operations, ...api.webhooks];
  const reached = reachedFrom(all.flatMap(schemasOf), names);
  const byType = bundledNames(reached.values());
  const refs = new Map([...reached].map(([id, type]) => [id, byType.get(type) ?? type.name]));
  const print = (schema: Parameters<typeof bundledSchema>[0]): ReturnType<typeof bundledSchema> =>
    bundledSchema(schema, refs, PREFIX, withBytes);
  const schemes = sortedByName(documents.flatMap((value) => getEntries(value, "securitySchemes")));
  const schemas = sortedByName(
    [...reached].map(([id, type]) => [refs.get(id) ?? type.name, print(type.schema)] as const),
  );
  // Readers of 3.1 know bodies that are read item by item as lists; descriptions of 3.2 have readers of their own.
  const streams = all.some(({ requestBody, responses }) =>
    [requestBody, ...responses].some((body) => body?.contents.some(({ kind }) => isStream(kind))),
  );
  const byItem = streams && documents.some((value) => /^3\.2\b/.test(getString(value, "openapi") ?? ""));
  const paths: { [path: string]: { [method: string]: JsonObject } } = {};
  const webhooks: typeof paths = {};
  for (const [list, place] of [
    [api.operations, paths],
    [api.webhooks, webhooks],
  ] as const)
    for (const operation of list) {
      const method = operation.method.toLowerCase();
      let { path } = operation;
      // Two operations of one route are told apart as upstream does it: a space at the end means nothing.
      while (place[path]?.[method] !== undefined) path += " ";
      place[path] = {
        ...place[path],
        [method]: printOperation(operation, { schema: print, examples, byItem }),
      };
    }
  const version = documents
    .map((value) => getString(get(value, "info"), "version"))
    .find((each) => each !== undefined);
  return {
    openapi: byItem ? "3.2.0" : "3.1.0",
    info: { title: api.module, version: version ?? "1.0.0" },
    paths,
    ...(api.webhooks.length > 0 && { webhooks }),
    components: {
      ...(Object.keys(schemas).length > 0 && { schemas }),
      ...(Object.keys(schemes).length > 0 && { securitySchemes: schemes }),
    },
  };
}

/** Bytes of a form, as OpenAPI 3.1 writes them. */
function withBytes(schema: JsonObject): JsonObject {
  if (schema.format !== "x-bytes") return schema;
  return { ...schema, type: "string", format: "binary" };
}

/** The dialect that a document says it is written in. */
import { get, type Json } from "../json.js";

/** Dialects of OpenAPI 3, by minor version. */
export const OPENAPI_3 = ["openapi-3.0", "openapi-3.1", "openapi-3.2"] as const;

/** The languages of documents; they say how schemas are read. */
export type Dialect = "swagger-2" | (typeof OPENAPI_3)[number] | "json-schema";

/** The minor version of OpenAPI 3; undefined for other languages. */
export function openApiMinor(dialect: Dialect): number | undefined {
  const minor = OPENAPI_3.findIndex((each) => each === dialect);
  return minor < 0 ? undefined : minor;
}

export interface Version {
  /** The key at the root that says so. */
  readonly key: string;
  /** Undefined where it is nothing that is read. */
  readonly dialect?: Dialect;
  /** A problem with it. */
  readonly message?: string;
}

/** Descriptions of other kinds, by the key that holds their version. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ["asyncapi", "an AsyncAPI document"],
  ["arazzo", "an Arazzo document"],
  ["overlay", "an OpenAPI overlay"],
  ["openrpc", "an OpenRPC document"],
  ["swaggerVersion", "a Swagger 1 document"],
]);

/** Without a patch number it is told of; drafts, such as `3.1.0-rc1`, were other languages. */
const OPENAPI = /^3\.(0|[1-9]\d*)(\.(?:0|[1-9]\d*))?$/;

/** Undefined for a document that does not say so, such as a schema. */
export function versionOf(document: Json): Version | undefined {
  const [openapi, swagger] = ["openapi", "swagger"].map((key) => get(document, key));
  if (typeof openapi === "string" && typeof swagger === "string")
    return { key: "swagger", message: "the document says both openapi and swagger" };
  if (openapi !== undefined && !isSchemaKeyword(openapi)) return openApi(openapi);
  if (swagger !== undefined && !isSchemaKeyword(swagger)) {
    if (swagger === "2.0") return { key: "swagger", dialect: "swagger-2" };
    if (swagger === 2)
      return {
        key: "swagger",
        dialect: "swagger-2",
        message: "the version 2.0 is a number; it must be text",
      };
    return { key: "swagger", message: `Swagger ${show(swagger)} is not a version that is read` };
  }
  for (const [key, kind] of OTHERS) {
    const version = get(document, key);
    if (version !== undefined && !isSchemaKeyword(version))
      return { key, message: `this is ${kind} (${show(version)}), which is not read` };
  }
  return undefined;
}

function openApi(value: Json): Version {
  const text = value === 3 ? "3.0" : String(value);
  const [, minor, patch] = OPENAPI.exec(text) ?? [];
  const dialect = OPENAPI_3[Number(minor)];
  if (dialect === undefined)
    return { key: "openapi", message: `OpenAPI ${show(value)} is not a version that is read` };
  if (typeof value === "string" && patch !== undefined) return { key: "openapi", dialect };
  if (typeof value === "string")
    return { key: "openapi", dialect, message: `the version ${text} lacks its third number` };
  return {
    key: "openapi",
    dialect,
    message: `the version ${text} is a number; it must be text such as "${text}.0"`,
  };
}

/** A table of names may hold an entry of that name. */
function isSchemaKeyword(value: Json): boolean {
  return typeof value === "object" && value !== null;
}

function show(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The meta-schema of JSON Schema 2020-12: a schema may refer to it, and nothing is fetched. ajv brings its files along. */
import { createRequire } from "node:module";
import { isObject, type JsonObject } from "../json.js";

const URI = /^https:\/\/json-schema\.org\/draft\/2020-12\/((?:meta\/)?[a-z-]+)$/;

/** JSON Schema's drafts, and OpenAPI's dialects of 2020-12, which add annotations only. */
const DIALECT =
  /^https?:\/\/(?:json-schema\.org\/(?:draft\/20\d\d-\d\d\/|draft-0\d\/)?schema#?|spec\.openapis\.org\/oas\/3\.\d\/(?:dialect|schema)\/.*)$/;

/** Whether schemas of that `$schema` mean what is read; a vocabulary of one's own could mean anything. */
export function isKnownDialect(uri: string): boolean {
  return DIALECT.test(uri);
}

export function isMetaSchema(uri: string): boolean {
  return URI.test(uri);
}

export function readMetaSchema(uri: string): JsonObject | undefined {
  const name = URI.exec(uri)?.[1];
  if (name === undefined) return undefined;
  try {
    const value: unknown = createRequire(import.meta.url)(`ajv/dist/refs/json-schema-2020-12/${name}.json`);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // no such vocabulary
  }
}

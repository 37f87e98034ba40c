/** Reads a folder of the specification's shape, and walks what it holds, for the tests of `schemas/`. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CORE_SCHEMA, load } from "js-yaml";
import { fromEntries, get, isArray, isObject, type Json, type JsonObject } from "../../generator/json.js";
import { evaluate, pointer } from "../../generator/pointer.js";

export const schemasFolder: string = fileURLToPath(new URL("../../schemas", import.meta.url));

/** Keywords whose keys are free names, so that a property may be called `description`. */
const MAPS = new Set(["properties", "patternProperties"]);
const TEXTS = new Set(["title", "summary", "description", "x-changedInMatrixVersion"]);
const WORDS = new Set([...TEXTS, "example", "examples", "tags", "externalDocs", "info"]);

export class SpecFolder {
  readonly #loaded = new Map<string, Json>();
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Paths of all YAML and JSON files below a folder, sorted; none if the folder does not exist. */
  files(below: string): string[] {
    return readdirSync(path.join(this.root, below), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name))
      .map((entry) => path.relative(this.root, path.join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
      .sort();
  }

  /** All documents and schemas, without examples. */
  schemaFiles(): string[] {
    const isSchema = (file: string): boolean => file.endsWith(".yaml") && !file.includes("/examples/");
    return [...this.files("api"), ...this.files("event-schemas")].filter(isSchema);
  }

  read(file: string): Json {
    const known = this.#loaded.get(file);
    if (known !== undefined) return known;
    const text = readFileSync(path.join(this.root, file), "utf8");
    const value: unknown = load(text, { json: true, schema: CORE_SCHEMA });
    if (!isObject(value) && !isArray(value)) throw new Error(`${file} is neither an object nor a list`);
    this.#loaded.set(file, value);
    return value;
  }

  /** Target of a `$ref` in `file`. */
  target(file: string, ref: string): { file: string; value: Json | undefined } {
    const [relative = "", fragment = ""] = ref.split("#");
    const to = relative === "" ? file : path.posix.join(path.posix.dirname(file), relative);
    return { file: to, value: evaluate(this.read(to), fragment) };
  }

  /** An example's value with its `$ref`s put in, as upstream does: what stands beside a `$ref` wins. */
  example(file: string, value: Json): Json {
    if (isArray(value)) return value.map((item) => this.example(file, item));
    if (!isObject(value)) return value;
    const { $ref, allOf, ...rest } = value;
    const parts = isArray(allOf) ? allOf.map((part) => this.example(file, part)) : [];
    if (typeof $ref === "string") {
      const target = this.target(file, $ref);
      if (target.value === undefined) throw new Error(`${file}: ${$ref} leads nowhere`);
      parts.push(this.example(target.file, target.value));
    }
    const own = fromEntries(
      Object.entries(rest).map(([key, item]) => [key, this.example(file, item)] as const),
    );
    if (parts.length === 1 && !isObject(parts[0]) && Object.keys(own).length === 0) return parts[0] ?? null;
    return Object.assign({}, ...parts.filter(isObject), own);
  }
}

/** Calls `visit` for every object that is not a map of named things and not inside an example. */
export function walk(
  value: Json,
  visit: (node: JsonObject, at: string) => void,
  at = "",
  isMap = false,
): void {
  if (isArray(value)) {
    for (const [index, item] of value.entries()) walk(item, visit, at + pointer(index));
  } else if (isObject(value)) {
    if (!isMap) visit(value, at);
    for (const [key, item] of Object.entries(value))
      if (isMap || (key !== "example" && key !== "examples"))
        walk(item, visit, at + pointer(key), !isMap && MAPS.has(key));
  }
}

/** Only what decides about bytes on the wire: no texts, no examples. */
export function strip(value: Json, isMap = false): Json {
  if (isArray(value)) return value.map((item) => strip(item));
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => isMap || !WORDS.has(key));
  return fromEntries(kept.map(([key, item]) => [key, strip(item, !isMap && MAPS.has(key))] as const));
}

/** Pointers of all places where two values differ; lists differ as wholes. */
export function differences(ours: Json | undefined, theirs: Json | undefined, at = ""): string[] {
  if (isObject(ours) && isObject(theirs)) {
    const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
    return [...keys].flatMap((key) => differences(get(ours, key), get(theirs, key), at + pointer(key)));
  }
  if (isArray(ours) && isArray(theirs) && ours.length === theirs.length)
    return ours.some((item, index) => differences(item, theirs[index]).length > 0) ? [at] : [];
  return ours === theirs ? [] : [at];
}

/** Every text for people, with its place. */
export function texts(document: Json): [at: string, text: string][] {
  const found: [string, string][] = [];
  walk(document, (node, at) => {
    for (const key of TEXTS) {
      const text = get(node, key);
      if (typeof text === "string") found.push([at + pointer(key), text]);
      else if (isObject(text))
        for (const [version, change] of Object.entries(text))
          if (typeof change === "string") found.push([at + pointer(key, version), change]);
    }
  });
  return found;
}

/** Every `$ref`, in schemas and in examples. */
export function refs(value: Json): string[] {
  if (isArray(value)) return value.flatMap(refs);
  if (!isObject(value)) return [];
  const own = typeof value.$ref === "string" ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(refs)];
}

const METHODS = ["get", "put", "post", "delete", "patch", "head", "options"];

/** All operations of a document, with their places. */
export function operations(document: Json): { path: string; method: string; operation: JsonObject }[] {
  const paths = get(document, "paths");
  return Object.entries(isObject(paths) ? paths : {}).flatMap(([at, item]) =>
    METHODS.flatMap((method) => {
      const operation = get(item, method);
      return isObject(operation) ? [{ path: at, method, operation }] : [];
    }),
  );
}

/** Examples as the documents have them; nothing in them is lowered or linked. */
import nodePath from "node:path";
import type { Origin } from "../diagnostic.js";
import { fromEntries, get, getArray, getEntries, getString, isArray, isObject, type Json } from "../json.js";
import { evaluate } from "../pointer.js";
import type { LoadedSpec } from "./loaded-spec.js";

export interface Example {
  /** Missing for the one under `example`, or of the schema. */
  readonly name?: string;
  readonly value: Json;
}

/**
 * Those of a Media Type or Parameter Object, the named ones first; also where they stand in another place or file. Without those
 * that are put together of others that are not there.
 */
export function examplesAt(loaded: LoadedSpec, { file, pointer }: Origin): readonly Example[] {
  const node = evaluate(loaded.file(file)?.value ?? null, pointer) ?? null;
  const named = getEntries(node, "examples").flatMap(([name, example]): Example[] => {
    const value = contentOf(example, file, loaded);
    return value === undefined ? [] : [{ name, value }];
  });
  const schema = get(node, "schema") ?? null;
  const [first] = getArray(schema, "examples");
  const single = [get(node, "example"), get(schema, "example"), first].find((each) => each !== undefined);
  const value = single === undefined ? undefined : assembled(single, file, loaded);
  return value === undefined ? named : [...named, { value }];
}

/** Deeper than any example is put together of others. */
const MAX_DEPTH = 64;

/** An example whose parts may stand in other files, as upstream's do: what stands beside a `$ref` takes the place of what that has. */
function assembled(value: Json, from: string, loaded: LoadedSpec, depth = 0): Json | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const within = (part: Json): Json | undefined => assembled(part, from, loaded, depth + 1);
  if (isArray(value)) return whole(value.map(within));
  if (!isObject(value)) return value;
  const { $ref: reference, ...own } = value;
  const parts = whole(Object.values(own).map(within));
  if (parts === undefined) return undefined;
  const held = fromEntries(Object.keys(own).map((name, index) => [name, parts[index] ?? null]));
  if (typeof reference !== "string") return reference === undefined ? held : undefined;
  // Within a file, it may be what an API says, and no reference.
  const target = reference.startsWith("#") ? undefined : targetOf(reference, from, loaded);
  const base = target && assembled(target.value, target.file, loaded, depth + 1);
  if (base === undefined || parts.length === 0) return base;
  return isObject(base) ? { ...base, ...held } : undefined;
}

function whole(parts: readonly (Json | undefined)[]): readonly Json[] | undefined {
  const there = parts.filter((part) => part !== undefined);
  return there.length === parts.length ? there : undefined;
}

function targetOf(
  reference: string,
  from: string,
  loaded: LoadedSpec,
): { readonly file: string; readonly value: Json } | undefined {
  const [path = "", fragment = ""] = reference.split("#", 2);
  const file = path === "" ? from : nodePath.posix.join(nodePath.posix.dirname(from), path);
  const document = loaded.file(file);
  const value = document && evaluate(document.value, fragment);
  return value === undefined ? undefined : { file, value };
}

/** Upstream keeps the bare value in a file of its own, where OpenAPI has an Example Object. */
function contentOf(example: Json, from: string, loaded: LoadedSpec): Json | undefined {
  const reference = getString(example, "$ref");
  if (reference === undefined) {
    const value = get(example, "value");
    return value === undefined ? undefined : assembled(value, from, loaded);
  }
  const target = targetOf(reference, from, loaded);
  const value = target && (reference.includes("#") ? get(target.value, "value") : target.value);
  return target && value !== undefined ? assembled(value, target.file, loaded) : undefined;
}

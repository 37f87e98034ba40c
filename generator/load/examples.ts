/** Examples as the documents have them; nothing in them is lowered or linked. */
import type { Origin } from "../diagnostic.js";
import { fromEntries, get, getArray, getEntries, getString, isArray, isObject, type Json } from "../json.js";
import { pointer } from "../pointer.js";
import { type Part, partAt, targetOf } from "./follow.js";
import type { LoadedSpec } from "./loaded-spec.js";

export interface Example {
  /** Missing for the one under `example`, or of the schema. */
  readonly name?: string;
  readonly value: Json;
}

/** Place of the Media Type Object of a body or an answer. */
export function contentPlace({ file, pointer: at }: Origin, mediaType: string): Origin {
  return { file, pointer: at + pointer("content", mediaType) };
}

/**
 * Those of a Media Type or Parameter Object, the named ones first; also where they stand in another place or file. Without those
 * that are put together of others that are not there.
 */
export function examplesAt(loaded: LoadedSpec, at: Origin): readonly Example[] {
  const part = partAt(at, loaded);
  if (part === undefined) return [];
  const { file, value: node } = part;
  const named = getEntries(node, "examples").flatMap(([name, example]): Example[] => {
    const value = contentOf(example, file, loaded);
    return value === undefined ? [] : [{ name, value }];
  });
  const own = get(node, "example");
  const single =
    own === undefined ? ofSchema({ file, value: get(node, "schema") ?? null }, loaded) : { file, value: own };
  const value = single && assembled(single.value, single.file, loaded);
  return value === undefined ? named : [...named, { value }];
}

/** One that a schema gives of itself, or the one that it refers to: an error that all operations share has its example once. */
function ofSchema({ file, value: schema }: Part, loaded: LoadedSpec, depth = 0): Part | undefined {
  const [first] = getArray(schema, "examples");
  const value = get(schema, "example") ?? first;
  if (value !== undefined) return { file, value };
  const reference = depth > MAX_DEPTH ? undefined : getString(schema, "$ref");
  const target = reference === undefined ? undefined : targetOf(reference, file, loaded);
  return target && ofSchema(target, loaded, depth + 1);
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

/** Examples as the documents have them; nothing in them is lowered or linked. */
import nodePath from "node:path";
import type { Origin } from "../diagnostic.js";
import { get, getArray, getEntries, getString, type Json } from "../json.js";
import { evaluate } from "../pointer.js";
import type { LoadedSpec } from "./loaded-spec.js";

export interface Example {
  /** Missing for the one under `example`, or of the schema. */
  readonly name?: string;
  readonly value: Json;
}

/**
 * Those of a Media Type or Parameter Object, the named ones first; also where they stand in another place or file. Without those
 * that upstream puts together of other files, which say nothing by themselves.
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
  const all = single === undefined ? named : [...named, { value: single }];
  return all.filter(({ value }) => !holdsReference(value));
}

function holdsReference(value: Json): boolean {
  if (typeof value !== "object" || value === null) return false;
  return getString(value, "$ref") !== undefined || Object.values(value).some(holdsReference);
}

/** Upstream keeps the bare value in a file of its own, where OpenAPI has an Example Object. */
function contentOf(example: Json, from: string, loaded: LoadedSpec): Json | undefined {
  const reference = getString(example, "$ref");
  if (reference === undefined) return get(example, "value");
  const [path = "", fragment = ""] = reference.split("#", 2);
  const file = path === "" ? from : nodePath.posix.join(nodePath.posix.dirname(from), path);
  const document = loaded.file(file);
  if (document === undefined) return undefined;
  const target = evaluate(document.value, fragment);
  return fragment === "" ? target : get(target, "value");
}

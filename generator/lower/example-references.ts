/** Examples that are said to stand elsewhere, and do not. Nothing is emitted of examples, so that nothing else would look for them. */
import { existsSync } from "node:fs";
import nodePath from "node:path";
import type { Diagnostics } from "../diagnostic.js";
import { getString, isArray, isObject, type Json, type JsonObject, visitMembers } from "../json.js";
import type { LoadedSpec, SpecFile } from "../load/loaded-spec.js";
import { versionOf } from "../load/version.js";
import { percentDecoded } from "../percent-decode.js";
import { evaluate, pointer } from "../pointer.js";
import { hasFields, isData, isSchema } from "./data-members.js";

export function checkExampleReferences(
  file: SpecFile,
  { folder }: Pick<LoadedSpec, "folder">,
  diagnostics: Diagnostics,
): void {
  const dialect = versionOf(file.value)?.dialect;
  // Swagger's examples are values.
  if (dialect === undefined || dialect === "swagger-2") return;
  findReferences(file.value, "", "", new Set(), (ref, at) => {
    if (!isThere(ref, file, folder))
      diagnostics.report("link/unresolved-ref", `nothing is at ${ref}`, { file: file.path, pointer: at });
  });
}

type Found = (ref: string, at: string) => void;

/** Gives each reference to an example in the value of a member, with the pointer to where it stands. */
function findReferences(value: Json, name: string, at: string, seen: Set<Json>, found: Found): void {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  visitMembers(value, (child, key) => {
    if (typeof child !== "object" || child === null) return;
    const where = at + pointer(key);
    // Examples of schemas are data.
    const isOfSchemas = isSchema(key, name) || (key === "schemas" && name === "components");
    if (key === "examples" && hasFields(name) && isObject(child)) referencesIn(child, where, found);
    else if (isArray(value) || (!isOfSchemas && !isData(key, name)))
      findReferences(child, key, where, seen, found);
  });
}

function referencesIn(examples: JsonObject, at: string, found: Found): void {
  for (const [name, example] of Object.entries(examples)) {
    const ref = getString(example, "$ref");
    if (ref !== undefined) found(ref, at + pointer(name));
  }
}

/** Only its own file is looked into; of others, that they are there. */
function isThere(ref: string, file: SpecFile, folder: string): boolean {
  const mark = ref.indexOf("#");
  const [path, fragment] = mark === -1 ? [ref, ""] : [ref.slice(0, mark), ref.slice(mark + 1)];
  if (/^[a-z][a-z0-9+.-]*:/i.test(path)) return true;
  if (path === "") return evaluate(file.value, percentDecoded(fragment)) !== undefined;
  return existsSync(nodePath.join(folder, nodePath.dirname(file.path), percentDecoded(path)));
}

/** References in components that nothing uses: what is not used is not linked, so that nothing else would look where they lead. */
import nodePath from "node:path";
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, getString, isArray, isObject, type Json, type JsonObject } from "../json.js";
import { isData } from "../lower/data-members.js";
import type { LoweredSpec } from "../lower/lowered-spec.js";
import { percentDecoded } from "../percent-decode.js";
import { pointer } from "../pointer.js";
import type { Resources } from "./resources.js";
import { splitOnce } from "./uri.js";

/** Where descriptions keep pieces for others to refer to; the last three are Swagger's. */
const COMPONENTS = ["components", "definitions", "parameters", "responses"];

/** Warns of each that leads nowhere, but for those that linking has reported: an unused one takes nothing from the output. */
export function reportUnusedReferences(
  lowered: LoweredSpec,
  resources: Resources,
  diagnostics: Diagnostics,
): void {
  // Linking points at the keyword where it can.
  const place = ({ file, pointer: at }: Origin): string => `${file}#${at.replace(/\/\$ref$/, "")}`;
  const reported = new Set(
    diagnostics.all.flatMap(({ origin }) => (origin === undefined ? [] : place(origin))),
  );
  for (const { kind, path, value } of lowered.documents)
    for (const key of kind === "api" ? COMPONENTS : [])
      for (const { node, ref, at } of references(get(value, key) ?? null, key, pointer(key), new Set())) {
        const origin = lowered.origins.of(node) ?? { file: path, pointer: at };
        if (!isThere(ref, path, resources) && !reported.has(place(origin)))
          diagnostics.report("link/unused-ref", `nothing is at ${ref}`, origin);
      }
}

interface Reference {
  readonly node: JsonObject;
  readonly ref: string;
  readonly at: string;
}

/** All below the value of a member, in the order of the document. */
function* references(value: Json, name: string, at: string, seen: Set<Json>): Generator<Reference> {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  if (isObject(value)) {
    // References below count from there, by address and not by file.
    if (getString(value, "$id") !== undefined) return;
    const ref = getString(value, "$ref");
    if (ref !== undefined) yield { node: value, ref, at };
  }
  for (const [key, child] of Object.entries(value))
    if (isArray(value) || !isData(key, name)) yield* references(child, key, at + pointer(key), seen);
}

/** Addresses and names of places, which are not looked up here, count as being there. */
function isThere(ref: string, from: string, resources: Resources): boolean {
  const [path, fragment = ""] = splitOnce(ref, "#");
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || (fragment !== "" && !fragment.startsWith("/"))) return true;
  const beside = nodePath.posix.join(nodePath.posix.dirname(from), percentDecoded(path));
  const file = path === "" ? from : beside;
  return resources.valueAt({ file, pointer: percentDecoded(fragment) }) !== undefined;
}

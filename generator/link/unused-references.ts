/** References in components that nothing uses: what is not used is not linked, so that nothing else would look where they lead. */
import nodePath from "node:path";
import type { Diagnostics } from "../diagnostic.js";
import { get, getString, isArray, isObject, type Json } from "../json.js";
import type { LoweredSpec } from "../lower/lowered-spec.js";
import { pointer } from "../pointer.js";
import type { Resources } from "./resources.js";

/** Where descriptions keep pieces for others to refer to; the last three are Swagger's. */
const COMPONENTS = ["components", "definitions", "parameters", "responses"];
/** Keywords whose values are data. */
const DATA: ReadonlySet<string> = new Set(["const", "default", "enum", "example", "examples", "value"]);

/** Warns of each that leads nowhere, but for those that linking has reported: an unused one takes nothing from the output. */
export function reportUnusedReferences(
  lowered: LoweredSpec,
  resources: Resources,
  diagnostics: Diagnostics,
): void {
  // Linking points at the keyword where it can.
  const place = (file: string, at: string): string => `${file}#${at.replace(/\/\$ref$/, "")}`;
  const reported = new Set(
    diagnostics.all.map(({ origin }) => place(origin?.file ?? "", origin?.pointer ?? "")),
  );
  const walk = (value: Json, file: string, at: string, seen: Set<Json>): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, file, `${at}/${index}`, seen);
      return;
    }
    // References below count from there, by address and not by file.
    if (getString(value, "$id") !== undefined) return;
    const ref = getString(value, "$ref");
    const origin = lowered.origins.of(value) ?? { file, pointer: at };
    if (
      ref !== undefined &&
      !reported.has(place(origin.file, origin.pointer)) &&
      !isThere(ref, file, resources)
    )
      diagnostics.report("link/unused-ref", `nothing is at ${ref}`, origin);
    for (const [key, child] of Object.entries(value))
      if (!DATA.has(key) && !key.startsWith("x-")) walk(child, file, at + pointer(key), seen);
  };
  for (const { kind, path, value } of lowered.documents)
    if (kind === "api")
      for (const key of COMPONENTS) {
        const found = get(value, key);
        if (isObject(found)) walk(found, path, pointer(key), new Set());
      }
}

/** Addresses and names of places, which are not looked up here, count as being there. */
function isThere(ref: string, from: string, resources: Resources): boolean {
  const [path = "", fragment = ""] = ref.split("#", 2);
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || (fragment !== "" && !fragment.startsWith("/"))) return true;
  try {
    const file =
      path === ""
        ? from
        : nodePath.posix.normalize(
            nodePath.posix.join(nodePath.posix.dirname(from), decodeURIComponent(path)),
          );
    return resources.valueAt({ file, pointer: decodeURIComponent(fragment) }) !== undefined;
  } catch {
    return false;
  }
}

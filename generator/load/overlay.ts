/**
 * Applies overlays: corrections to the specification that a user keeps beside it, until upstream has them.
 *
 *     - file: api/client-server/room_summary.yaml
 *       pointer: /paths/~1room_summary~1{roomIdOrAlias}/get/security/0
 *       was: { signedRequest: [] }        # what stands there now; left out when nothing does
 *       set: {}                           # or `remove: true`
 *       reason: The operation takes an access token, and works without one.
 *       link: https://example.org/issue
 */
import type { Diagnostics } from "../diagnostic.js";
import { get, getString, isArray, isObject, type Json, stableStringify } from "../json.js";
import { didYouMean } from "../near-names.js";
import { evaluate, segmentsOf } from "../pointer.js";
import type { Overlay, SpecFile } from "./loaded-spec.js";

export function applyOverlays(
  paths: readonly string[],
  file: (path: string) => SpecFile | undefined,
  replace: (file: SpecFile) => void,
  diagnostics: Diagnostics,
): Overlay[] {
  const applied: Overlay[] = [];
  for (const path of paths) {
    const source = file(path);
    if (source === undefined) continue;
    const isList = isArray(source.value);
    const entries = isArray(source.value) ? source.value : [source.value];
    for (const [index, entry] of entries.entries()) {
      const result = applyOne(entry, file);
      if (typeof result === "string")
        diagnostics.report("load/overlay", result, { file: path, pointer: isList ? `/${index}` : "" });
      else {
        replace(result.changed);
        applied.push(result.overlay);
      }
    }
  }
  return applied;
}

/** The file with the correction, or why there can be none. */
function applyOne(
  entry: Json,
  file: (path: string) => SpecFile | undefined,
): { readonly overlay: Overlay; readonly changed: SpecFile } | string {
  const overlay = readOverlay(entry);
  if (typeof overlay === "string") return overlay;
  const target = file(overlay.file);
  if (target === undefined) return `there is no file ${overlay.file}`;
  const place = `${overlay.file}#${overlay.pointer}`;
  const present = evaluate(target.value, overlay.pointer);
  const expected = get(entry, "was");
  if (stableStringify(present ?? null) !== stableStringify(expected ?? null))
    return `${place} is ${describe(present)}, and not ${describe(expected)} as it was`;
  const wanted = get(entry, "remove") === true ? undefined : get(entry, "set");
  const value = withValue(target.value, segmentsOf(overlay.pointer), wanted);
  if (value === undefined) return `${place} lies in nothing that could hold it`;
  return { overlay, changed: { ...target, value } };
}

const FIELDS = ["file", "pointer", "was", "set", "remove", "reason", "link"];

function readOverlay(entry: Json): Overlay | string {
  const file = getString(entry, "file");
  const pointer = getString(entry, "pointer");
  const reason = getString(entry, "reason");
  const link = getString(entry, "link");
  const unknown = isObject(entry) ? Object.keys(entry).find((key) => !FIELDS.includes(key)) : undefined;
  if (unknown !== undefined) return `an overlay has no \`${unknown}\`${didYouMean(unknown, FIELDS)}`;
  if (file === undefined || pointer === undefined) return "an overlay needs `file` and `pointer`";
  if (!/^(?:\/(?:[^~]|~[01])*)?$/.test(pointer)) return `${pointer} is not a JSON Pointer`;
  if (reason === undefined || reason.trim() === "") return "an overlay needs a `reason`";
  if ((get(entry, "set") === undefined) === (get(entry, "remove") !== true))
    return "an overlay needs either `set` or `remove: true`";
  return { file, pointer, reason, ...(link !== undefined && { link }) };
}

function describe(value: Json | undefined): string {
  return value === undefined ? "missing" : stableStringify(value).slice(0, 80);
}

/** A copy with one place changed; undefined if the place does not exist. */
export function withValue(root: Json, path: readonly string[], value: Json | undefined): Json | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (isArray(root)) {
    const index = first === "-" ? root.length : Number(first);
    if (!Number.isInteger(index) || index > root.length) return undefined;
    const changed = childWith(root[index], rest, value);
    return changed && [...root.slice(0, index), ...changed, ...root.slice(index + 1)];
  }
  if (!isObject(root)) return undefined;
  const changed = childWith(get(root, first), rest, value);
  if (changed === undefined) return undefined;
  const others = Object.entries(root).filter(([key]) => key !== first);
  return Object.fromEntries([...others, ...changed.map((child) => [first, child] as const)]);
}

/** The child with the rest of the way changed: none where it is removed, undefined if the place does not exist. */
function childWith(
  child: Json | undefined,
  rest: readonly string[],
  value: Json | undefined,
): readonly Json[] | undefined {
  if (rest.length === 0) return value === undefined ? [] : [value];
  const changed = withValue(child ?? null, rest, value);
  return changed === undefined ? undefined : [changed];
}

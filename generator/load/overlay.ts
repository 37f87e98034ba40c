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
import type { Diagnostics, Origin } from "../diagnostic.js";
import { get, getString, isArray, isObject, type Json, stableStringify } from "../json.js";
import { didYouMean } from "../near-names.js";
import { evaluate, isIndex, segmentsOf } from "../pointer.js";
import type { Overlay, SpecFile } from "./loaded-spec.js";

/** Files that overlays are applied to. */
export interface Correctable {
  readonly file: (path: string) => SpecFile | undefined;
  readonly replace: (file: SpecFile) => void;
  /** Paths of the documents, for "did you mean". */
  readonly documents: () => readonly string[];
}

/** An overlay and where it is written. */
export interface AppliedOverlay {
  readonly overlay: Overlay;
  readonly origin: Origin;
}

export function applyOverlays(
  paths: readonly string[],
  target: Correctable,
  diagnostics: Diagnostics,
): AppliedOverlay[] {
  const applied: AppliedOverlay[] = [];
  for (const path of paths) {
    const source = target.file(path);
    if (source === undefined) continue;
    const isList = isArray(source.value);
    const entries = isArray(source.value) ? source.value : [source.value];
    if (entries.length === 0)
      diagnostics.report("load/overlay", "the list of overlays is empty", { file: path, pointer: "" });
    for (const [index, entry] of entries.entries()) {
      const origin = { file: path, pointer: isList ? `/${index}` : "" };
      const result = applyOne(entry, target);
      if (typeof result === "string") diagnostics.report("load/overlay", result, origin);
      else {
        target.replace(result.changed);
        applied.push({ overlay: result.overlay, origin });
      }
    }
  }
  return applied;
}

/** The file with the correction, or why there can be none. */
function applyOne(
  entry: Json,
  { file, documents }: Correctable,
): { readonly overlay: Overlay; readonly changed: SpecFile } | string {
  const overlay = readOverlay(entry);
  if (typeof overlay === "string") return overlay;
  const target = file(overlay.file);
  if (target === undefined) return `there is no file ${overlay.file}${didYouMean(overlay.file, documents())}`;
  const place = `${overlay.file}#${overlay.pointer}`;
  const present = evaluate(target.value, overlay.pointer);
  const expected = get(entry, "was");
  if (!isSame(present, expected))
    return `${place} is ${describe(present)}, and not ${describe(expected)} as it was`;
  const wanted = get(entry, "remove") === true ? undefined : get(entry, "set");
  if (isSame(present, wanted)) return `${place} is ${describe(present)} already`;
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
  if (get(entry, "link") !== undefined && link === undefined) return "the `link` of an overlay is a text";
  const remove = get(entry, "remove");
  if (remove !== undefined && remove !== true) return "`remove` can only be true";
  if ((get(entry, "set") === undefined) === (remove === undefined))
    return "an overlay needs either `set` or `remove: true`";
  return { file, pointer, reason, ...(link !== undefined && { link }) };
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return a === undefined || b === undefined ? a === b : stableStringify(a) === stableStringify(b);
}

function describe(value: Json | undefined): string {
  return value === undefined ? "missing" : stableStringify(value).slice(0, 80);
}

/** A copy with one place changed; undefined if the place does not exist. */
export function withValue(root: Json, path: readonly string[], value: Json | undefined): Json | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (isArray(root)) {
    if (first !== "-" && !isIndex(first)) return undefined;
    const index = first === "-" ? root.length : Number(first);
    if (index > root.length) return undefined;
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

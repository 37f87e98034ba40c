/** Whether what was read is a JSON value within bounds, and where it is not. */
import type { DiagnosticCode } from "../codes.js";
import type { Json } from "../json.js";
import { pointer } from "../pointer.js";

const MAX_NODES = 2_000_000;
const MAX_DEPTH = 500;
/** Characters; longer ones are of no use to a reader, and of those that nest without end. */
const MAX_POINTER = 10_000;

/** Counts a value as the tree it unfolds to: aliases are cheap to write and expensive to walk. Memory follows the file, not the tree. */
export function isJson(
  value: unknown,
  seen: Map<object, number> = new Map(),
  count: { nodes: number } = { nodes: 0 },
  depth = 0,
): value is Json {
  count.nodes += 1;
  if (count.nodes > MAX_NODES || depth > MAX_DEPTH) return false;
  if (typeof value === "number") return Number.isFinite(value);
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value !== "object") return false;
  const known = seen.get(value);
  if (known !== undefined) {
    count.nodes += known;
    return known > 0 && count.nodes <= MAX_NODES;
  }
  seen.set(value, 0); // 0 marks "being counted": an alias to its own parent is refused
  const before = count.nodes;
  const children: unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (const child of children) if (!isJson(child, seen, count, depth + 1)) return false;
  seen.set(value, count.nodes - before + 1);
  return true;
}

export interface Fault {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly pointer: string;
}

/** Of a value that is not such a one. */
export function faultOf(value: unknown): Fault {
  return (
    find(value, "", new Set(), new Set()) ?? {
      code: "load/too-many-nodes",
      message: `more than ${MAX_NODES} values are here, aliases counted as what they stand for`,
      pointer: largest(value),
    }
  );
}

/** The deepest place below which there are too many values. */
function largest(value: unknown): string {
  const sizes = new Map<unknown, number>();
  const sizeOf = (each: unknown): number => {
    if (typeof each !== "object" || each === null) return 1;
    const size =
      sizes.get(each) ?? Object.values(each).reduce((sum: number, child) => sum + sizeOf(child), 1);
    sizes.set(each, size);
    return size;
  };
  let at = "";
  for (let place: unknown = value; typeof place === "object" && place !== null; ) {
    const below = Object.entries(place).find(([, child]) => sizeOf(child) > MAX_NODES);
    if (below === undefined) break;
    at += pointer(below[0]);
    place = below[1];
  }
  return at;
}

/** A number such as YAML's `.inf`, or `1e400` in JSON, an alias to what it stands in, or what lies too deep. */
function find(value: unknown, at: string, above: Set<object>, seen: Set<object>): Fault | undefined {
  if (typeof value === "number" && !Number.isFinite(value))
    return {
      code: "load/no-number",
      message: "JSON knows neither infinity nor a number that is none",
      pointer: at,
    };
  if (typeof value !== "object" || value === null) return undefined;
  if (above.has(value))
    return {
      code: "load/endless-alias",
      message: "an alias leads to what it stands in, without end",
      pointer: at,
    };
  if (above.size >= MAX_DEPTH || at.length > MAX_POINTER)
    return { code: "load/too-many-nodes", message: `more than ${MAX_DEPTH} values are nested`, pointer: at };
  if (seen.has(value)) return undefined;
  above.add(value);
  for (const [key, child] of Object.entries(value)) {
    const found = find(child, at + pointer(key), above, seen);
    if (found !== undefined) return found;
  }
  above.delete(value);
  seen.add(value);
  return undefined;
}

/** The pointer to a text, or to what stands under a key, that holds half of a surrogate pair. */
export function halfCharacter(value: Json, at = "", seen: Set<object> = new Set()): string | undefined {
  if (typeof value === "string") return /\p{Surrogate}/u.test(value) ? at : undefined;
  if (typeof value !== "object" || value === null || seen.has(value)) return undefined;
  seen.add(value);
  for (const [key, child] of Object.entries(value)) {
    const below = at + pointer(key);
    const found = /\p{Surrogate}/u.test(key) ? below : halfCharacter(child, below, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

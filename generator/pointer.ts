/** JSON Pointers (RFC 6901): how a place inside a file is named. */
import { get, isArray, type Json } from "./json.js";

export function escapeSegment(segment: string): string {
  return segment.includes("/") || segment.includes("~")
    ? segment.replaceAll("~", "~0").replaceAll("/", "~1")
    : segment;
}

function unescapeSegment(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

export function pointer(...segments: (string | number)[]): string {
  let text = "";
  for (const segment of segments)
    text += typeof segment === "number" ? `/${segment}` : `/${escapeSegment(segment)}`;
  return text;
}

export function segmentsOf(pointer: string): string[] {
  return pointer === "" ? [] : pointer.slice(1).split("/").map(unescapeSegment);
}

/** Whether a segment names an item of a list: a number without leading zeros. */
export function isIndex(segment: string): boolean {
  return /^(0|[1-9]\d*)$/.test(segment);
}

export function evaluate(root: Json, pointer: string): Json | undefined {
  let value: Json | undefined = root;
  for (const segment of segmentsOf(pointer)) {
    if (isArray(value)) value = isIndex(segment) ? value[Number(segment)] : undefined;
    else value = get(value, segment);
    if (value === undefined) return undefined;
  }
  return value;
}

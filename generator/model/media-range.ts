/** Ranges of media types, which descriptions may name in a type's stead: `image/*`, `application/*+json`. */
import type { ContentDef } from "./model.js";

export function isRange({ mediaType }: Pick<ContentDef, "mediaType">): boolean {
  return mediaType.includes("*");
}

/** A range is nothing to send by: the most usual type of it, for which the caller may name another in a header. */
export function concreteType({ kind, mediaType }: Pick<ContentDef, "kind" | "mediaType">): string {
  if (!isRange({ mediaType })) return mediaType;
  if (kind === "json") return "application/json";
  return kind === "text" ? "text/plain" : "application/octet-stream";
}

/** Relations that events state to others (C83), as columns keep them. */
import { isJsonObject, type JsonObject, own } from "@knockgen/auth";

export interface Relation {
  readonly relType: string;
  /** The event that it is about. */
  readonly to: string;
  /** Of an annotation, that of which there is one for each sender. */
  readonly key: string | undefined;
}

/** They stand in indexes, which take no text of any length. */
const MAX_BYTES = 255;

/** Undefined where the shape is wrong, which counts for nothing; so do an edit without new content and an annotation without a key. */
export function relationOf(json: JsonObject): Relation | undefined {
  // A redaction without effect would come to light by what it relates to (O25).
  if (own(json, "type") === "m.room.redaction") return undefined;
  const content = own(json, "content");
  const relation = isJsonObject(content) ? own(content, "m.relates_to") : undefined;
  if (!isJsonObject(content) || !isJsonObject(relation)) return undefined;
  const relType = shortText(own(relation, "rel_type"));
  const to = shortText(own(relation, "event_id"));
  if (relType === undefined || to === undefined) return undefined;
  const isWhole = own(json, "type") === "m.room.encrypted" || isJsonObject(own(content, "m.new_content"));
  if (relType === "m.replace" && !isWhole) return undefined;
  const key = own(relation, "key");
  if (relType === "m.annotation" && typeof key !== "string") return undefined;
  return { relType, to, key: typeof key === "string" ? key : undefined };
}

function shortText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && Buffer.byteLength(value) <= MAX_BYTES
    ? value
    : undefined;
}

/** The time that an event states; undefined where it is not one. */
export function sentAt(json: JsonObject): number | undefined {
  const ts = own(json, "origin_server_ts");
  return typeof ts === "number" && Number.isSafeInteger(ts) && ts >= 0 ? ts : undefined;
}

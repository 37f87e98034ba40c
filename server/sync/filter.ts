/** The part of sync filters that changes what is sent. */
import { isJsonObject, type JsonObject, type JsonValue, own, parseJson } from "@knockgen/auth";
import type { ClientAuth, ServerContext } from "../context.js";
import { badJson } from "../errors.js";

/** A filter, read. */
export interface ReadFilter {
  readonly timelineLimit: number;
  readonly includeLeave: boolean;
  readonly wantsRoom: (roomId: string) => boolean;
  readonly wantsTimeline: (event: { readonly type: string; readonly sender: string }) => boolean;
}

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** The filter that a request names or holds. */
export async function filterOf(
  context: ServerContext,
  auth: ClientAuth,
  given: string | undefined,
): Promise<ReadFilter> {
  if (given === undefined) return readFilter({});
  if (!given.startsWith("{")) return readFilter((await context.store.filter(auth.userId, given)) ?? {});
  const parsed = parseJson(given);
  if (parsed.ok && isJsonObject(parsed.value)) return readFilter(parsed.value);
  throw badJson("The filter is not a JSON object");
}

function readFilter(filter: JsonObject): ReadFilter {
  const room = objectIn(filter, "room");
  const timeline = objectIn(room, "timeline");
  const limit = own(timeline, "limit");
  const rooms = allowed(own(room, "rooms"), own(room, "not_rooms"));
  const types = allowed(own(timeline, "types"), own(timeline, "not_types"));
  const senders = allowed(own(timeline, "senders"), own(timeline, "not_senders"));
  return {
    timelineLimit: typeof limit === "number" ? Math.min(MAX_LIMIT, Math.max(1, limit)) : DEFAULT_LIMIT,
    includeLeave: own(room, "include_leave") === true,
    wantsRoom: rooms,
    wantsTimeline: ({ type, sender }) => types(type) && senders(sender),
  };
}

function objectIn(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isJsonObject(value) ? value : {};
}

/** `m.room.*` stands for all that begins so. */
function allowed(yes: JsonValue | undefined, no: JsonValue | undefined): (text: string) => boolean {
  const wanted = patterns(yes);
  const unwanted = patterns(no) ?? [];
  const fits = (text: string) => (pattern: string) =>
    pattern.endsWith("*") ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
  return (text) => (wanted === undefined || wanted.some(fits(text))) && !unwanted.some(fits(text));
}

function patterns(value: JsonValue | undefined): string[] | undefined {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : undefined;
}

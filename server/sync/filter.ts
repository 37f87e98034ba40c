/** Sync filters: which rooms and events are sent, and what of each event (O41). */
import { isJsonObject, type JsonObject, type JsonValue, own, parseJson } from "@knockgen/auth";
import type { ClientAuth, ServerContext } from "../context.js";
import { badJson } from "../errors.js";
import { fits, type Path, pathOf } from "./patterns.js";

/** An event, as far as filters look at it. */
export interface Filtered {
  readonly roomId: string;
  readonly type: string;
  readonly sender: string;
  readonly json: JsonObject;
  readonly redactedBy: string | undefined;
}

/** A filter, read. */
export interface ReadFilter {
  readonly timelineLimit: number;
  /** Some events of timelines are not wanted. */
  readonly isNarrow: boolean;
  readonly includeLeave: boolean;
  /** State has only the members that the timeline is about. */
  readonly lazyMembers: boolean;
  /** The parts of events that are wanted; undefined for all. */
  readonly fields: readonly Path[] | undefined;
  /** Events as servers have them. */
  readonly isFederationFormat: boolean;
  readonly wantsRoom: (roomId: string) => boolean;
  readonly wantsTimeline: (event: Filtered) => boolean;
  readonly wantsState: (event: Filtered) => boolean;
  /** By type; account data has no sender. */
  readonly wantsAccountData: (type: string) => boolean;
  readonly wantsRoomAccountData: (type: string) => boolean;
  readonly wantsEphemeral: (type: string) => boolean;
}

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
/** Parts of events that a filter may name. */
const MAX_FIELDS = 100;

/** The filter that a request names or holds. */
export async function filterOf(
  context: Pick<ServerContext, "store">,
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
  const state = objectIn(room, "state");
  const limit = own(timeline, "limit");
  const fields = texts(own(filter, "event_fields"));
  return {
    timelineLimit: typeof limit === "number" ? Math.min(MAX_LIMIT, Math.max(1, limit)) : DEFAULT_LIMIT,
    isNarrow: NARROWING.some((key) => own(timeline, key) !== undefined),
    includeLeave: own(room, "include_leave") === true,
    lazyMembers: own(state, "lazy_load_members") === true,
    fields: fields?.slice(0, MAX_FIELDS).map(pathOf),
    isFederationFormat: own(filter, "event_format") === "federation",
    wantsRoom: allowed(own(room, "rooms"), own(room, "not_rooms")),
    wantsTimeline: eventTest(timeline),
    wantsState: eventTest(state),
    wantsAccountData: typeTest(objectIn(filter, "account_data")),
    wantsRoomAccountData: typeTest(objectIn(room, "account_data")),
    wantsEphemeral: typeTest(objectIn(room, "ephemeral")),
  };
}

/** Members of an event filter by which events are left out. */
const NARROWING = ["types", "not_types", "senders", "not_senders", "rooms", "not_rooms", "contains_url"];

function eventTest(filter: JsonObject): (event: Filtered) => boolean {
  const types = allowed(own(filter, "types"), own(filter, "not_types"), fits);
  const senders = allowed(own(filter, "senders"), own(filter, "not_senders"));
  const rooms = allowed(own(filter, "rooms"), own(filter, "not_rooms"));
  const withUrl = own(filter, "contains_url");
  return ({ roomId, type, sender, json, redactedBy }) =>
    types(type) &&
    senders(sender) &&
    rooms(roomId) &&
    (typeof withUrl !== "boolean" || withUrl === (redactedBy === undefined && hasUrl(own(json, "content"))));
}

function typeTest(filter: JsonObject): (type: string) => boolean {
  return allowed(own(filter, "types"), own(filter, "not_types"), fits);
}

function hasUrl(content: JsonValue | undefined): boolean {
  return isJsonObject(content) && typeof own(content, "url") === "string";
}

function objectIn(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isJsonObject(value) ? value : {};
}

/** The second list wins over the first. */
function allowed(
  yes: JsonValue | undefined,
  no: JsonValue | undefined,
  match: (text: string, entry: string) => boolean = (text, entry) => text === entry,
): (text: string) => boolean {
  const wanted = texts(yes);
  const unwanted = texts(no) ?? [];
  return (text) =>
    (wanted === undefined || wanted.some((entry) => match(text, entry))) &&
    !unwanted.some((entry) => match(text, entry));
}

function texts(value: JsonValue | undefined): string[] | undefined {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : undefined;
}

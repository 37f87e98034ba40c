/** Sync filters: which rooms and events are sent, and what of each event (O41). */
import { isJsonObject, type JsonObject, own, parseJson } from "@knockgen/auth";
import { isSyncFilter } from "@knockgen/matrix/validators/client-server";
import type { ClientAuth, ServerContext } from "../context.js";
import { badJson } from "../errors.js";
import { plain } from "../plain.js";
import { allowed, type Filtered, readEventFilter, texts, typeTest } from "./event-filter.js";
import { type Path, pathOf } from "./patterns.js";

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
  if (parsed.ok && isJsonObject(parsed.value) && isSyncFilter(plain(parsed.value)))
    return readFilter(parsed.value);
  throw badJson("The filter is not a filter of a sync");
}

function readFilter(filter: JsonObject): ReadFilter {
  const room = objectIn(filter, "room");
  const timeline = readEventFilter(objectIn(room, "timeline"));
  const state = readEventFilter(objectIn(room, "state"));
  const fields = texts(own(filter, "event_fields"));
  return {
    timelineLimit: Math.min(MAX_LIMIT, Math.max(1, timeline.limit ?? DEFAULT_LIMIT)),
    isNarrow: timeline.isNarrow,
    includeLeave: own(room, "include_leave") === true,
    lazyMembers: state.lazyMembers,
    fields: fields?.slice(0, MAX_FIELDS).map(pathOf),
    isFederationFormat: own(filter, "event_format") === "federation",
    wantsRoom: allowed(own(room, "rooms"), own(room, "not_rooms")),
    wantsTimeline: timeline.wants,
    wantsState: state.wants,
    wantsAccountData: typeTest(objectIn(filter, "account_data")),
    wantsRoomAccountData: typeTest(objectIn(room, "account_data")),
    wantsEphemeral: typeTest(objectIn(room, "ephemeral")),
  };
}

function objectIn(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isJsonObject(value) ? value : {};
}

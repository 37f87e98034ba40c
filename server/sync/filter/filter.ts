/** Sync filters: which rooms and events are sent, and what of each event (O41). */
import { type JsonObject, own } from "@knockgen/auth";
import { isSyncFilter } from "@knockgen/matrix/validators/client-server";
import type { ClientAuth, ServerContext } from "../../context.js";
import { badJson, invalidParam } from "../../errors.js";
import { objectIn } from "../../values/json-members.js";
import { plain } from "../../values/plain.js";
import type { PerUser } from "../kept/per-user.js";
import {
  type Filtered,
  hasFewPatterns,
  hasLimit,
  readEventFilter,
  roomTest,
  senderTest,
  TOO_MANY_PATTERNS,
  texts,
  typeTest,
} from "./event-filter.js";
import { givenFilter } from "./given-filter.js";
import { withoutIgnored } from "./ignored.js";
import { isShort, type Path, pathOf } from "./patterns.js";

/** A filter, read. */
export interface ReadFilter {
  /** Users whose messages are not in timelines, whatever the filter says. */
  readonly ignored: ReadonlySet<string>;
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
  /** Threads are counted on their own (C203). */
  readonly countsThreads: boolean;
  readonly wantsRoom: (roomId: string) => boolean;
  readonly wantsTimeline: (event: Filtered) => boolean;
  readonly wantsState: (event: Filtered) => boolean;
  /** By type; account data has no sender. */
  readonly wantsAccountData: (type: string) => boolean;
  readonly wantsRoomAccountData: (type: string, roomId: string) => boolean;
  readonly wantsEphemeral: (type: string, roomId: string) => boolean;
  /** Receipts and typing have no sender, but are about users. */
  readonly wantsEphemeralOf: (userId: string) => boolean;
}

/** Events of a timeline where the filter says nothing (C98). */
const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 100;
/** Parts of events that a filter may name. */
const MAX_FIELDS = 100;

/** The filter that a request names or holds. */
export async function filterOf(
  {
    ignored: lists,
    store,
  }: Pick<ServerContext, "store"> & { readonly ignored: PerUser<ReadonlySet<string>> },
  auth: ClientAuth,
  given: string | undefined,
): Promise<ReadFilter> {
  const ignored = await lists.of(auth.userId);
  if (given === undefined) return readFilter({}, ignored);
  if (!given.startsWith("{")) {
    const kept = await store.filter(auth.userId, given);
    if (kept === undefined) throw invalidParam("You have no filter of that ID");
    return readFilter(kept, ignored);
  }
  const filter = givenFilter(given);
  if (filter === undefined || !isSyncFilter(plain(filter)))
    throw badJson("The filter is not a filter of a sync");
  requireLimits(filter);
  return readFilter(filter, ignored);
}

/** Refuses a filter that asks for no events at all, or for less, which a list of no types says better (C98). */
export function requireLimits(filter: JsonObject): void {
  const room = objectIn(filter, "room");
  const inRoom = ["timeline", "state", "ephemeral", "account_data"].map((part) => objectIn(room, part));
  const whole = ["account_data", "presence"].map((part) => objectIn(filter, part));
  if (![...inRoom, ...whole].every(hasLimit)) throw invalidParam("A limit is at least 1");
  if (![...inRoom, ...whole].every(hasFewPatterns)) throw invalidParam(TOO_MANY_PATTERNS);
}

function typeInRoom(filter: JsonObject): (type: string, roomId: string) => boolean {
  const types = typeTest(filter);
  const rooms = roomTest(filter);
  return (type, roomId) => types(type) && rooms(roomId);
}

export function readFilter(filter: JsonObject, ignored: ReadonlySet<string>): ReadFilter {
  const room = objectIn(filter, "room");
  const timeline = withoutIgnored(readEventFilter(objectIn(room, "timeline")), ignored);
  const state = readEventFilter(objectIn(room, "state"));
  const fields = texts(own(filter, "event_fields"));
  return {
    ignored,
    timelineLimit: Math.min(MAX_LIMIT, Math.max(1, timeline.limit ?? DEFAULT_LIMIT)),
    isNarrow: timeline.isNarrow,
    includeLeave: own(room, "include_leave") === true,
    lazyMembers: state.lazyMembers,
    fields: fields?.slice(0, MAX_FIELDS).map(pathOf).filter(isShort),
    isFederationFormat: own(filter, "event_format") === "federation",
    countsThreads: own(objectIn(room, "timeline"), "unread_thread_notifications") === true,
    wantsRoom: roomTest(room),
    wantsTimeline: timeline.wants,
    wantsState: state.wants,
    wantsAccountData: typeTest(objectIn(filter, "account_data")),
    wantsRoomAccountData: typeInRoom(objectIn(room, "account_data")),
    wantsEphemeral: typeInRoom(objectIn(room, "ephemeral")),
    wantsEphemeralOf: senderTest(objectIn(room, "ephemeral")),
  };
}

/** Event filters: which events are wanted, by room, type, sender and URL (C97). */
import { isJsonObject, type JsonObject, type JsonValue, own } from "@knockgen/auth";
import { isRoomEventFilter } from "@knockgen/matrix/validators/client-server";
import { BoundedMap } from "../../bounds/bounded-map.js";
import { badJson, invalidParam } from "../../errors.js";
import { plain } from "../../values/plain.js";
import { givenFilter } from "./given-filter.js";
import { fits, patternOf } from "./patterns.js";

/** An event, as far as filters look at it. */
export interface Filtered {
  readonly roomId: string;
  readonly type: string;
  readonly sender: string;
  readonly json: JsonObject;
  readonly redactedBy: string | undefined;
}

/** A filter of the events of rooms, read. */
export interface ReadEventFilter {
  readonly wants: (event: Filtered) => boolean;
  /** Some events are not wanted. */
  readonly isNarrow: boolean;
  /** Members come only with what they have sent. */
  readonly lazyMembers: boolean;
  readonly limit: number | undefined;
}

/** Members of an event filter by which events are left out. */
const NARROWING = ["types", "not_types", "senders", "not_senders", "rooms", "not_rooms", "contains_url"];

/** The filter in a query; refuses what cannot be one. */
export function eventFilterOf(given: string | undefined): ReadEventFilter {
  if (given === undefined || given === "") return readEventFilter({});
  const filter = givenFilter(given);
  if (filter === undefined || !isRoomEventFilter(plain(filter)) || !hasLimit(filter))
    throw badJson("The filter is not a filter of events");
  if (!hasFewPatterns(filter)) throw invalidParam(TOO_MANY_PATTERNS);
  return readEventFilter(filter);
}

/** Whether the number of events is one that can be, or is left to the server (C98). */
export function hasLimit(filter: JsonObject): boolean {
  return own(filter, "limit") === undefined || (limitIn(filter) ?? 0) > 0;
}

/** Patterns of one list. Each type that is new to a filter is held against all of them (O1). */
const MAX_PATTERNS = 500;
/** The answer where there are more. */
export const TOO_MANY_PATTERNS: string = `A list of types has at most ${MAX_PATTERNS} patterns`;

/** Whether no list of types has too many patterns. */
export function hasFewPatterns(filter: JsonObject): boolean {
  return ["types", "not_types"].every(
    (key) => (texts(own(filter, key)) ?? []).filter(isPattern).length <= MAX_PATTERNS,
  );
}

function isPattern(text: string): boolean {
  return text.includes("*");
}

/** As JSON has it, `50.0` and `5e1` are 50. */
function limitIn(filter: JsonObject): number | undefined {
  const limit = plain(own(filter, "limit") ?? null);
  return typeof limit === "number" ? limit : undefined;
}

export function readEventFilter(filter: JsonObject): ReadEventFilter {
  return {
    wants: eventTest(filter),
    isNarrow: NARROWING.some((key) => own(filter, key) !== undefined),
    lazyMembers: own(filter, "lazy_load_members") === true,
    limit: limitIn(filter),
  };
}

function eventTest(filter: JsonObject): (event: Filtered) => boolean {
  const types = typeTest(filter);
  const senders = senderTest(filter);
  const rooms = roomTest(filter);
  const withUrl = own(filter, "contains_url");
  // The JSON of a large event is parsed for each look at it.
  return (event) =>
    types(event.type) &&
    senders(event.sender) &&
    rooms(event.roomId) &&
    (typeof withUrl !== "boolean" ||
      withUrl === (event.redactedBy === undefined && hasUrl(own(event.json, "content"))));
}

export function senderTest(filter: JsonObject): (userId: string) => boolean {
  return allowed(own(filter, "senders"), own(filter, "not_senders"));
}

/** By type alone, for what has no sender. */
export function typeTest(filter: JsonObject): (type: string) => boolean {
  return allowed(own(filter, "types"), own(filter, "not_types"), typeIn);
}

export function roomTest(filter: JsonObject): (roomId: string) => boolean {
  return allowed(own(filter, "rooms"), own(filter, "not_rooms"));
}

function hasUrl(content: JsonValue | undefined): boolean {
  return isJsonObject(content) && typeof own(content, "url") === "string";
}

/** Whether a text is in a list. A list may be as long as a body, and is asked about each event. */
type Membership = (list: readonly string[]) => (text: string) => boolean;

const exactlyIn: Membership = (list) => {
  const all = new Set(list);
  return (text) => all.has(text);
};

/** Types of which a filter remembers whether they fit. Anybody may send events of any type (O8). */
const MAX_KNOWN_TYPES = 500;

/** Filters that were kept by earlier releases may have more patterns than a filter may have now. */
const typeIn: Membership = (list) => {
  const isNamed = exactlyIn(list.filter((text) => !isPattern(text)));
  const patterns = list.filter(isPattern).slice(0, MAX_PATTERNS).map(patternOf);
  const known = new BoundedMap<string, boolean>(MAX_KNOWN_TYPES);
  return (type) => {
    if (patterns.length === 0 || isNamed(type)) return isNamed(type);
    const found = known.get(type) ?? patterns.some((pattern) => fits(type, pattern));
    known.set(type, found);
    return found;
  };
};

/** The second list wins over the first. */
function allowed(
  yes: JsonValue | undefined,
  no: JsonValue | undefined,
  membership: Membership = exactlyIn,
): (text: string) => boolean {
  const wanted = texts(yes);
  const isWanted = wanted === undefined ? () => true : membership(wanted);
  const isUnwanted = membership(texts(no) ?? []);
  return (text) => isWanted(text) && !isUnwanted(text);
}

/** The texts of a list; undefined for what is not a list. */
export function texts(value: JsonValue | undefined): string[] | undefined {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : undefined;
}

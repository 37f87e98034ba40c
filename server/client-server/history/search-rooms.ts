/** The search for words in the events of a user's rooms (C128 to C131). */
import { idsIn, isJsonObject, own } from "@knockgen/auth";
import type { ClientEvent, SearchRequestBody, SearchResponse200 } from "@knockgen/matrix/client-server";
import { filterInTurns, mapInTurns } from "../../bounds/turns.js";
import { invalidParam } from "../../errors.js";
import { searchedText, wordsOf } from "../../store/rooms/search-words.js";
import type { StoredEvent } from "../../store/store.js";
import {
  hasFewPatterns,
  hasLimit,
  type ReadEventFilter,
  readEventFilter,
  TOO_MANY_PATTERNS,
} from "../../sync/filter/event-filter.js";
import { isIgnored, withoutIgnored } from "../../sync/filter/ignored.js";
import { membersAt } from "../../sync/timeline/lazy-members.js";
import { visibleTo } from "../../sync/timeline/visibility.js";
import { tokenOf } from "../../sync/token.js";
import { groupBy } from "../../values/group.js";
import { asJsonObject } from "../../values/json.js";
import { ownIn } from "../../values/json-members.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { showInFull, shownState } from "../events/shown-event.js";
import { type View, viewIfOpen } from "../events/view.js";
import { surroundings } from "./event-context.js";

type Parts = Pick<Context, "notifier" | "now" | "serverName" | "store" | "writer">;
type Wanted = NonNullable<SearchRequestBody["search_categories"]["room_events"]>;
type Answer = NonNullable<SearchResponse200["search_categories"]["room_events"]>;
type Result = NonNullable<Answer["results"]>[number];

/** Events that are compared with a search, the newest. */
const MAX_FOUND = 500;
const DEFAULT_PAGE = 10;
const MAX_PAGE = 50;
const DEFAULT_AROUND = 5;
const MAX_AROUND = 20;
const MAX_TERM = 1_000;

/** An event that was found, as the user sees it. */
interface Found {
  readonly event: StoredEvent;
  readonly view: View;
  readonly rank: number;
  readonly memberships: ReadonlyMap<string, string>;
}

/** Searches, and gives a page of what was found. */
export async function searchRooms(
  context: Parts,
  auth: Auth,
  wanted: Wanted,
  token: string | undefined,
): Promise<Answer> {
  const given = asJsonObject(wanted.filter ?? {});
  if (!hasLimit(given)) throw invalidParam("A limit is at least 1");
  if (!hasFewPatterns(given)) throw invalidParam(TOO_MANY_PATTERNS);
  const filter = readEventFilter(given);
  const words = wordsOf(wanted.search_term.slice(0, MAX_TERM));
  const found = await findAll(context, auth, { words, filter, keys: wanted.keys });
  if (wanted.order_by !== "recent") found.sort((a, b) => b.rank - a.rank);
  const start = token === undefined ? 0 : placeOf(token);
  const size = Math.min(MAX_PAGE, filter.limit ?? DEFAULT_PAGE);
  const page = found.slice(start, start + size);
  const results: Result[] = [];
  for (const each of page) results.push(await shownResult(context, auth, each, wanted.event_context));
  return {
    count: found.length,
    highlights: [...words],
    results,
    ...(wanted.include_state === true && { state: statesOf(context, auth, page) }),
    ...(wanted.groupings !== undefined && { groups: groupsOf(page, wanted.groupings) }),
    // A full page is followed by another, if only an empty one (C131).
    ...(page.length === size && { next_batch: `f${start + size}` }),
  };
}

function placeOf(token: string): number {
  const digits = /^f(\d{1,6})$/.exec(token)?.[1];
  if (digits === undefined) throw invalidParam("next_batch is not a token of a search");
  return Number(digits);
}

/** All that the user may see, of rooms that they are or were in; the newest first. */
async function findAll(
  context: Parts,
  auth: Auth,
  {
    words,
    filter,
    keys,
  }: { readonly words: readonly string[]; readonly filter: ReadEventFilter; readonly keys: Wanted["keys"] },
): Promise<Found[]> {
  const memberships = await context.store.membershipsOf(auth.userId);
  const rooms = memberships.flatMap(({ roomId, joinedAt, forgotten }) =>
    joinedAt === undefined || forgotten ? [] : [roomId],
  );
  const read = await context.store.eventsWith({ rooms, words, limit: MAX_FOUND });
  const events = await filterInTurns(
    read,
    (event) => filter.wants(event) && (keys === undefined || keys.some((key) => key === keyOf(event))),
  );
  const found: Found[] = [];
  for (const roomId of new Set(events.map((event) => event.roomId))) {
    const view = await viewIfOpen(context, roomId, auth);
    if (view === undefined) continue;
    const here = events.filter((event) => event.roomId === roomId && event.position <= view.upTo);
    const visible = await visibleTo(context, view.room, view.membership, [...here].reverse());
    for (const event of here)
      if (visible.has(event.eventId) && !isIgnored(view.ignored, event) && !view.isErased(event))
        found.push({ event, view, rank: rankOf(event, words), memberships: visible });
  }
  return found.sort((a, b) => b.event.position - a.event.position);
}

function keyOf({ json }: StoredEvent): string | undefined {
  return searchedText(json)?.key;
}

/** The part of an event's words that was searched for: short texts about it come first. */
function rankOf({ json }: StoredEvent, words: readonly string[]): number {
  return words.length / Math.max(1, wordsOf(searchedText(json)?.text ?? "").length);
}

async function shownResult(
  context: Parts,
  auth: Auth,
  { event, view, rank, memberships }: Found,
  wanted: Wanted["event_context"],
): Promise<Result> {
  const shownBy = (events: readonly StoredEvent[], then: ReadonlyMap<string, string>) =>
    showInFull(context, { view, auth }, events, then);
  const result = { rank, result: (await shownBy([event], memberships))(event) };
  if (wanted === undefined) return result;
  const size = (limit: number | undefined): number =>
    Math.min(MAX_AROUND, Math.max(0, limit ?? DEFAULT_AROUND));
  const around = await surroundings(context, view, event, {
    before: size(wanted.before_limit),
    after: size(wanted.after_limit),
    filter: withoutIgnored(readEventFilter({}), view.ignored),
  });
  const { before, after } = around;
  const shown = await shownBy([...before, ...after], around.memberships);
  const last = after.at(-1) ?? event;
  const profiles =
    wanted.include_profile === true
      ? await membersAt(context, last, [event, ...before, ...after])
      : undefined;
  return {
    ...result,
    context: {
      start: tokenOf((before.at(-1) ?? event).position - 1),
      end: tokenOf(last.position),
      events_before: await mapInTurns(before, shown),
      events_after: await mapInTurns(after, shown),
      ...(profiles && { profile_info: Object.fromEntries(profiles.map(profileOf)) }),
    },
  };
}

function profileOf({ stateKey = "", json }: StoredEvent) {
  const content = own(json, "content");
  const [name, picture] = [ownIn(content, "displayname"), ownIn(content, "avatar_url")];
  return [
    stateKey,
    {
      ...(isJsonObject(content) && typeof name === "string" && { displayname: name }),
      ...(typeof picture === "string" && { avatar_url: picture }),
    },
  ] as const;
}

/** The present state of the rooms of a page. */
function statesOf(context: Parts, auth: Auth, page: readonly Found[]): Record<string, ClientEvent[]> {
  const states: Record<string, ClientEvent[]> = {};
  for (const { view } of page) {
    const { roomId } = view.room;
    if (Object.hasOwn(states, roomId)) continue;
    states[roomId] = shownState(context, { view, auth }, { ids: [...idsIn(view.state)] });
  }
  return states;
}

/** The results of a page by room, or by sender. */
function groupsOf(
  page: readonly Found[],
  { group_by: by = [] }: NonNullable<Wanted["groupings"]>,
): NonNullable<Answer["groups"]> {
  const groups: NonNullable<Answer["groups"]> = {};
  for (const { key } of by) {
    if (key === undefined) continue;
    const members = groupBy(page, ({ event }) => [
      key === "sender" ? event.sender : event.roomId,
      event.eventId,
    ]);
    groups[key] = Object.fromEntries(
      [...members].map(([name, results], order) => [name, { order, results }]),
    );
  }
  return groups;
}

/** State that an answer gives with a part of a timeline. */
import { entriesOf, idsIn, type RoomState } from "@knockgen/auth";
import { eventParts } from "../../answers/event-parts.js";
import type { ServerContext } from "../../context.js";
import { copyState } from "../../room/draft/working-state.js";
import type { Room } from "../../room/room.js";
import { BEGINNING, type StateRef } from "../../store/rooms/room-records.js";
import type { Position, StoredEvent } from "../../store/store.js";
import { lazyMembers, neededIds } from "./lazy-members.js";
import type { ReadTimeline, TimelineWish } from "./read-timeline.js";

type Parts = Pick<ServerContext, "store" | "writer">;

const MEMBER = "m.room.member";

/** Of more events, an answer has only the IDs until it is sent. */
const MAX_READ = 150;

/** State that the viewer needs beside the events of the timeline that are shown: its IDs alone where it takes much memory (O8). */
export async function stateFor(
  context: Parts,
  wish: TimelineWish,
  timeline: ReadTimeline,
  shown: readonly StoredEvent[],
): Promise<readonly StoredEvent[] | { readonly ids: readonly string[] }> {
  const ids = await idsFor(context, wish, timeline, shown);
  const events = ids.length > MAX_READ ? undefined : await context.store.events(ids);
  if (events !== undefined && wish.space.takes(events)) return events;
  wish.space.addLater();
  return { ids };
}

async function idsFor(
  context: Parts,
  wish: TimelineWish,
  timeline: ReadTimeline,
  shown: readonly StoredEvent[],
): Promise<readonly string[]> {
  const { room, filter, fullState } = wish;
  const atStart = wish.stateAfter ? [] : timeline.events;
  const senders = filter.lazyMembers ? shown.map(({ sender }) => sender) : undefined;
  if (fullState) {
    const needed = senders && new Set([...senders, ...wish.members, ...wish.heroes]);
    return neededIds(await stateBefore(context, room, atStart), needed);
  }
  const state = await changedState(context, wish, timeline);
  const ids = state.map(({ eventId }) => eventId);
  if (senders === undefined) return ids;
  const isMember = ({ type }: Pick<StoredEvent, "type">): boolean => type === MEMBER;
  const others = timeline.events.some(isMember) || state.some(isMember) ? wish.heroes : [];
  return [...ids, ...lazyMembers(room, atStart, [...senders, ...others], state)];
}

async function changedState(
  context: Parts,
  wish: TimelineWish,
  { events, limited, overHole, start }: ReadTimeline,
): Promise<readonly StateRef[]> {
  const { room, after, stateAfter, upTo } = wish;
  const shown = stateAfter ? [] : events;
  if (overHole) return stateOverHole(context, room, shown, after);
  const end = stateAfter ? upTo : start - 1;
  const changed = stateAfter || limited ? await context.store.stateChanges(room.roomId, after, end) : [];
  return wish.membership.membership === "join" ? presentState(context, wish, changed, shown) : changed;
}

/**
 * State that has changed, as it is now. Of several events at one key, the last is not always the one that the rules have chosen, and
 * they may go back to one from before. What the timeline has last at a key, clients take for the state there in any case.
 */
async function presentState(
  { store }: Pick<ServerContext, "store">,
  { room, after, upTo }: TimelineWish,
  changed: readonly StateRef[],
  timeline: readonly StoredEvent[],
): Promise<readonly StateRef[]> {
  const told = new Set(
    timeline.flatMap(({ type, stateKey }) => (stateKey === undefined ? [] : keyOf({ type, stateKey }))),
  );
  const isUntold = (ref: StateRef): boolean => !told.has(keyOf(ref));
  const reset = room.resetAt > after ? await store.stateResets(room.roomId, after, upTo) : [];
  const present = changed.filter(isUntold).flatMap(({ type, stateKey, eventId }) => {
    const now = room.at(type, stateKey);
    return now === undefined || now === eventId ? [] : [{ type, stateKey, eventId: now }];
  });
  const later = await laterIds(store, present, { room, upTo });
  const byKey = new Map(
    [...changed, ...present.filter(({ eventId }) => !later.has(eventId)), ...reset.filter(isUntold)].map(
      (ref) => [keyOf(ref), ref],
    ),
  );
  return [...byKey.values()];
}

/** Those that came after a position: they belong to the next answer, and a user who has gone meanwhile does not get them. */
async function laterIds(
  store: ServerContext["store"],
  refs: readonly StateRef[],
  { room, upTo }: Pick<TimelineWish, "room" | "upTo">,
): Promise<ReadonlySet<string>> {
  const later = new Set<string>();
  if ((room.head ?? 0) <= upTo) return later;
  for await (const events of eventParts(
    store,
    refs.map(({ eventId }) => eventId),
  ))
    for (const { eventId, position } of events) if (position > upTo) later.add(eventId);
  return later;
}

function keyOf({ type, stateKey }: Omit<StateRef, "eventId">): string {
  return JSON.stringify([type, stateKey]);
}

/** The part of the state before some of the newest events that is newer than a position, where not all changes are held. */
async function stateOverHole(
  context: Pick<ServerContext, "store" | "writer">,
  room: Room,
  newest: readonly StoredEvent[],
  at: Position,
): Promise<readonly StateRef[]> {
  const before = await stateBefore(context, room, newest);
  const refs = new Map(
    [...entriesOf(before)].map(([type, stateKey, eventId]) => [eventId, { type, stateKey, eventId }]),
  );
  const { store, writer } = context;
  const query = { roomId: room.roomId, after: BEGINNING, upTo: at, limit: 1, order: "newest" } as const;
  const [last] = await store.timeline(query);
  if (last?.stateAfter !== undefined)
    for (const id of idsIn(await writer.states.of(last.stateAfter))) refs.delete(id);
  return [...refs.values()];
}

/** All state before some of the newest events: the present state with what they changed taken back. */
async function stateBefore(
  context: Pick<ServerContext, "store">,
  room: Room,
  newest: readonly StoredEvent[],
): Promise<RoomState> {
  const state = copyState(room.state);
  const reached = newest.flatMap(({ stateKey, stateAfter }) =>
    stateKey === undefined || stateAfter === undefined ? [] : [stateAfter],
  );
  const groups = new Map((await context.store.stateGroups(reached)).map((group) => [group.id, group]));
  for (const event of [...newest].reverse()) {
    if (event.stateKey === undefined || event.stateAfter === undefined) continue;
    const ofType = state.get(event.type);
    if (ofType?.get(event.stateKey) !== event.eventId) continue;
    const before = groups.get(event.stateAfter)?.changes.find(({ after }) => after === event.eventId)?.before;
    if (before === undefined) ofType.delete(event.stateKey);
    else ofType.set(event.stateKey, before);
  }
  return state;
}

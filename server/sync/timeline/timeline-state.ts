/** State that an answer gives with a part of a timeline. */
import { idsIn, type RoomState } from "@knockgen/auth";
import type { ServerContext } from "../../context.js";
import { copyState } from "../../room/draft/working-state.js";
import type { Room } from "../../room/room.js";
import { BEGINNING } from "../../store/rooms/room-records.js";
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
  const { room, filter, fullState } = wish;
  const atStart = wish.stateAfter ? [] : timeline.events;
  const senders = filter.lazyMembers ? shown.map(({ sender }) => sender) : undefined;
  if (fullState) {
    const needed = senders && new Set([...senders, ...wish.members, ...wish.heroes]);
    const ids = neededIds(await stateBefore(context, room, atStart), needed);
    const events = ids.length > MAX_READ ? undefined : await context.store.events(ids);
    return events !== undefined && wish.space.takes(events) ? events : { ids };
  }
  const state = await changedState(context, wish, timeline);
  if (senders === undefined) return state;
  const isMember = ({ type }: StoredEvent): boolean => type === MEMBER;
  const others = timeline.events.some(isMember) || state.some(isMember) ? wish.heroes : [];
  return [...state, ...(await lazyMembers(context, room, atStart, [...senders, ...others], state))];
}

async function changedState(
  context: Parts,
  wish: TimelineWish,
  { events, limited, overHole, start }: ReadTimeline,
): Promise<readonly StoredEvent[]> {
  const { room, after, stateAfter, upTo } = wish;
  const shown = stateAfter ? [] : events;
  if (overHole) return stateOverHole(context, room, shown, after);
  const end = stateAfter ? upTo : start - 1;
  const changed =
    stateAfter || limited ? await context.store.stateChanges(room.roomId, after, end) : ([] as const);
  return wish.membership.membership === "join" ? presentState(context, wish, changed, shown) : changed;
}

/**
 * State that has changed, as it is now. Of several events at one key, the last is not always the one that the rules have chosen, and
 * they may go back to one from before. What the timeline has last at a key, clients take for the state there in any case.
 */
async function presentState(
  { store }: Pick<ServerContext, "store">,
  { room, after }: TimelineWish,
  changed: readonly StoredEvent[],
  timeline: readonly StoredEvent[],
): Promise<readonly StoredEvent[]> {
  const told = new Set(timeline.filter(({ stateKey }) => stateKey !== undefined).map(keyOf));
  const reset = room.resetAt > after ? await store.stateResets(room.roomId, after) : [];
  const held = new Map([...changed, ...reset].map((event) => [event.eventId, event]));
  const before = changed.map((event) =>
    told.has(keyOf(event)) ? event.eventId : (room.at(event.type, event.stateKey ?? "") ?? event.eventId),
  );
  const others = reset.filter((event) => !told.has(keyOf(event))).map(({ eventId }) => eventId);
  const ids = [...new Set([...before, ...others])];
  const missing = ids.filter((id) => !held.has(id));
  if (missing.length > 0) for (const event of await store.events(missing)) held.set(event.eventId, event);
  return ids.flatMap((id) => held.get(id) ?? []);
}

function keyOf({ type, stateKey }: StoredEvent): string {
  return JSON.stringify([type, stateKey]);
}

/** The part of the state before some of the newest events that is newer than a position, where not all changes are held. */
async function stateOverHole(
  context: Pick<ServerContext, "store" | "writer">,
  room: Room,
  newest: readonly StoredEvent[],
  at: Position,
): Promise<readonly StoredEvent[]> {
  const before = await stateBefore(context, room, newest);
  const ids = new Set(idsIn(before));
  const { store, writer } = context;
  const query = { roomId: room.roomId, after: BEGINNING, upTo: at, limit: 1, order: "newest" } as const;
  const [last] = await store.timeline(query);
  if (last?.stateAfter !== undefined)
    for (const id of idsIn(await writer.states.of(last.stateAfter))) ids.delete(id);
  return store.events([...ids]);
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

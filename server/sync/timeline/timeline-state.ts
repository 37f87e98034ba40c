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
  const { room, after, stateAfter } = wish;
  if (overHole) return stateOverHole(context, room, stateAfter ? [] : events, after);
  if (stateAfter) return latestState(context, wish);
  return limited ? context.store.stateChanges(room.roomId, after, start - 1) : [];
}

/** State that has changed, as it is at the end of the timeline. */
async function latestState(
  { store }: Pick<ServerContext, "store">,
  { room, membership, after, upTo }: TimelineWish,
): Promise<readonly StoredEvent[]> {
  const changed = await store.stateChanges(room.roomId, after, upTo);
  if (membership.membership !== "join") return changed;
  // Of several at one key, the last is not always the one that the rules have chosen.
  const ids = changed.map(({ type, stateKey = "", eventId }) => room.at(type, stateKey) ?? eventId);
  return store.events([...new Set(ids)]);
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

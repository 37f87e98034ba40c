/** The timeline of one room in one sync, and the state that it starts from. */
import type { ClientEventWithoutRoomId } from "@knockgen/matrix/client-server";
import type { ClientAuth, ServerContext } from "../context.js";
import { erasedForUser } from "../room/erased.js";
import type { Room } from "../room/room.js";
import { BEGINNING } from "../store/room-types.js";
import type { MembershipRecord, Position, StoredEvent } from "../store/types.js";
import { aggregated } from "./aggregations.js";
import { earlierState } from "./earlier-state.js";
import { withoutIdleRedactions } from "./effective-redactions.js";
import type { ReadFilter } from "./filter.js";
import { holesWithin } from "./holes.js";
import { lazyMembers, neededIds } from "./lazy-members.js";
import { membershipsAt } from "./memberships.js";
import { shownEvent } from "./shown-event.js";
import { tokenOf } from "./token.js";
import { visibleTo } from "./visibility.js";

/** The part of a room's timeline that is wanted. */
export interface TimelineWish {
  readonly room: Room;
  readonly viewer: ClientAuth;
  readonly membership: MembershipRecord;
  readonly filter: ReadFilter;
  /** Exclusive, and inclusive. */
  readonly after: Position;
  readonly upTo: Position;
  /** All state before the timeline, instead of what has changed after `after`. */
  readonly fullState: boolean;
  /** Users whose memberships are part of all state, also where it has only those that the timeline is about. */
  readonly members: readonly string[];
  /** Users who stand for the room's name; their memberships come whenever they may be others than before. */
  readonly heroes: readonly string[];
  /** The state is that at the end of the timeline, instead of at its start (C93). */
  readonly stateAfter: boolean;
}

/** Parts of a room in an answer. */
export interface RoomNews {
  readonly timeline: {
    readonly events: ClientEventWithoutRoomId[];
    readonly limited: boolean;
    readonly prev_batch: string;
  };
  readonly state: { readonly events: ClientEventWithoutRoomId[] };
}

const MEMBER = "m.room.member";
/** Events that are looked at for one timeline. */
const MAX_READ = 500;

/** Reads a room's news. */
export async function roomNews(
  context: Pick<ServerContext, "now" | "store" | "writer">,
  wish: TimelineWish,
): Promise<RoomNews> {
  const { room, viewer, filter, after, upTo, fullState } = wish;
  // With a filter, more is read than is sent, so that it is full of what is wanted.
  const limit = filter.isNarrow ? MAX_READ : filter.timelineLimit;
  const held = await context.store.timeline({
    roomId: room.roomId,
    after,
    upTo,
    limit: limit + 1,
    order: "newest",
  });
  // O20: a timeline begins anew above a hole.
  const lowest = held.length > limit ? (held.at(-1)?.position ?? after) : after;
  const [hole] = await holesWithin(context, room, lowest, upTo);
  const rows = hole === undefined ? held : held.filter(({ position }) => position >= hole.at);
  const found = rows.slice(0, limit).reverse();
  const visible = await visibleTo(context, room, wish.membership, found);
  // A timeline has no gaps: it begins after the last event that is not to be seen.
  const hidden = found.findLastIndex(({ eventId }) => !visible.has(eventId)) + 1;
  const seen = found.slice(hidden);
  const wanted = seen.filter(filter.wantsTimeline);
  const firstWanted = wanted.length > filter.timelineLimit ? wanted.at(-filter.timelineLimit) : undefined;
  const events = firstWanted === undefined ? seen : seen.slice(seen.indexOf(firstWanted));
  const limited = rows.length > limit || hidden > 0 || hole !== undefined || firstWanted !== undefined;
  const start = events[0]?.position ?? (found.at(-1)?.position ?? upTo) + 1;
  const shown = await withoutIdleRedactions(context, room, events.filter(filter.wantsTimeline));
  const atStart = wish.stateAfter ? [] : events;
  const senders = filter.lazyMembers ? shown.map(({ sender }) => sender) : undefined;
  const needed = senders && new Set([...senders, ...wish.members, ...wish.heroes]);
  const state = fullState
    ? await context.store.events(neededIds(await stateBefore(context, room, atStart), needed))
    : hole !== undefined
      ? await stateOverHole(context, room, atStart, after)
      : wish.stateAfter
        ? await latestState(context, wish)
        : limited
          ? await context.store.stateChanges(room.roomId, after, start - 1)
          : [];
  const isMember = ({ type }: StoredEvent): boolean => type === MEMBER;
  const others = events.some(isMember) || state.some(isMember) ? wish.heroes : [];
  const extra =
    senders === undefined || fullState
      ? []
      : await lazyMembers(context, room, atStart, [...senders, ...others], state);
  const sent = [...state, ...extra].filter(filter.wantsState);
  const isErased = await erasedForUser(context, room, viewer.userId);
  const view = { version: room.version, now: context.now(), viewer, memberships: visible, isErased };
  // Without a gap, clients have seen the events that relate to others.
  const bundled =
    limited || fullState ? await aggregated(context, { ...wish, ignored: filter.ignored }, shown) : undefined;
  const earlier = await earlierState(context, room, wish.membership, [...shown, ...sent]);
  const stays = await membershipsAt(context, wish.membership, sent);
  const aggregations = bundled && {
    aggregations: bundled.aggregations,
    memberships: new Map([...bundled.memberships, ...visible]),
  };
  return {
    timeline: {
      events: shown.map((event) => shownEvent(event, { ...view, ...aggregations, earlier }, filter)),
      limited,
      prev_batch: tokenOf(start - 1),
    },
    state: {
      events: sent.map((event) => shownEvent(event, { ...view, memberships: stays, earlier }, filter)),
    },
  };
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
  const ids = new Set((await stateBefore(context, room, newest)).values());
  const { store, writer } = context;
  const query = { roomId: room.roomId, after: BEGINNING, upTo: at, limit: 1, order: "newest" } as const;
  const [last] = await store.timeline(query);
  if (last?.stateAfter !== undefined)
    for (const ofType of (await writer.states.of(last.stateAfter)).values())
      for (const id of ofType.values()) ids.delete(id);
  return store.events([...ids]);
}

/** All state before some of the newest events, by key: the present state with what they changed taken back. */
async function stateBefore(
  context: Pick<ServerContext, "store">,
  room: Room,
  newest: readonly StoredEvent[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const [type, ofType] of room.state)
    for (const [stateKey, id] of ofType) ids.set(`${type}\n${stateKey}`, id);
  const reached = newest.flatMap(({ stateKey, stateAfter }) =>
    stateKey === undefined || stateAfter === undefined ? [] : [stateAfter],
  );
  const groups = new Map((await context.store.stateGroups(reached)).map((group) => [group.id, group]));
  for (const event of [...newest].reverse()) {
    if (event.stateKey === undefined || event.stateAfter === undefined) continue;
    const key = `${event.type}\n${event.stateKey}`;
    if (ids.get(key) !== event.eventId) continue;
    const before = groups.get(event.stateAfter)?.changes.find(({ after }) => after === event.eventId)?.before;
    if (before === undefined) ids.delete(key);
    else ids.set(key, before);
  }
  return ids;
}

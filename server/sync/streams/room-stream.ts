/** The stream of what happens in rooms: an entry for each that has news, by the user's membership. */
import type { StrippedStateEvent } from "@knockgen/matrix/events";
import { isStrippedStateEvent } from "@knockgen/matrix/validators/events";
import type { ServerContext } from "../../context.js";
import { strip, strippedEvents } from "../../room/stripped.js";
import { inBatches } from "../../store/batches.js";
import type { MembershipRecord } from "../../store/store.js";
import { roomId as asRoomId } from "../../values/ids.js";
import { madeWhenRead } from "../../values/made-when-read.js";
import { plain, plainObject } from "../../values/plain.js";
import { laterOf } from "../../values/read-later.js";
import { gatheredReads } from "../kept/gathered-reads.js";
import { earlierState } from "../timeline/earlier-state.js";
import { shownEvent } from "../timeline/shown-event.js";
import { roomNews } from "../timeline/timeline.js";
import { tokenOf } from "../token.js";
import { hiddenInvites } from "./hidden-invites.js";
import type { JoinedRoom, Rooms } from "./rooms.js";
import { type SyncStream, type SyncView, streamOf } from "./stream.js";
import { summaryOf } from "./summary.js";

type Parts = Pick<ServerContext, "now" | "store" | "writer">;

export const roomStream: SyncStream = streamOf({
  name: "rooms",
  read: roomsOf,
  put: (answer, rooms) => {
    answer.rooms = rooms;
    return Object.values(rooms).some((section) => Object.keys(section).length > 0);
  },
});

async function roomsOf(context: Parts, view: SyncView): Promise<Required<Rooms>> {
  const { memberships, upTo, filter } = view;
  const answer: Required<Rooms> = { join: {}, invite: {}, knock: {}, leave: {} };
  const isHidden = memberships.some(isInvite) ? await hiddenInvites(context, view.auth.userId) : () => false;
  const news = await newsOfJoined(context, view);
  for (const membership of memberships) {
    const { roomId, position } = membership;
    if (membership.forgotten || !filter.wantsRoom(roomId)) continue;
    const joined = news.get(roomId);
    if (joined !== undefined) answer.join[asRoomId(roomId)] = joined;
    // A commit under way belongs to the next answer.
    if (position > upTo || membership.membership === "join" || !isTold(view, membership)) continue;
    if (!isInvite(membership) || !isHidden(membership.sender))
      await putOther(context, view, membership, answer);
  }
  return answer;
}

/** Puts a room that the user is not in. */
async function putOther(
  context: Parts,
  view: SyncView,
  membership: MembershipRecord,
  answer: Required<Rooms>,
): Promise<void> {
  const id = asRoomId(membership.roomId);
  if (!isOutside(membership)) {
    answer.leave[id] = await leftRoom(context, view, membership);
    return;
  }
  const events = await outsideEvents(context, membership);
  if (isInvite(membership)) answer.invite[id] = { invite_state: { events } };
  else answer.knock[id] = { knock_state: { events } };
}

function isInvite({ membership }: MembershipRecord): boolean {
  return membership === "invite";
}

/** Whether the user looks at the room from outside, and sees only what they were given of it. */
function isOutside({ membership }: MembershipRecord): boolean {
  return membership === "invite" || membership === "knock";
}

/** A first sync tells of rooms that were left where the client wants them, a later one of those that are left since. */
function isTold({ since, filter }: SyncView, membership: MembershipRecord): boolean {
  if (since !== undefined) return membership.position > since;
  return isOutside(membership) || filter.includeLeave;
}

/** Rooms that are read at once, those of a first sync in common statements. */
const AT_ONCE = 32;
const AT_ONCE_LATER = 4;

async function newsOfJoined(context: Parts, view: SyncView): Promise<ReadonlyMap<string, JoinedRoom>> {
  const { memberships, filter } = view;
  const joined = memberships.filter(
    ({ membership, forgotten, roomId }) => membership === "join" && !forgotten && filter.wantsRoom(roomId),
  );
  const news = new Map<string, JoinedRoom>();
  // An incremental sync reads only the rooms with news, which are few and often held in memory.
  const isWhole = view.since === undefined || view.fullState;
  const parts = isWhole ? { ...context, store: gatheredReads(context.store) } : context;
  for (const batch of inBatches(joined, isWhole ? AT_ONCE : AT_ONCE_LATER)) {
    const found = await Promise.all(batch.map((membership) => joinedRoom(parts, view, membership)));
    for (const [at, { roomId }] of batch.entries()) {
      const room = found[at];
      if (room !== undefined) news.set(roomId, room);
    }
  }
  return news;
}

async function joinedRoom(
  context: Parts,
  view: SyncView,
  membership: MembershipRecord,
): Promise<JoinedRoom | undefined> {
  const { auth, filter, since, upTo } = view;
  const { roomId, joinedAt = membership.position } = membership;
  const room = await context.writer.room(roomId);
  if (room === undefined || (joinedAt > upTo && since !== undefined)) return undefined;
  const isNew = since === undefined || view.fullState || joinedAt > since;
  // The head says whether anything has happened, without asking the store.
  if (!isNew && (room.head ?? 0) <= since) return undefined;
  const after = since === undefined || joinedAt > since ? 0 : since;
  const summary = await summaryOf(context, room, auth.userId);
  const news = await roomNews(context, {
    room,
    viewer: auth,
    membership,
    filter,
    after,
    upTo,
    fullState: isNew,
    members: [auth.userId],
    heroes: summary["m.heroes"] ?? [],
    stateAfter: view.stateAfter,
    space: view.space,
  });
  const { timeline, state, start } = news;
  // A client may have a part of this timeline from an earlier stay, and is to begin anew.
  const isAgain = since !== undefined && joinedAt > since && start <= since;
  const hasState = state.events.length > 0 || laterOf(state.events) !== undefined;
  const isEmpty = timeline.events.length === 0 && !hasState;
  if (!isNew && isEmpty && !timeline.limited) return undefined;
  return {
    timeline: { ...timeline, limited: timeline.limited || isAgain },
    state,
    summary: { ...summary },
    ephemeral: { events: [] },
    account_data: { events: [] },
    unread_notifications: { highlight_count: 0, notification_count: 0 },
  };
}

/** Stripped state and, for certain, the user's own membership (#49). */
async function outsideEvents(
  context: Pick<ServerContext, "store" | "writer">,
  membership: MembershipRecord,
): Promise<StrippedStateEvent[]> {
  const { roomId, userId, eventId } = membership;
  const room = membership.stripped ?? (await strippedEvents(context, roomId)).map(strip);
  const [own] = await context.store.events([eventId]);
  const others = room.filter((event) => event.type !== "m.room.member" || event.state_key !== userId);
  // Another server's invite may be as large as an event may be.
  const shown = own && madeWhenRead(own.largeBytes !== undefined, () => plainObject(strip(own.json)));
  return [...others.map(plain), ...(shown === undefined ? [] : [shown])].filter(isStrippedStateEvent);
}

/** The room for a user who was in it until now; a user who was only outside sees their own membership (#9). */
async function leftRoom(
  context: Parts,
  { auth, filter, since, stateAfter, space }: SyncView,
  membership: MembershipRecord,
): Promise<NonNullable<Rooms["leave"]>[`!${string}`]> {
  const { roomId, joinedAt, position, eventId } = membership;
  const room = await context.writer.room(roomId);
  if (room !== undefined && joinedAt !== undefined) {
    const { timeline, state } = await roomNews(context, {
      room,
      viewer: auth,
      membership,
      filter,
      after: Math.max(since ?? 0, joinedAt - 1),
      upTo: position,
      fullState: false,
      members: [auth.userId],
      heroes: [],
      stateAfter,
      space,
    });
    return { timeline, state };
  }
  const events = await context.store.events([eventId]);
  const memberships = new Map([[eventId, membership.membership]]);
  const seen = {
    memberships,
    version: room?.version ?? "10",
    now: context.now(),
    viewer: auth,
    earlier: await earlierState(context, room, membership, events),
  } as const;
  return {
    timeline: {
      events: events.map((event) => shownEvent(event, seen, filter)),
      limited: false,
      prev_batch: tokenOf(position),
    },
    state: { events: [] },
  };
}

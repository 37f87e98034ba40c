/** The part of a room that one user may see. */
import type { RoomState } from "@knockgen/auth";
import type { ClientAuth, ServerContext } from "../../context.js";
import { forbidden, noSuchEvent } from "../../errors.js";
import { erasedForUser, type IsErased } from "../../room/erased.js";
import { HISTORY_VISIBILITY, visibilityIn } from "../../room/history-visibility.js";
import type { Room } from "../../room/room.js";
import { BEGINNING } from "../../store/rooms/room-records.js";
import type { MembershipRecord, Position } from "../../store/store.js";
import { ignoredBy } from "../../sync/filter/ignored.js";

/** A room as one user may see it. */
export interface View {
  readonly room: Room;
  readonly state: RoomState;
  readonly membership: MembershipRecord;
  /** The end of the room for a user who has left. */
  readonly upTo: Position;
  /** Users whose messages are not shown. */
  readonly ignored: ReadonlySet<string>;
  readonly isErased: IsErased;
}

/**
 * The present room for members, and for everybody while it is world-readable; the room as they left it for former
 * members. Refuses others with 403 (O26).
 */
export async function viewOf(
  context: Pick<ServerContext, "notifier" | "serverName" | "store" | "writer">,
  roomId: string,
  auth: ClientAuth,
): Promise<View> {
  const view = await viewIfOpen(context, roomId, auth);
  if (view === undefined) throw forbidden("You are not in this room");
  return view;
}

/** As `viewOf`, and nothing for others. */
export async function viewIfOpen(
  context: Pick<ServerContext, "notifier" | "serverName" | "store" | "writer">,
  roomId: string,
  auth: ClientAuth,
): Promise<View | undefined> {
  const view = await anyView(context, roomId, auth);
  return view?.isOpen === true ? view : undefined;
}

/** As `viewOf` to look at single events, of which an outsider may see those that were sent to the world. 404 without the room. */
export async function openView(
  context: Pick<ServerContext, "notifier" | "serverName" | "store" | "writer">,
  roomId: string,
  auth: ClientAuth,
): Promise<View> {
  const view = await anyView(context, roomId, auth);
  if (view === undefined) throw noSuchEvent();
  return view;
}

async function anyView(
  context: Pick<ServerContext, "notifier" | "serverName" | "store" | "writer">,
  roomId: string,
  auth: ClientAuth,
): Promise<(View & { readonly isOpen: boolean }) | undefined> {
  const held = await context.store.membership(roomId, auth.userId);
  const room = await context.writer.room(roomId);
  if (room === undefined) return undefined;
  const { position } = context.notifier;
  const membership = held === undefined || held.forgotten ? outsider(roomId, auth.userId) : held;
  const ignored = await ignoredBy(context, auth.userId);
  const isErased = await erasedForUser(context, room, auth.userId);
  const present = { room, state: room.state, membership, upTo: position, ignored, isErased };
  if (membership.membership === "join" || (await isWorldReadable(context, room)))
    return { ...present, isOpen: true };
  const [left] = await context.store.events([membership.eventId]);
  // Later actions of others are hidden from them.
  if (membership.joinedAt === undefined || left?.stateAfter === undefined)
    return { ...present, state: new Map(), isOpen: false };
  const state = await context.writer.states.of(left.stateAfter);
  return { ...present, state, upTo: membership.position, isOpen: true };
}

function outsider(roomId: string, userId: string): MembershipRecord {
  return {
    roomId,
    userId,
    membership: "leave",
    eventId: "",
    sender: userId,
    position: 0,
    joinedAt: undefined,
    forgotten: false,
    stripped: undefined,
    via: [],
    version: undefined,
  };
}

/** As far as this server is told: a room that it has left may have been closed since. */
export async function isWorldReadable(
  context: Pick<ServerContext, "serverName" | "writer">,
  room: Room,
): Promise<boolean> {
  if (!room.hasServer(context.serverName)) return false;
  const event = await context.writer.events.one(room.at(HISTORY_VISIBILITY, ""), room);
  return visibilityIn(event?.stored) === "world_readable";
}

/** The state at a point of the history (O27); before the room's first event, that in which its creator has joined. */
export async function stateAt(
  context: Pick<ServerContext, "store" | "writer">,
  view: View,
  at: Position,
): Promise<RoomState> {
  const { room, upTo } = view;
  if (at >= upTo) return view.state;
  const read = (after: Position, to: Position, order: "newest" | "oldest", limit = 1) =>
    context.store.timeline({ roomId: room.roomId, after, upTo: to, limit, order });
  // Changes inside a hole are visible above it only.
  const [hole] = await context.store.holes(room.roomId, at, at + 1);
  const [last] = hole === undefined ? await read(BEGINNING, at, "newest") : [];
  const [next, second] = last === undefined ? await read(at, upTo, "oldest", 2) : [];
  for (const group of [last?.stateAfter, next?.stateBefore, second?.stateAfter]) {
    const state = group === undefined ? undefined : await context.writer.states.of(group);
    if (state?.has("m.room.member")) return state;
  }
  return new Map();
}

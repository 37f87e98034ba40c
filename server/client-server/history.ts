/** Reading rooms: state, members, history. */
import { isJsonObject, type JsonObject, type JsonValue, own, type RoomState } from "@knockgen/auth";
import { isStateEvent } from "@knockgen/matrix/validators/events";
import type { ClientAuth, ServerContext } from "../context.js";
import { forbidden, notFound } from "../errors.js";
import { Backfill } from "../membership/backfill.js";
import { plain } from "../plain.js";
import { clientEvent } from "../room/client-event.js";
import { shownJson } from "../room/redacted-json.js";
import type { Room } from "../room/room.js";
import { BEGINNING } from "../store/room-types.js";
import type { MembershipRecord, Position, StoredEvent } from "../store/types.js";
import { pagePositionOf, tokenOf } from "../sync/token.js";
import { visibleTo } from "../sync/visibility.js";
import { readPage } from "./messages.js";
import type { Handlers } from "./types.js";

/** A room as one user may see it. */
interface View {
  readonly room: Room;
  readonly state: RoomState;
  readonly membership: MembershipRecord;
  /** The end of the room for a user who has left. */
  readonly upTo: Position;
}

const DEFAULT_PAGE = 10;
const MAX_PAGE = 200;

/** Handlers that read rooms. */
export function historyHandlers(
  context: ServerContext,
): Handlers<
  | "getRoomState"
  | "getRoomStateWithKey"
  | "getMembersByRoom"
  | "getJoinedMembersByRoom"
  | "getRoomEvents"
  | "getOneRoomEvent"
> {
  const { store } = context;
  const backfill = new Backfill(context);
  const show = (view: View, auth: ClientAuth) => (event: StoredEvent) =>
    clientEvent(event, { version: view.room.version, now: context.now(), viewer: auth });
  return {
    getRoomState: async ({ path, auth }) => {
      const view = await viewOf(context, path.roomId, auth);
      const ids = [...view.state.values()].flatMap((ofType) => [...ofType.values()]);
      return { status: 200, body: (await store.events(ids)).map(show(view, auth)) };
    },
    getRoomStateWithKey: async ({ path, query, auth }) => {
      const view = await viewOf(context, path.roomId, auth);
      const id = view.state.get(path.eventType)?.get(path.stateKey);
      const [event] = id === undefined ? [] : await store.events([id]);
      if (event === undefined) throw notFound("The room has no such state");
      const shown = show(view, auth)(event);
      if (query.format !== "event") return { status: 200, body: shown.content };
      if (!isStateEvent(shown)) throw notFound("The room has no such state");
      return { status: 200, body: shown };
    },
    getMembersByRoom: async ({ path, query, auth }) => {
      const view = await viewOf(context, path.roomId, auth);
      const events = await store.events([...(view.state.get("m.room.member")?.values() ?? [])]);
      const { membership: wanted, not_membership: unwanted } = query;
      const fits = ({ json }: StoredEvent): boolean => {
        const membership = ownIn(own(json, "content"), "membership");
        if (wanted === undefined && unwanted === undefined) return true;
        return membership === wanted || (unwanted !== undefined && membership !== unwanted);
      };
      return { status: 200, body: { chunk: events.filter(fits).map(show(view, auth)) } };
    },
    getJoinedMembersByRoom: async ({ path, auth }) => {
      const view = await viewOf(context, path.roomId, auth);
      if (view.membership.membership !== "join") throw forbidden("You are not in this room");
      const events = await store.events([...(view.state.get("m.room.member")?.values() ?? [])]);
      const joined = events.filter(({ json }) => ownIn(own(json, "content"), "membership") === "join");
      return {
        status: 200,
        body: {
          joined: Object.fromEntries(
            joined.map((event) => [event.stateKey ?? "", names(shownJson(event, view.room.version))]),
          ),
        },
      };
    },
    getRoomEvents: async ({ path, query, auth }) => {
      const view = await viewOf(context, path.roomId, auth);
      const back = query.dir === "b";
      const from = query.from === undefined ? undefined : pagePositionOf(query.from);
      const to = query.to === undefined ? undefined : pagePositionOf(query.to);
      const limit = Math.min(MAX_PAGE, Math.max(1, query.limit ?? DEFAULT_PAGE));
      const after = (back ? to : from) ?? BEGINNING;
      const upTo = Math.min(view.upTo, (back ? from : to) ?? view.upTo);
      const { room, membership } = view;
      const { events, end } = await readPage(context, backfill, {
        room,
        membership,
        back,
        after,
        upTo,
        limit,
      });
      return {
        status: 200,
        body: {
          start: query.from ?? tokenOf(back ? upTo : after),
          chunk: events.map(show(view, auth)),
          ...(end === undefined ? {} : { end: tokenOf(end) }),
        },
      };
    },
    getOneRoomEvent: async ({ path, auth }) => {
      const view = await viewOf(context, path.roomId, auth);
      const [event] = await store.events([path.eventId]);
      const isThere =
        event?.roomId === path.roomId && event.status === "accepted" && event.position <= view.upTo;
      const visible = isThere && (await visibleTo(context, view.room, view.membership, [event])).size > 0;
      if (event === undefined || !visible) throw notFound("There is no such event, or none that you may see");
      return { status: 200, body: show(view, auth)(event) };
    },
  };
}

/** The present room for members, the room as they left it for former members, and nothing for others. */
async function viewOf(context: ServerContext, roomId: string, auth: ClientAuth): Promise<View> {
  const membership = await context.store.membership(roomId, auth.userId);
  const room = await context.writer.room(roomId);
  if (room === undefined || membership === undefined) throw forbidden("You are not in this room");
  if (membership.membership === "join")
    return { room, state: room.state, membership, upTo: context.notifier.position };
  const [left] = await context.store.events([membership.eventId]);
  if (membership.joinedAt === undefined || left?.stateAfter === undefined || membership.forgotten)
    throw forbidden("You are not in this room");
  const state = await context.writer.states.of(left.stateAfter);
  return { room, state, membership, upTo: membership.position };
}

function ownIn(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) ? own(value, key) : undefined;
}

function names(json: JsonObject): { display_name?: string; avatar_url?: string } {
  const content = own(json, "content");
  const name = ownIn(content, "displayname");
  const avatar = ownIn(content, "avatar_url");
  return {
    ...(typeof name === "string" ? { display_name: String(plain(name)) } : {}),
    ...(typeof avatar === "string" ? { avatar_url: avatar } : {}),
  };
}

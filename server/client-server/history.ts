/** Reading rooms: state, members, history. */
import { isJsonObject, type JsonObject, type JsonValue, own } from "@knockgen/auth";
import { isStateEvent } from "@knockgen/matrix/validators/events";
import type { ClientAuth, ServerContext } from "../context.js";
import { forbidden, notFound } from "../errors.js";
import { Backfill } from "../membership/backfill.js";
import { plain } from "../plain.js";
import { clientEvent } from "../room/client-event.js";
import { shownJson } from "../room/redacted-json.js";
import { BEGINNING } from "../store/room-types.js";
import type { StoredEvent } from "../store/types.js";
import { earlierState } from "../sync/earlier-state.js";
import { withoutIdleRedactions } from "../sync/effective-redactions.js";
import { pagePositionOf, tokenOf } from "../sync/token.js";
import { visibleTo } from "../sync/visibility.js";
import { eventContext } from "./event-context.js";
import { readPage } from "./messages.js";
import type { Handlers } from "./types.js";
import { openView, stateAt, type View, viewOf } from "./view.js";

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
  | "getEventContext"
> {
  const { store } = context;
  const backfill = new Backfill(context);
  const show =
    (view: View, auth: ClientAuth, earlier?: ReadonlyMap<string, StoredEvent>) => (event: StoredEvent) =>
      clientEvent(event, {
        version: view.room.version,
        now: context.now(),
        viewer: auth,
        ...(earlier && { earlier }),
      });
  const earlierThan = (view: View, events: readonly StoredEvent[]) =>
    earlierState(context, view.room, view.membership, events);
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
      const state =
        query.at === undefined ? view.state : await stateAt(context, view, pagePositionOf(query.at));
      const events = await store.events([...(state.get("m.room.member")?.values() ?? [])]);
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
      const { events: page, end } = await readPage(context, backfill, {
        room,
        membership,
        back,
        after,
        upTo,
        limit,
      });
      const events = await withoutIdleRedactions(context, room, page);
      return {
        status: 200,
        body: {
          start: query.from ?? tokenOf(back ? upTo : after),
          chunk: events.map(show(view, auth, await earlierThan(view, events))),
          ...(end === undefined ? {} : { end: tokenOf(end) }),
        },
      };
    },
    getOneRoomEvent: async ({ path, auth }) => {
      const view = await openView(context, path.roomId, auth);
      const event = await seenEvent(context, view, path.eventId);
      return { status: 200, body: show(view, auth, await earlierThan(view, [event]))(event) };
    },
    getEventContext: async ({ path, query, auth }) => {
      const view = await openView(context, path.roomId, auth);
      const event = await seenEvent(context, view, path.eventId);
      const limit = Math.min(MAX_PAGE, Math.max(0, query.limit ?? DEFAULT_PAGE));
      const { before, after, state } = await eventContext(context, view, event, limit);
      const shown = show(view, auth, await earlierThan(view, [event, ...before, ...after]));
      return {
        status: 200,
        body: {
          start: tokenOf((before.at(-1) ?? event).position - 1),
          end: tokenOf((after.at(-1) ?? event).position),
          event: shown(event),
          events_before: before.map(shown),
          events_after: after.map(shown),
          state: state.map(shown).filter(isStateEvent),
        },
      };
    },
  };
}

/** An event that the user may see; 404 for all others, there or not. */
async function seenEvent(context: ServerContext, view: View, eventId: string): Promise<StoredEvent> {
  const { room, membership, upTo } = view;
  const [event] = await context.store.events([eventId]);
  const isThere = event?.roomId === room.roomId && event.status === "accepted" && event.position <= upTo;
  if (isThere && (await visibleTo(context, room, membership, [event])).size > 0) {
    const [shown] = await withoutIdleRedactions(context, room, [event]);
    if (shown !== undefined) return shown;
  }
  throw notFound("There is no such event, or none that you may see");
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

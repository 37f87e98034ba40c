/** `/sync`: everything, or what is new since a token, waiting for it if there is nothing yet. */

import type { SyncResponse200 } from "@knockgen/matrix/client-server";
import type { StrippedStateEvent } from "@knockgen/matrix/events";
import { isStrippedStateEvent } from "@knockgen/matrix/validators/events";
import type { ClientAuth, ServerContext } from "../context.js";
import { unknownToken } from "../errors.js";
import { roomId as asRoomId } from "../ids.js";
import { plain } from "../plain.js";
import { strip, strippedEvents } from "../room/stripped.js";
import type { MembershipRecord, Position } from "../store/types.js";
import { putAccountData } from "./account-data.js";
import { earlierState } from "./earlier-state.js";
import type { ReadFilter } from "./filter.js";
import { putReceipts } from "./receipts.js";
import type { JoinedRoom, Rooms } from "./rooms.js";
import { shownEvent } from "./shown-event.js";
import { summaryOf } from "./summary.js";
import { roomNews } from "./timeline.js";
import { positionOf, tokenOf } from "./token.js";

/** Parameters of a sync. */
export interface SyncRequest {
  readonly auth: ClientAuth;
  readonly since: string | undefined;
  readonly fullState: boolean;
  readonly timeoutMs: number;
  readonly filter: ReadFilter;
  readonly signal: AbortSignal;
}

/** Positions of a store begin at 1. */
const BEFORE_ALL = 0;
const MAX_WAIT_MS = 120_000;
/** Another process may have ended the token; that is noticed after this time at the latest. */
const MAX_UNCHECKED_MS = 15_000;

/** Answers at once with news, or waits for them. */
export async function sync(
  context: Pick<ServerContext, "notifier" | "now" | "store" | "work" | "writer">,
  request: SyncRequest,
): Promise<SyncResponse200> {
  const since = await startOf(context, request.since);
  const deadline = context.now() + Math.min(request.timeoutMs, MAX_WAIT_MS);
  for (;;) {
    const upTo = context.notifier.position;
    const memberships = await context.store.membershipsOf(request.auth.userId);
    const rooms = await newsOf(context, request, memberships, since, upTo);
    const after = since === undefined || request.fullState ? BEFORE_ALL : since;
    const data = await context.store.accountDataBetween(request.auth.userId, after, upTo);
    const account = putAccountData(rooms, data, { memberships, filter: request.filter, after });
    const { userId } = request.auth;
    await putReceipts(context, rooms, { userId, memberships, filter: request.filter, after, upTo });
    const empty =
      account.length === 0 && Object.values(rooms).every((section) => Object.keys(section).length === 0);
    const left = deadline - context.now();
    const over = left <= 0 || request.signal.aborted || context.work.closing.aborted;
    if (!empty || since === undefined || request.fullState || over)
      return {
        next_batch: tokenOf(Math.max(upTo, since ?? 0)),
        ...(account.length > 0 && { account_data: { events: account } }),
        rooms,
      };
    const joined = memberships.filter(({ membership }) => membership === "join");
    const names = new Set(joined.map(({ roomId }) => roomId));
    const wait = Math.min(left, MAX_UNCHECKED_MS);
    await context.notifier.wait(upTo, request.auth.userId, names, wait, request.signal);
    // O29: a user who has logged out meanwhile gets no news.
    if ((await context.store.deviceByToken(request.auth.tokenHash)) === undefined) throw unknownToken();
  }
}

/** The position of a token; undefined, for a full sync, where it is of the future or of another database (O28). */
async function startOf(
  context: Pick<ServerContext, "notifier" | "store">,
  token: string | undefined,
): Promise<Position | undefined> {
  if (token === undefined) return undefined;
  const since = positionOf(token);
  // Another process on the same store may be ahead of what this one has heard of.
  const isKnown = since <= context.notifier.position || since <= (await context.store.position());
  return isKnown ? since : undefined;
}

async function newsOf(
  context: Pick<ServerContext, "now" | "store" | "writer">,
  request: SyncRequest,
  memberships: readonly MembershipRecord[],
  since: Position | undefined,
  upTo: Position,
): Promise<Required<Rooms>> {
  const rooms = { join: {}, invite: {}, knock: {}, leave: {} } satisfies Rooms;
  const answer: Required<Rooms> = rooms;
  for (const membership of memberships) {
    const { roomId, position } = membership;
    if (membership.forgotten || !request.filter.wantsRoom(roomId)) continue;
    const changed = since === undefined || position > since;
    // A commit under way belongs to the next answer.
    if (position > upTo && membership.membership !== "join") continue;
    const id = asRoomId(roomId);
    switch (membership.membership) {
      case "join": {
        const news = await joinedRoom(context, request, membership, since, upTo);
        if (news !== undefined) answer.join[id] = news;
        break;
      }
      case "invite":
        if (changed)
          answer.invite[id] = { invite_state: { events: await outsideState(context, membership) } };
        break;
      case "knock":
        if (changed) answer.knock[id] = { knock_state: { events: await outsideState(context, membership) } };
        break;
      default:
        if (since === undefined ? request.filter.includeLeave : changed)
          answer.leave[id] = await leftRoom(context, request, membership, since);
    }
  }
  return answer;
}

async function joinedRoom(
  context: Pick<ServerContext, "now" | "store" | "writer">,
  request: SyncRequest,
  membership: MembershipRecord,
  since: Position | undefined,
  upTo: Position,
): Promise<JoinedRoom | undefined> {
  const { roomId, joinedAt = membership.position } = membership;
  const room = await context.writer.room(roomId);
  if (room === undefined || (joinedAt > upTo && since !== undefined)) return undefined;
  const isNew = since === undefined || request.fullState || joinedAt > since;
  // The head says whether anything has happened, without asking the store.
  if (!isNew && (room.head ?? 0) <= since) return undefined;
  const after = since === undefined || joinedAt > since ? 0 : since;
  const summary = await summaryOf(context, room, request.auth.userId);
  const news = await roomNews(context, {
    room,
    viewer: request.auth,
    membership,
    filter: request.filter,
    after,
    upTo,
    fullState: isNew,
    members: [request.auth.userId, ...(isNew ? (summary["m.heroes"] ?? []) : [])],
  });
  const { timeline, state } = news;
  const isEmpty = timeline.events.length === 0 && state.events.length === 0;
  if (!isNew && isEmpty && !timeline.limited) return undefined;
  return {
    timeline: { ...timeline, limited: timeline.limited || (isNew && since !== undefined) },
    state,
    summary: { ...summary },
    ephemeral: { events: [] },
    account_data: { events: [] },
    unread_notifications: { highlight_count: 0, notification_count: 0 },
  };
}

/** Stripped state and, for certain, the user's own membership (#49). */
async function outsideState(
  context: Pick<ServerContext, "store" | "writer">,
  membership: MembershipRecord,
): Promise<StrippedStateEvent[]> {
  const { roomId, userId, eventId } = membership;
  const room = membership.stripped ?? (await strippedEvents(context, roomId)).map(strip);
  const [own] = await context.store.events([eventId]);
  const others = room.filter((event) => event.type !== "m.room.member" || event.state_key !== userId);
  return [...others, ...(own === undefined ? [] : [strip(own.json)])].map(plain).filter(isStrippedStateEvent);
}

/** The room for a user who was in it until now; a user who was only outside sees their own membership (#9). */
async function leftRoom(
  context: Pick<ServerContext, "now" | "store" | "writer">,
  request: SyncRequest,
  membership: MembershipRecord,
  since: Position | undefined,
): Promise<NonNullable<Rooms["leave"]>[`!${string}`]> {
  const { roomId, joinedAt, position, eventId } = membership;
  const room = await context.writer.room(roomId);
  if (room !== undefined && joinedAt !== undefined) {
    const { timeline, state } = await roomNews(context, {
      room,
      viewer: request.auth,
      membership,
      filter: request.filter,
      after: Math.max(since ?? 0, joinedAt - 1),
      upTo: position,
      fullState: false,
      members: [request.auth.userId],
    });
    return { timeline, state };
  }
  const events = await context.store.events([eventId]);
  const view = {
    version: room?.version ?? "10",
    now: context.now(),
    viewer: request.auth,
    earlier: await earlierState(context, room, membership, events),
  } as const;
  return {
    timeline: {
      events: events.map((event) => shownEvent(event, view, request.filter)),
      limited: false,
      prev_batch: tokenOf(position),
    },
    state: { events: [] },
  };
}

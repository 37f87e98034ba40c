/** Everything that changes who is in a room. */

import type { RoomId } from "@knockgen/matrix/matrix";
import type { IncomingRequest } from "@knockgen/matrix/runtime/route";
import type { ClientAuth, ServerContext } from "../context.js";
import { badJson, forbidden, MatrixHttpError } from "../errors.js";
import { roomId as asRoomId } from "../ids.js";
import { changeMembership, isResident, type MembershipChange } from "../membership/change.js";
import type { ViaQuery } from "../membership/find-room.js";
import { invite } from "../membership/invite.js";
import { join } from "../membership/join.js";
import { knock } from "../membership/knock.js";
import { leave } from "../membership/leave.js";
import type { Handlers } from "./types.js";

/** Handlers of memberships. */
export function membershipHandlers(
  context: ServerContext,
): Handlers<
  | "knockRoom"
  | "joinRoom"
  | "joinRoomById"
  | "leaveRoom"
  | "forgetRoom"
  | "inviteUser"
  | "kick"
  | "ban"
  | "unban"
  | "getJoinedRooms"
> {
  const { store } = context;
  const moderation =
    (act: Moderation, membership: "leave" | "ban") =>
    async ({ path: { roomId }, body: { user_id: target, reason }, auth: { userId: sender } }: Moderated) => {
      await moderate(context, act, { roomId, sender, target, membership, reason });
      return { status: 200 as const, body: {} };
    };
  return {
    knockRoom: async ({ path, query, body, auth, request }) => {
      const wish = { room: path.roomIdOrAlias, query: withServerName(query, request), reason: body?.reason };
      return entered(await knock(context, { ...wish, userId: auth.userId }));
    },
    joinRoom: async ({ path, query, body, auth, request }) => {
      const wish = { room: path.roomIdOrAlias, query: withServerName(query, request), reason: body?.reason };
      return entered(await join(context, { ...wish, userId: auth.userId }));
    },
    joinRoomById: async ({ path, body, auth: { userId } }) => {
      const wish = { room: asRoomId(path.roomId), query: {}, reason: body?.reason };
      return entered(await join(context, { ...wish, userId }));
    },
    leaveRoom: async ({ path, body, auth }) => {
      await leave(context, auth.userId, path.roomId, body?.reason);
      return { status: 200, body: {} };
    },
    forgetRoom: async ({ path, auth }) => {
      const held = await store.membership(path.roomId, auth.userId);
      if (held !== undefined && held.membership !== "leave" && held.membership !== "ban")
        throw new MatrixHttpError(400, "M_UNKNOWN", "Leave the room before you forget it");
      await store.forget(path.roomId, auth.userId);
      return { status: 200, body: {} };
    },
    inviteUser: async ({ path, body, auth }) => {
      if (!("user_id" in body)) throw badJson("Only users with a Matrix ID can be invited here");
      context.limits.take("invite", auth.userId);
      await invite(context, auth.userId, body.user_id, path.roomId, body.reason);
      return { status: 200, body: {} };
    },
    kick: moderation("kick", "leave"),
    ban: moderation("ban", "ban"),
    unban: moderation("unban", "leave"),
    getJoinedRooms: async ({ auth }) => {
      const all = await store.membershipsOf(auth.userId);
      const joined = all.filter(({ membership }) => membership === "join");
      return { status: 200, body: { joined_rooms: joined.map(({ roomId }) => asRoomId(roomId)) } };
    },
  };
}

function entered(room: string): { status: 200; body: { room_id: RoomId } } {
  return { status: 200, body: { room_id: asRoomId(room) } };
}

/** Clients from before 1.12 say `server_name`, which is not a declared parameter any more, so the routes have not read it (N9). */
function withServerName(query: ViaQuery, { target }: IncomingRequest): ViaQuery {
  const text = target.slice(target.indexOf("?") + 1);
  return { ...query, server_name: new URLSearchParams(text).getAll("server_name") };
}

type Moderation = "kick" | "ban" | "unban";

/** Input that the three operations share. */
interface Moderated {
  readonly path: { readonly roomId: string };
  readonly body: { readonly user_id: string; readonly reason?: string | undefined };
  readonly auth: ClientAuth;
}

/** A leave means three things; the client has said which one it wants. */
async function moderate(context: ServerContext, act: Moderation, change: MembershipChange): Promise<void> {
  if (!(await isResident(context, change.roomId))) throw forbidden("You are not in this room");
  const room = await context.writer.room(change.roomId);
  const present = room?.membershipOf(change.target);
  if (room?.membershipOf(change.sender) !== "join") throw forbidden("You are not in this room");
  if (act === "unban" && present !== "ban") throw forbidden("The user is not banned");
  if (act === "kick" && (present === undefined || present === "leave" || present === "ban"))
    throw forbidden("The user is not in this room");
  await changeMembership(context, change);
}

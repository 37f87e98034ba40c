import { type JsonObject, own } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { badJson, invalidParam, type MatrixHttpError } from "../../errors.js";
import { changeMembership } from "../../membership/change.js";
import { followTombstone } from "../../membership/follow-upgrade.js";
import { type Invite, invite } from "../../membership/invite.js";
import { knock, limitKnock } from "../../membership/knock.js";
import { isUnknownInvite, leave } from "../../membership/leave.js";
import { isResident, requireMember, requireResident } from "../../membership/require-member.js";
import { saidAlready } from "../../membership/said-already.js";
import { eventIdOf } from "../../values/ids.js";
import { asJsonObject } from "../../values/json.js";
import { checkCanonicalAlias } from "../aliases/canonical-alias.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["setRoomStateWithKey"];

/**
 * `PUT /_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}`: Set a piece of state
 *
 * Takes `path`, `body` and `auth`; answers `200`, `400` or `403`.
 *
 * @knockgen handler client-server/setRoomStateWithKey 6980d567-5ff441d6
 */
export const setRoomStateWithKey =
  (context: Context): Handler =>
  async ({ path, body, auth }) => {
    const { eventType: type, roomId, stateKey } = path;
    const { userId: sender } = auth;
    const isMember = type === "m.room.member";
    const isOwn = isMember && stateKey === sender;
    const content = contentOf(type, asJsonObject(body));
    const outside = isOwn ? await changeOutside(context, roomId, sender, content) : undefined;
    if (outside !== undefined) return { status: 200, body: { event_id: eventIdOf(outside) } };
    if (isOwn) await requireResident(context, roomId);
    else await requireMember(context, roomId, sender);
    const fault = faultOf(type, content, roomId);
    if (fault !== undefined) throw fault;
    if (isOwn) await limitEntry(context, sender, roomId, own(content, "membership"));
    else if (isMember) {
      const eventId = await changeAnother(context, { roomId, sender, target: stateKey, content });
      if (eventId !== undefined) return { status: 200, body: { event_id: eventIdOf(eventId) } };
    }
    if (type === "m.room.canonical_alias") await checkCanonicalAlias(context, roomId, sender, content);
    const sent = await context.writer.change(roomId, async (draft) => {
      const event = { type, sender, stateKey, content };
      return (await saidAlready(draft, event)) ?? draft.send(event, { device: auth.deviceId });
    });
    if (type === "m.room.tombstone") await followTombstone(context, roomId, content);
    return { status: 200, body: { event_id: eventIdOf(sent.eventId) } };
  };

/**
 * N1, N4: in a room that this server is not in, users may withdraw a knock, refuse an invite, and knock; and refuse an invite from
 * before it was in the room. Undefined elsewhere.
 */
async function changeOutside(
  context: Context,
  roomId: string,
  userId: string,
  content: JsonObject,
): Promise<string | undefined> {
  const membership = own(content, "membership");
  if (membership !== "leave" && membership !== "knock") return undefined;
  if (await isResident(context, roomId)) {
    const held = membership === "leave" ? await context.store.membership(roomId, userId) : undefined;
    if (held === undefined || !isUnknownInvite(held, await context.writer.room(roomId))) return undefined;
  }
  const reason = own(content, "reason");
  if (reason !== undefined && typeof reason !== "string") throw badJson("A reason is a string");
  if (membership === "leave") await leave(context, userId, roomId, content);
  else await knock(context, { userId, room: roomId, query: {}, reason, content });
  return (await context.store.membership(roomId, userId))?.eventId;
}

/** #36: only servers may name the user who authorises a join. */
function contentOf(type: string, body: JsonObject): JsonObject {
  if (type !== "m.room.member") return body;
  const { join_authorised_via_users_server: _, ...content } = body;
  return content;
}

/** Fault of state that no room takes from any user. */
function faultOf(type: string, content: JsonObject, roomId: string): MatrixHttpError | undefined {
  if (type === "m.room.create") return invalidParam("A room is created once");
  if (type === "m.room.tombstone" && own(content, "replacement_room") === roomId)
    return invalidParam("A room cannot take its own place");
  if (type === "m.room.member" && typeof own(content, "membership") !== "string")
    return badJson("A member event has a membership");
  return undefined;
}

/** A user who comes in, or asks to, by a state event is limited as at the endpoint for it (O9). */
async function limitEntry(
  context: Pick<Context, "limits" | "writer">,
  userId: string,
  roomId: string,
  membership: unknown,
): Promise<void> {
  if (membership === "knock") await limitKnock(context, userId, roomId);
  if (membership !== "join") return;
  const room = await context.writer.room(roomId);
  if (room?.membershipOf(userId) !== "join") await context.limits.take("join", userId);
}

/** Another user's membership has consequences beyond the room: their server is asked, or told. */
async function changeAnother(
  context: Context,
  wish: Required<Pick<Invite, "content" | "roomId" | "sender" | "target">>,
): Promise<string | undefined> {
  const membership = own(wish.content, "membership");
  if (membership === "invite") {
    await context.limits.take("invite", wish.sender);
    return invite(context, wish);
  }
  if (membership !== "leave" && membership !== "ban") return undefined;
  return changeMembership(context, { ...wish, membership });
}

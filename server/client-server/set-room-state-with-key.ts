import { own } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { badJson, forbidden, invalidParam } from "../errors.js";
import { changeMembership, saidAlready } from "../membership/change.js";
import { type Invite, invite } from "../membership/invite.js";
import { limitKnock } from "../membership/knock.js";
import { requireMember, requireResident } from "../membership/require-member.js";
import { eventIdOf } from "../values/ids.js";
import { asJsonObject } from "../values/json.js";
import type { Auth } from "./auth.js";
import { checkCanonicalAlias } from "./canonical-alias.js";
import type { Context } from "./context.js";

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
    const { eventType: type, stateKey } = path;
    if (type === "m.room.member" && stateKey === auth.userId) await requireResident(context, path.roomId);
    else await requireMember(context, path.roomId, auth.userId);
    // #36: only servers may name the user who authorises a join.
    const { join_authorised_via_users_server: _, ...rest } = asJsonObject(body);
    const content = type === "m.room.member" ? rest : asJsonObject(body);
    if (type === "m.room.create") throw forbidden("A room is created once");
    if (type === "m.room.tombstone" && own(content, "replacement_room") === path.roomId)
      throw invalidParam("A room cannot take its own place");
    if (type === "m.room.member" && typeof own(content, "membership") !== "string")
      throw badJson("A member event has a membership");
    if (type === "m.room.member" && stateKey === auth.userId)
      await limitEntry(context, auth.userId, path.roomId, own(content, "membership"));
    if (type === "m.room.member" && stateKey !== auth.userId) {
      const eventId = await changeAnother(context, {
        ...path,
        sender: auth.userId,
        target: stateKey,
        content,
      });
      if (eventId !== undefined) return { status: 200, body: { event_id: eventIdOf(eventId) } };
    }
    if (type === "m.room.canonical_alias")
      await checkCanonicalAlias(context, path.roomId, auth.userId, content);
    const sent = await context.writer.change(path.roomId, async (draft) => {
      const event = { type, sender: auth.userId, stateKey, content };
      return (await saidAlready(draft, event)) ?? draft.send(event, { device: auth.deviceId });
    });
    return { status: 200, body: { event_id: eventIdOf(sent.eventId) } };
  };

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

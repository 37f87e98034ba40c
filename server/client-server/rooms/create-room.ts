import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { aliasTaken, createRoom as makeRoom } from "../../new-room/create.js";
import { roomId as asRoomId } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { wantedRoom } from "./wanted-room.js";

type Handler = ClientServerHandlers<Auth>["createRoom"];

/**
 * `POST /_matrix/client/v3/createRoom`: Make a room
 *
 * Takes `body` and `auth`; answers `200`, `400` or `403`.
 *
 * @knockgen handler client-server/createRoom 66776bad-4e94adf3
 */
export const createRoom =
  (context: Context): Handler =>
  async ({ body, auth }) => {
    const wanted = wantedRoom(context, body, auth.userId);
    if (wanted.alias !== undefined && (await context.store.alias(wanted.alias)) !== undefined)
      throw aliasTaken(wanted.alias);
    // Before there is a room.
    await context.limits.take("invite", auth.userId, wanted.invited.length);
    const roomId = await makeRoom(context, wanted);
    return { status: 200, body: { room_id: asRoomId(roomId) } };
  };

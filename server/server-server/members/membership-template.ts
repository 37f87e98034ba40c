/** Templates of membership events, for other servers to complete. */
import type { JsonObject } from "@knockgen/auth";
import type { ServerContext } from "../../context.js";
import { forbidden } from "../../errors.js";
import type { Room } from "../../room/room.js";
import { guardedRoom } from "../../room/room-access.js";
import { serverOf } from "../../values/ids.js";

type Kind = "join" | "knock" | "leave";

interface Path {
  readonly roomId: string;
  readonly userId: string;
}

/** The room, if the server may ask for its user (403 otherwise). */
export async function openRoom(
  context: Pick<ServerContext, "serverName" | "writer">,
  { roomId, userId }: Path,
  origin: string,
): Promise<Room> {
  // N15: a server speaks for its own users.
  if (serverOf(userId) !== origin) throw forbidden(`${userId} is not a user of ${origin}`);
  return guardedRoom(context, roomId, origin);
}

/** The caller has to know the room's version (N17, X12). */
export function incompatible(
  room: Room,
  versions: readonly string[],
): { status: 400; body: { errcode: string; error: string; room_version: string } } | undefined {
  if (versions.includes(room.version)) return undefined;
  return {
    status: 400,
    body: {
      errcode: "M_INCOMPATIBLE_ROOM_VERSION",
      error: `The room has version ${room.version}, which is not among those given`,
      room_version: room.version,
    },
  };
}

/** The template. Throws 403 where the rules do not allow the event. */
export async function membershipTemplate(
  context: Pick<ServerContext, "now" | "serverName" | "writer">,
  kind: Kind,
  { roomId, userId }: Path,
  more: JsonObject,
): Promise<{ room_version: string; event: Template }> {
  const content = { ...more, membership: kind };
  const made = await context.writer.look(roomId, async (draft) => ({
    version: draft.room.version,
    ...(await draft.template({ type: "m.room.member", sender: userId, stateKey: userId, content })),
  }));
  if (made === undefined) throw forbidden("This server is not in the room");
  if (!made.verdict.allowed) throw forbidden(made.verdict.reason);
  const { template: event, version } = made;
  return {
    room_version: version,
    event: {
      ...event,
      sender: userId,
      state_key: userId,
      type: "m.room.member",
      origin: context.serverName,
      origin_server_ts: context.now(),
      content,
    },
  };
}

interface Template {
  sender: string;
  origin: string;
  origin_server_ts: number;
  type: string;
  state_key: string;
  content: { membership: string };
}

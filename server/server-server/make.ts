/** `make_join`, `make_knock`, `make_leave`: events for other servers to complete. */
import type { JsonObject } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { forbidden } from "../errors.js";
import { serverOf } from "../ids.js";
import { entryError, entryOf } from "../membership/restricted.js";
import type { Room } from "../room/room.js";
import { guardedRoom } from "./room-access.js";
import type { Handlers } from "./types.js";

type Kind = "join" | "knock" | "leave";

/** Handlers of the first half of each handshake. */
export function makeHandlers(context: ServerContext): Handlers<"makeJoin" | "makeKnock" | "makeLeave"> {
  return {
    makeJoin: async ({ path, query, auth }) => {
      const room = await open(context, path, auth.origin);
      const refusal = incompatible(room, query.ver ?? ["1"]);
      if (refusal !== undefined) return refusal;
      const entry = await context.writer.look(path.roomId, (draft) => entryOf(context, draft, path.userId));
      const error = entry && entryError(entry);
      // A ban, or a rule that knows no conditions, is the better reason.
      const content = entry?.kind === "authorised" ? { join_authorised_via_users_server: entry.by } : {};
      if (error !== undefined) throw error;
      return { status: 200, body: await template(context, "join", path, content) };
    },
    makeKnock: async ({ path, query, auth }) => {
      const room = await open(context, path, auth.origin);
      const refusal = incompatible(room, query.ver);
      if (refusal !== undefined) return refusal;
      return { status: 200, body: await template(context, "knock", path, {}) };
    },
    makeLeave: async ({ path, auth }) => {
      await open(context, path, auth.origin);
      return { status: 200, body: await template(context, "leave", path, {}) };
    },
  };
}

interface Path {
  readonly roomId: string;
  readonly userId: string;
}

async function open(context: ServerContext, { roomId, userId }: Path, origin: string): Promise<Room> {
  // N15: a server speaks for its own users.
  if (serverOf(userId) !== origin) throw forbidden(`${userId} is not a user of ${origin}`);
  return guardedRoom(context, roomId, origin);
}

/** The caller has to know the room's version (N17, X12). */
function incompatible(
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

async function template(
  context: ServerContext,
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

/** Aliases, the list of public rooms, and rooms from outside. */
import { isServerName } from "@knockgen/auth";
import type { RoomSummary } from "@knockgen/matrix/client-server";
import { isRoomSummary } from "@knockgen/matrix/validators/client-server";
import type { ClientAuth, ServerContext } from "../context.js";
import { forbidden, invalidParam, MatrixHttpError, notFound } from "../errors.js";
import { tryServers } from "../federation/try-servers.js";
import { roomId as asRoomId, isRoomAlias, serverOf } from "../ids.js";
import { isResident } from "../membership/change.js";
import { clientError, type FoundRoom, findRoom, resolveAlias } from "../membership/find-room.js";
import { publicRooms } from "../room/public-rooms.js";
import { isOpenToStrangers, roomSummary } from "../room/summary.js";
import { hasStatePower } from "./power.js";
import type { Handlers } from "./types.js";

/** Handlers of the directory. */
export function directoryHandlers(
  context: ServerContext,
): Handlers<
  | "getRoomIdByAlias"
  | "setRoomAlias"
  | "deleteRoomAlias"
  | "getRoomVisibilityOnDirectory"
  | "setRoomVisibilityOnDirectory"
  | "getPublicRooms"
  | "queryPublicRooms"
  | "getRoomSummary"
> {
  const { store, serverName } = context;
  const ours = (alias: string): string => {
    if (!isRoomAlias(alias) || serverOf(alias) !== serverName)
      throw invalidParam(`${alias} is not an alias of this server`);
    return alias;
  };
  return {
    getRoomIdByAlias: async ({ path }) => {
      const { roomId, via } = await resolveAlias(context, path.roomAlias);
      return { status: 200, body: { room_id: asRoomId(roomId), servers: [...via] } };
    },
    setRoomAlias: async ({ path, body, auth }) => {
      const alias = ours(path.roomAlias);
      // The same for a room that does not exist, so that nothing is told about rooms (O36).
      const room = await context.writer.room(body.room_id);
      if (room?.membershipOf(auth.userId) !== "join") throw forbidden("You are not in this room");
      if (!(await store.addAlias(alias, body.room_id, auth.userId)))
        throw new MatrixHttpError(409, "M_UNKNOWN", `${alias} is taken`);
      return { status: 200, body: {} };
    },
    deleteRoomAlias: async ({ path, auth }) => {
      const alias = ours(path.roomAlias);
      const found = await store.alias(alias);
      if (found === undefined) throw notFound(`There is no ${alias}`);
      const may =
        found.creator === auth.userId ||
        (await hasStatePower(context, found.roomId, auth.userId, "m.room.canonical_alias"));
      if (!may) throw forbidden("Only who made an alias, or may set the canonical one, may delete it");
      await store.removeAlias(alias);
      return { status: 200, body: {} };
    },
    getRoomVisibilityOnDirectory: async ({ path }) => {
      const room = await store.room(path.roomId);
      if (room === undefined) throw notFound("There is no such room here");
      return { status: 200, body: { visibility: room.published ? "public" : "private" } };
    },
    setRoomVisibilityOnDirectory: async ({ path, body, auth }) => {
      if ((await store.room(path.roomId)) === undefined) throw notFound("There is no such room here");
      if (!(await hasStatePower(context, path.roomId, auth.userId, "m.room.canonical_alias")))
        throw forbidden("You may not list this room");
      await store.setPublished(path.roomId, (body?.visibility ?? "public") === "public");
      return { status: 200, body: {} };
    },
    getPublicRooms: async ({ query }) => {
      const { server, limit, since } = query;
      if (server === undefined || server === serverName)
        return { status: 200, body: await publicRooms(context, { limit, since }) };
      const answer = await context.federation.publicRooms(named(server), {
        ...(limit === undefined ? {} : { limit }),
        ...(since === undefined ? {} : { since }),
      });
      if (!answer.ok) throw clientError(answer.error);
      return { status: 200, body: answer.value };
    },
    queryPublicRooms: async ({ query, body }) => {
      const { limit, since, filter } = body;
      const term = filter?.generic_search_term;
      if (query.server === undefined || query.server === serverName) {
        const wish = { limit, since, term, types: filter?.room_types };
        return { status: 200, body: await publicRooms(context, wish) };
      }
      const answer = await context.federation.searchPublicRooms(named(query.server), {
        ...(limit === undefined ? {} : { limit }),
        ...(since === undefined ? {} : { since }),
        ...(term === undefined ? {} : { filter: { generic_search_term: term } }),
      });
      if (!answer.ok) throw clientError(answer.error);
      return { status: 200, body: answer.value };
    },
    getRoomSummary: async ({ path, query, auth }) => {
      const found = await findRoom(context, path.roomIdOrAlias, query);
      const { roomId } = found;
      const held = auth === undefined ? undefined : await store.membership(roomId, auth.userId);
      const resident = await isResident(context, roomId);
      const summary = resident
        ? await roomSummary(context, roomId)
        : await summaryElsewhere(context, found, auth);
      const known =
        summary !== undefined &&
        (isOpenToStrangers(summary) ||
          held?.membership === "join" ||
          held?.membership === "invite" ||
          (await isInOneOf(context, summary.allowed_room_ids ?? [], auth)));
      if (!known || !isRoomSummary(summary))
        throw notFound("There is no such room, or none that you may see");
      const membership = MEMBERSHIPS.find((each) => each === held?.membership);
      return { status: 200, body: { ...summary, ...(membership === undefined ? {} : { membership }) } };
    },
  };
}

/** Servers that are asked for one summary. */
const MAX_ASKED = 3;

/** Asks servers in the room; strangers without an account do not have us call others. */
async function summaryElsewhere(
  context: ServerContext,
  { roomId, via }: FoundRoom,
  auth: ClientAuth | undefined,
): Promise<RoomSummary | undefined> {
  if (auth === undefined) return undefined;
  const others = via.filter((server) => server !== context.serverName).slice(0, MAX_ASKED);
  const answer = await tryServers(others, (server) => context.federation.roomSummary(server, roomId));
  return answer.ok ? answer.value : undefined;
}

/** True if the user is in a room whose members may enter. */
async function isInOneOf(
  context: ServerContext,
  roomIds: readonly string[],
  auth: ClientAuth | undefined,
): Promise<boolean> {
  if (auth === undefined) return false;
  const all = roomIds.length === 0 ? [] : await context.store.membershipsOf(auth.userId);
  return all.some(({ roomId, membership }) => membership === "join" && roomIds.includes(roomId));
}

const MEMBERSHIPS = ["invite", "join", "knock", "leave", "ban"] as const;

function named(server: string): string {
  if (!isServerName(server)) throw invalidParam(`${server} is not a server name`);
  return server;
}

/** Aliases, the list of public rooms, and rooms from outside. */
import { isServerName } from "../../auth/index.js";
import { isRoomSummary } from "../../generated/validators/client-server.js";
import type { ServerContext } from "../context.js";
import { forbidden, invalidParam, MatrixHttpError, notFound } from "../errors.js";
import { roomId as asRoomId, isRoomAlias, serverOf } from "../ids.js";
import { isResident } from "../membership/change.js";
import { clientError, findRoom, resolveAlias } from "../membership/find-room.js";
import { publicRooms } from "../room/public-rooms.js";
import { roomSummary } from "../room/summary.js";
import { hasStatePower } from "./power.js";
import type { Handlers } from "./types.js";

const KNOWABLE = new Set(["public", "knock", "knock_restricted"]);

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
      if (!(await isResident(context, body.room_id))) throw forbidden("This server is not in that room");
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
      const { roomId } = await findRoom(context, path.roomIdOrAlias, query);
      const summary = (await isResident(context, roomId)) ? await roomSummary(context, roomId) : undefined;
      const held = auth === undefined ? undefined : await store.membership(roomId, auth.userId);
      const known =
        summary !== undefined &&
        (held?.membership === "join" ||
          held?.membership === "invite" ||
          summary.world_readable ||
          KNOWABLE.has(summary.join_rule ?? ""));
      if (!known || !isRoomSummary(summary))
        throw notFound("There is no such room, or none that you may see");
      const membership = MEMBERSHIPS.find((each) => each === held?.membership);
      return { status: 200, body: { ...summary, ...(membership === undefined ? {} : { membership }) } };
    },
  };
}

const MEMBERSHIPS = ["invite", "join", "knock", "leave", "ban"] as const;

function named(server: string): string {
  if (!isServerName(server)) throw invalidParam(`${server} is not a server name`);
  return server;
}

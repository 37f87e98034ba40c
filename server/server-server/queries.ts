/** Queries of servers that need not be in a room: keys, aliases, profiles, public rooms, the version. */
import { isJsonObject, type JsonObject, own } from "@knockgen/auth";
import { isServerKeys } from "@knockgen/matrix/validators/server-server";
import type { ServerContext } from "../context.js";
import { invalidParam, MatrixHttpError, notFound } from "../errors.js";
import { notaryAnswer } from "../federation/notary.js";
import { isRoomAlias, serverOf } from "../ids.js";
import { resolveAlias } from "../membership/find-room.js";
import { publicRooms } from "../room/public-rooms.js";
import type { Handlers } from "./types.js";

/** Handlers of queries. */
export function queryHandlers(
  context: ServerContext,
): Handlers<
  | "getServerKey"
  | "perspectivesKeyQuery"
  | "bulkPerspectivesKeyQuery"
  | "getVersion"
  | "getWellKnown"
  | "queryRoomDirectory"
  | "queryProfile"
  | "getPublicRooms"
  | "queryPublicRooms"
> {
  const { serverName, store, keys, ownKeys, now } = context;
  const notary = async (query: ReadonlyMap<string, number | undefined>) => ({
    status: 200 as const,
    body: { server_keys: (await notaryAnswer(query, keys, ownKeys, now)).filter(isServerKeys) },
  });
  return {
    getServerKey: () => {
      const document = ownKeys.document();
      if (!isServerKeys(document)) throw new Error("our key document has lost its shape");
      return { status: 200, body: document };
    },
    perspectivesKeyQuery: ({ path, query }) =>
      notary(new Map([[path.serverName, query.minimum_valid_until_ts]])),
    bulkPerspectivesKeyQuery: ({ body }) =>
      notary(
        new Map(
          Object.entries(body.server_keys).map(([server, wanted]) => {
            const times = Object.values(wanted).map((key) => key.minimum_valid_until_ts ?? 0);
            const latest = Math.max(0, ...times);
            return [server, latest === 0 ? undefined : latest];
          }),
        ),
      ),
    getVersion: () => ({ status: 200, body: { server: { name: "knockgen", version: "0.1.0" } } }),
    getWellKnown: () => {
      const { delegate } = context.config;
      if (delegate === undefined) throw new MatrixHttpError(404, "M_NOT_FOUND", "Nothing is delegated");
      return { status: 200, body: { "m.server": delegate } };
    },
    queryRoomDirectory: async ({ query }) => {
      if (!isRoomAlias(query.room_alias) || serverOf(query.room_alias) !== serverName)
        throw notFound("That is not an alias of this server");
      const { roomId, via } = await resolveAlias(context, query.room_alias);
      return { status: 200, body: { room_id: roomId, servers: [...via] } };
    },
    queryProfile: async ({ query }) => {
      if (serverOf(query.user_id) !== serverName) throw notFound("That is not a user of this server");
      const account = await store.account(query.user_id);
      if (account === undefined) throw notFound("There is no such user here");
      const { field } = query;
      const profile: JsonObject = {
        ...(account.displayName === undefined ? {} : { displayname: account.displayName }),
        ...(account.avatarUrl === undefined ? {} : { avatar_url: account.avatarUrl }),
      };
      const shown = field === undefined ? profile : pick(profile, field);
      return { status: 200, body: { ...shown } };
    },
    getPublicRooms: async ({ query }) => {
      const { limit, since } = query;
      return { status: 200, body: await publicRooms(context, { limit, since }) };
    },
    queryPublicRooms: async ({ body }) => {
      const { limit, since, filter } = body;
      if (limit !== undefined && limit < 0) throw invalidParam("limit is negative");
      const term = isJsonObject(filter) ? own(filter, "generic_search_term") : undefined;
      const wish = { limit, since, term: typeof term === "string" ? term : undefined };
      return { status: 200, body: await publicRooms(context, wish) };
    },
  };
}

function pick(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return value === undefined ? {} : { [key]: value };
}

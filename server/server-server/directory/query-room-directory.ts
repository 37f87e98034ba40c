import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { notFound } from "../../errors.js";
import { resolveAlias } from "../../membership/find-room.js";
import { isRoomAlias, serverOf } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ServerServerHandlers<Auth>["queryRoomDirectory"];

/**
 * `GET /_matrix/federation/v1/query/directory`: Resolve an alias of this server
 *
 * Takes `query` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler server-server/queryRoomDirectory a070d3eb-27bdc411
 */
export const queryRoomDirectory =
  (context: Pick<Context, "federation" | "serverName" | "store" | "writer">): Handler =>
  async ({ query }) => {
    if (!isRoomAlias(query.room_alias) || serverOf(query.room_alias) !== context.serverName)
      throw notFound("That is not an alias of this server");
    const { roomId, via } = await resolveAlias(context, query.room_alias);
    return { status: 200, body: { room_id: roomId, servers: [...via] } };
  };

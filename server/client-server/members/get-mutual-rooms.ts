import { isUserId } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { invalidParam } from "../../errors.js";
import { roomId } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

const PAGE = 100;

type Handler = ClientServerHandlers<Auth>["getMutualRooms"];

/**
 * `GET /_matrix/client/v1/mutual_rooms`: List rooms shared with a user
 *
 * Takes `query` and `auth`; answers `200`, `400` or `429`.
 *
 * @knockgen handler client-server/getMutualRooms 30520190-6a507914
 */
export const getMutualRooms =
  ({ store }: Pick<Context, "store">): Handler =>
  async ({ query, auth }) => {
    const { user_id: other, from } = query;
    if (other === undefined || !isUserId(other) || other === auth.userId)
      throw invalidParam("Name the ID of another user");
    if (from !== undefined && !from.startsWith("!")) throw invalidParam("This is not a token of a page");
    const rooms = await store.mutualRooms(auth.userId, other);
    const left = rooms.filter((id) => from === undefined || id > from);
    const page = left.slice(0, PAGE);
    const last = left.length > PAGE ? page.at(-1) : undefined;
    return {
      status: 200,
      body: {
        joined: page.map(roomId),
        count: rooms.length,
        ...(last !== undefined && { next_batch: last }),
      },
    };
  };

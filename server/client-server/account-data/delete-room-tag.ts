import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { tagKey, tagsIn, withTag } from "./tags.js";

type Handler = ClientServerHandlers<Auth>["deleteRoomTag"];

/**
 * `DELETE /_matrix/client/v3/user/{userId}/rooms/{roomId}/tags/{tag}`: Remove a tag from a room
 *
 * Takes `path` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/deleteRoomTag 56f04331-b6c8c9f4
 */
export const deleteRoomTag =
  ({ store, announce }: Pick<Context, "announce" | "store">): Handler =>
  async ({ path, auth }) => {
    const change = await store.changeAccountData(tagKey(auth, path), (before) =>
      path.tag in tagsIn(before) ? withTag(before, path.tag, undefined) : undefined,
    );
    announce(change);
    return { status: 200, body: {} };
  };

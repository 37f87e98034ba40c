import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { isGetRoomTagsResponse200 } from "@knockgen/matrix/validators/client-server";
import { plainObject } from "../../values/plain.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { tagKey, tagsIn } from "./tags.js";

type Handler = ClientServerHandlers<Auth>["getRoomTags"];

/**
 * `GET /_matrix/client/v3/user/{userId}/rooms/{roomId}/tags`: List a room's tags
 *
 * Takes `path` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/getRoomTags 08e5a8e9-905e1572
 */
export const getRoomTags =
  ({ store }: Pick<Context, "store">): Handler =>
  async ({ path, auth }) => {
    const body = plainObject({ tags: tagsIn(await store.accountData(tagKey(auth, path))) });
    // A client may have put anything into `m.tag`.
    return { status: 200, body: isGetRoomTagsResponse200(body) ? body : { tags: {} } };
  };

import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { invalidParam } from "../errors.js";
import type { Auth } from "./auth.js";
import { checkId } from "./check-id.js";
import type { Context } from "./context.js";
import { asJsonObject } from "./json.js";
import { tagKey, withTag } from "./tags.js";

type Handler = ClientServerHandlers<Auth>["setRoomTag"];

/**
 * `PUT /_matrix/client/v3/user/{userId}/rooms/{roomId}/tags/{tag}`: Tag a room
 *
 * Takes `path`, `body` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/setRoomTag f912875a-350d01ce
 */
export const setRoomTag =
  ({ store, announce }: Pick<Context, "announce" | "store">): Handler =>
  async ({ path, body, auth }) => {
    checkId(path.tag, "tag");
    const { order } = body;
    if (order !== undefined && !(order >= 0 && order <= 1))
      throw invalidParam("The order is not from 0 to 1");
    const tag = asJsonObject(body);
    announce(await store.changeAccountData(tagKey(auth, path), (before) => withTag(before, path.tag, tag)));
    return { status: 200, body: {} };
  };

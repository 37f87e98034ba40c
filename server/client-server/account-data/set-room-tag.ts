import { type JsonObject, takesMoreThan } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { entityTooLarge, invalidParam } from "../../errors.js";
import { checkId } from "../../values/check-id.js";
import { asJsonObject } from "../../values/json.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { tagKey, withTag } from "./tags.js";

/** Of all tags of a room: they are read and written as a whole. */
const MAX_BYTES = 256 * 1024;

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
    const change = (before: JsonObject | undefined): JsonObject => {
      const tags = withTag(before, path.tag, tag);
      if (takesMoreThan(tags, MAX_BYTES)) throw entityTooLarge("There is too much in the tags of this room");
      return tags;
    };
    announce(await store.changeAccountData(tagKey(auth, path), change));
    return { status: 200, body: {} };
  };

import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { SingleFlight } from "../../bounds/single-flight.js";
import { invalidParam } from "../../errors.js";
import { upgradeRoom as upgrade } from "../../new-room/upgrade/upgrade-room.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

const MAX_CREATORS = 100;

type Handler = ClientServerHandlers<Auth>["upgradeRoom"];

/**
 * `POST /_matrix/client/v3/rooms/{roomId}/upgrade`: Upgrade a room to another version
 *
 * Takes `path`, `body` and `auth`; answers `200`, `400` or `403`.
 *
 * @knockgen handler client-server/upgradeRoom 1f1b7353-b7861796
 */
export const upgradeRoom = (context: Context): Handler => {
  // Of two equal requests at once, as a user in haste makes them, the second would make another room.
  const running = new SingleFlight<string>();
  return async ({ path, body, auth }) => {
    const { new_version: version, additional_creators: additionalCreators = [] } = body;
    if (additionalCreators.length > MAX_CREATORS) throw invalidParam("There are too many creators");
    const wanted = { roomId: path.roomId, userId: auth.userId, version, additionalCreators };
    const replacement_room = await running.run(JSON.stringify(wanted), () => upgrade(context, wanted));
    return { status: 200, body: { replacement_room } };
  };
};

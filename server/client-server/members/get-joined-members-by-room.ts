import { type JsonObject, own } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { forbidden } from "../../errors.js";
import { membershipIn } from "../../room/history-visibility.js";
import { shownJson } from "../../room/redacted-json.js";
import { ownIn } from "../../values/json-members.js";
import { plain } from "../../values/plain.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { viewOf } from "../events/view.js";

type Handler = ClientServerHandlers<Auth>["getJoinedMembersByRoom"];

/**
 * `GET /_matrix/client/v3/rooms/{roomId}/joined_members`: List joined members
 *
 * Takes `path` and `auth`; answers `200` or `403`.
 *
 * @knockgen handler client-server/getJoinedMembersByRoom a84771ca-21140d92
 */
export const getJoinedMembersByRoom =
  (context: Pick<Context, "notifier" | "serverName" | "store" | "writer">): Handler =>
  async ({ path, auth }) => {
    const view = await viewOf(context, path.roomId, auth);
    if (view.membership.membership !== "join") throw forbidden("You are not in this room");
    const events = await context.store.events([...(view.state.get("m.room.member")?.values() ?? [])]);
    const joined = events.filter((event) => membershipIn(event) === "join");
    return {
      status: 200,
      body: {
        joined: Object.fromEntries(
          joined.map((event) => [event.stateKey ?? "", names(shownJson(event, view.room.version))]),
        ),
      },
    };
  };

function names(json: JsonObject): { display_name?: string; avatar_url?: string } {
  const content = own(json, "content");
  const name = ownIn(content, "displayname");
  const avatar = ownIn(content, "avatar_url");
  return {
    ...(typeof name === "string" ? { display_name: String(plain(name)) } : {}),
    ...(typeof avatar === "string" ? { avatar_url: avatar } : {}),
  };
}

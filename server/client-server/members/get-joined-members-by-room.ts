import { type JsonObject, own } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { eventParts } from "../../answers/event-parts.js";
import { forbidden } from "../../errors.js";
import { membershipIn } from "../../room/history-visibility.js";
import { shownJson } from "../../room/redacted-json.js";
import { ownIn } from "../../values/json-members.js";
import { plain } from "../../values/plain.js";
import { laterObject } from "../../values/read-later.js";
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
    const ids = view.state.get("m.room.member")?.values() ?? [];
    const joined = async function* (): AsyncGenerator<Member[]> {
      for await (const events of eventParts(context.store, ids))
        yield events
          .filter((event) => membershipIn(event) === "join")
          .map((event) => [event.stateKey ?? "", names(shownJson(event, view.room.version))]);
    };
    return { status: 200, body: { joined: laterObject(joined) } };
  };

interface Names {
  readonly display_name?: string;
  readonly avatar_url?: string;
}

type Member = readonly [string, Names];

function names(json: JsonObject): Names {
  const content = own(json, "content");
  const name = ownIn(content, "displayname");
  const avatar = ownIn(content, "avatar_url");
  return {
    ...(typeof name === "string" ? { display_name: String(plain(name)) } : {}),
    ...(typeof avatar === "string" ? { avatar_url: avatar } : {}),
  };
}

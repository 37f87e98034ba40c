import { own } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import type { StoredEvent } from "../../store/store.js";
import { knownPagePosition } from "../../sync/known-token.js";
import { ownIn } from "../../values/json-members.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { shownState } from "../events/shown-event.js";
import { stateAt, viewOf } from "../events/view.js";

type Handler = ClientServerHandlers<Auth>["getMembersByRoom"];

/**
 * `GET /_matrix/client/v3/rooms/{roomId}/members`: List membership events
 *
 * Takes `path`, `query` and `auth`; answers `200` or `403`.
 *
 * @knockgen handler client-server/getMembersByRoom 9673fe82-8a64cc68
 */
export const getMembersByRoom =
  (context: Pick<Context, "notifier" | "now" | "serverName" | "store" | "writer">): Handler =>
  async ({ path, query, auth }) => {
    const view = await viewOf(context, path.roomId, auth);
    const at = await knownPagePosition(context, query.at);
    const state = at === undefined ? view.state : await stateAt(context, view, at);
    const { membership: wanted, not_membership: unwanted } = query;
    const fits = ({ json }: StoredEvent): boolean => {
      const membership = ownIn(own(json, "content"), "membership");
      if (wanted === undefined && unwanted === undefined) return true;
      return membership === wanted || (unwanted !== undefined && membership !== unwanted);
    };
    const ids = state.get("m.room.member")?.values() ?? [];
    return { status: 200, body: { chunk: shownState(context, { view, auth }, { ids, wants: fits }) } };
  };

import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { knownPosition } from "../../sync/known-token.js";
import { deviceListNews } from "../../sync/streams/device-lists.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getKeysChanges"];

/**
 * `GET /_matrix/client/v3/keys/changes`: List users whose devices have changed
 *
 * Takes `query` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/getKeysChanges d0fec988-25cce81a
 */
export const getKeysChanges =
  (context: Pick<Context, "notifier" | "store" | "touches" | "writer">): Handler =>
  async ({ query, auth }) => {
    const { userId } = auth;
    const memberships = await context.store.membershipsOf(userId);
    // O28: since a token that is not known, everything may have changed.
    const after = (await knownPosition(context, query.from)) ?? 0;
    const upTo = (await knownPosition(context, query.to)) ?? context.notifier.position;
    return { status: 200, body: await deviceListNews(context, { userId, memberships, after, upTo }) };
  };

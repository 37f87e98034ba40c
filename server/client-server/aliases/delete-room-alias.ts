import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { forbidden, MatrixHttpError, notFound } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { hasStatePower } from "../power.js";
import { dropCanonicalAlias } from "./canonical-alias.js";
import { requireLocalAlias } from "./local-alias.js";

type Handler = ClientServerHandlers<Auth>["deleteRoomAlias"];

/**
 * `DELETE /_matrix/client/v3/directory/room/{roomAlias}`: Take an alias away
 *
 * Takes `path` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/deleteRoomAlias 870a3c5d-c25f30a0
 */
export const deleteRoomAlias =
  (context: Pick<Context, "serverName" | "store" | "writer">): Handler =>
  async ({ path, auth }) => {
    const alias = path.roomAlias;
    requireLocalAlias(alias, context.serverName);
    const found = await context.store.alias(alias);
    if (found === undefined) throw notFound(`There is no ${alias}`);
    const may =
      found.creator === auth.userId ||
      (await hasStatePower(context, found.roomId, auth.userId, "m.room.canonical_alias"));
    if (!may) throw forbidden("Only who made an alias, or may set the canonical one, may delete it");
    if (!(await context.store.removeAlias(alias, found.roomId))) throw notFound(`There is no ${alias}`);
    // The rules of the room may still say no; the alias is gone all the same.
    await dropCanonicalAlias(context, { roomId: found.roomId, alias, userId: auth.userId }).catch(
      (error: unknown) => {
        if (!(error instanceof MatrixHttpError)) throw error;
      },
    );
    return { status: 200, body: {} };
  };

import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { forbidden, notFound } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["getFilter"];

/**
 * `GET /_matrix/client/v3/user/{userId}/filter/{filterId}`: Read a filter
 *
 * Takes `path` and `auth`; answers `200` or `404`.
 *
 * @knockgen handler client-server/getFilter ebb26040-f11999b9
 */
export const getFilter =
  ({ store }: Pick<Context, "store">): Handler =>
  async ({ path, auth }) => {
    if (path.userId !== auth.userId) throw forbidden("You can only use your own filters");
    const filter = await store.filter(auth.userId, path.filterId);
    if (filter === undefined) throw notFound("There is no such filter");
    return { status: 200, body: { ...filter } };
  };

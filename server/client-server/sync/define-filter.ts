import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { pause } from "../../bounds/turns.js";
import { forbidden } from "../../errors.js";
import { requireLimits } from "../../sync/filter/filter.js";
import { asJsonObject } from "../../values/json.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ClientServerHandlers<Auth>["defineFilter"];

/**
 * `POST /_matrix/client/v3/user/{userId}/filter`: Store a filter
 *
 * Takes `path`, `body` and `auth`; answers `200`.
 *
 * @knockgen handler client-server/defineFilter 2fe9aa73-72e2494f
 */
export const defineFilter =
  ({ store }: Pick<Context, "store">): Handler =>
  async ({ path, body, auth }) => {
    if (path.userId !== auth.userId) throw forbidden("You can only use your own filters");
    const filter = asJsonObject(body);
    requireLimits(filter);
    // A filter may be as large as a body may, so that each of these steps takes long.
    await pause();
    return { status: 200, body: { filter_id: await store.saveFilter(auth.userId, filter) } };
  };

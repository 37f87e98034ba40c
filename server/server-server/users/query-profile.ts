import { type JsonObject, own } from "@knockgen/auth";
import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import { notFound } from "../../errors.js";
import { serverOf, userId } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

type Handler = ServerServerHandlers<Auth>["queryProfile"];

/**
 * `GET /_matrix/federation/v1/query/profile`: Read the profile of a user of this server
 *
 * Takes `query` and `auth`; answers `200`, `403` or `404`.
 *
 * @knockgen handler server-server/queryProfile 5732225f-0f401385
 */
export const queryProfile =
  ({ serverName, store }: Pick<Context, "serverName" | "store">): Handler =>
  async ({ query }) => {
    const user = userId(query.user_id);
    if (serverOf(user) !== serverName) throw notFound("That is not a user of this server");
    const account = await store.account(user);
    if (account === undefined) throw notFound("There is no such user here");
    const { field } = query;
    const profile: JsonObject = {
      ...account.fields,
      ...(account.displayName === undefined ? {} : { displayname: account.displayName }),
      ...(account.avatarUrl === undefined ? {} : { avatar_url: account.avatarUrl }),
    };
    if (field === undefined) return { status: 200, body: { ...profile } };
    const value = own(profile, field);
    if (value === undefined) throw notFound("The profile has no such field");
    return { status: 200, body: { [field]: value } };
  };

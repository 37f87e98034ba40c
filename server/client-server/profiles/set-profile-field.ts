import { own } from "@knockgen/auth";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { invalidParam, missingParam } from "../../errors.js";
import { asJsonObject } from "../../values/json.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { changeProfile } from "./change-profile.js";

type Handler = ClientServerHandlers<Auth>["setProfileField"];

/**
 * `PUT /_matrix/client/v3/profile/{userId}/{keyName}`: Set a profile field
 *
 * Takes `path`, `body` and `auth`; answers `200`, `400`, `403` or `429`.
 *
 * @knockgen handler client-server/setProfileField 9bb0f966-b62b7afd
 */
export const setProfileField =
  (context: Context): Handler =>
  async ({ path, body, auth }) => {
    const value = own(asJsonObject(body), path.keyName);
    if (value === undefined) throw missingParam(`The body has no ${path.keyName}`);
    if (value === null) throw invalidParam("A field is removed by DELETE");
    await changeProfile(context, auth, path, value);
    return { status: 200, body: {} };
  };

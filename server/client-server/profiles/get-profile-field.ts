import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { notFound } from "../../errors.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { profileOf } from "./profile.js";
import { RemoteProfiles } from "./remote-profiles.js";

type Handler = ClientServerHandlers<Auth>["getProfileField"];

/**
 * `GET /_matrix/client/v3/profile/{userId}/{keyName}`: Read one field of a profile
 *
 * Takes `path`; answers `200`, `403` or `404`.
 *
 * @knockgen handler client-server/getProfileField 708cc31e-cb5410d1
 */
export const getProfileField = (
  context: Pick<Context, "federation" | "now" | "serverName" | "store" | "tokens" | "writer">,
): Handler => {
  const elsewhere = new RemoteProfiles(context);
  return async ({ path, request }) => {
    const profile = await profileOf(context, elsewhere, path.userId, request);
    const value = Object.entries(profile).find(([key]) => key === path.keyName)?.[1];
    if (value !== undefined) return { status: 200, body: { [path.keyName]: value } };
    throw notFound("The profile has no such field");
  };
};

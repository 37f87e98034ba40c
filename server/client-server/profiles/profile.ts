/** Profiles of users. */
import type { GetUserProfileResponse200 } from "@knockgen/matrix/client-server";
import type { IncomingRequest } from "@knockgen/matrix/runtime/route";
import type { ServerContext } from "../../context.js";
import { notFound } from "../../errors.js";
import { serverOf } from "../../values/ids.js";
import { plainObject } from "../../values/plain.js";
import type { RemoteProfiles } from "./remote-profiles.js";

/** A user's profile, of this server or another. */
export async function profileOf(
  context: Pick<ServerContext, "serverName" | "store">,
  elsewhere: RemoteProfiles,
  user: string,
  request: IncomingRequest,
): Promise<GetUserProfileResponse200> {
  if (serverOf(user) !== context.serverName) return { ...(await elsewhere.find(user, request)) };
  const account = await context.store.account(user);
  if (account === undefined) throw notFound("There is no such user here");
  const { displayName, avatarUrl } = account;
  return {
    ...plainObject(account.fields),
    ...(displayName === undefined ? {} : { displayname: displayName }),
    // As its user has set it (C21).
    ...plainObject(avatarUrl === undefined ? {} : { avatar_url: avatarUrl }),
  };
}

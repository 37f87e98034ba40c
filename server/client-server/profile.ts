/** Profiles of users. */
import type { GetUserProfileResponse200 } from "@knockgen/matrix/client-server";
import type { ServerContext } from "../context.js";
import { notFound } from "../errors.js";
import { isMxcUri, serverOf } from "../ids.js";
import { plainObject } from "../plain.js";

/** Name and picture of a user, of this server or another. */
export async function profileOf(
  context: Pick<ServerContext, "federation" | "serverName" | "store">,
  user: string,
): Promise<GetUserProfileResponse200> {
  if (serverOf(user) !== context.serverName) {
    const answer = await context.federation.queryProfile(serverOf(user), user);
    if (!answer.ok) throw notFound("The user's server does not give a profile");
    const { displayname, avatar_url } = answer.value;
    return {
      ...(displayname === undefined ? {} : { displayname }),
      ...(avatar_url !== undefined && isMxcUri(avatar_url) ? { avatar_url } : {}),
    };
  }
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

/** Keys of servers, as this one vouches for them. */
import type { ServerKeys } from "@knockgen/matrix/server-server";
import { isServerKeys } from "@knockgen/matrix/validators/server-server";
import type { ServerContext } from "../../context.js";
import { notaryAnswer } from "../../federation/keys/notary.js";

/** The answer to a query: how long the keys of each server have to be valid, where that is asked for. */
export async function queryKeys(
  context: Pick<ServerContext, "keys" | "now" | "ownKeys">,
  query: ReadonlyMap<string, number | undefined>,
): Promise<{ status: 200; body: { server_keys: ServerKeys[] } }> {
  const found = await notaryAnswer(context, query);
  return { status: 200, body: { server_keys: found.filter(isServerKeys) } };
}

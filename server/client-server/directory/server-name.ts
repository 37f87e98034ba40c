/** Names of servers that clients give. */
import { isServerName } from "@knockgen/auth";
import { invalidParam } from "../../errors.js";

/** The name. Throws 400 for anything else. */
export function serverNamed(server: string): string {
  if (!isServerName(server)) throw invalidParam(`${server} is not a server name`);
  return server;
}

/** Server ACLs: which servers may take part in a room (client-server API, `m.room.server_acl`). */
import { isIpLiteral, splitServerName } from "../identifier/server-name.js";
import { isJsonArray, type JsonObject, type JsonValue, own } from "../json/value.js";
import { matchesGlob } from "./glob.js";

const MAX_NAME_LENGTH = 300;

/** Entries that are not strings and lists that are not arrays are ignored. */
function listOf(value: JsonValue | undefined): readonly string[] {
  if (!isJsonArray(value)) return [];
  return value.filter((entry) => typeof entry === "string");
}

/**
 * Whether a server may take part in a room, by the content of the room's `m.room.server_acl` event; undefined where
 * the room has none. Port and letter case are ignored.
 */
export function isServerAllowed(serverName: string, acl: JsonObject | undefined): boolean {
  if (acl === undefined) return true;
  // Nothing that long is a server, and with a bound on the name the time is linear in the size of the list.
  if (serverName.length > MAX_NAME_LENGTH) return false;
  const host = splitServerName(serverName).host.toLowerCase();
  if (own(acl, "allow_ip_literals") === false && isIpLiteral(host)) return false;
  const matches = (glob: string): boolean => matchesGlob(glob.toLowerCase(), host);
  if (listOf(own(acl, "deny")).some(matches)) return false;
  return listOf(own(acl, "allow")).some(matches);
}

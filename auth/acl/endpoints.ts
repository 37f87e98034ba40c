/** The federation endpoints that server ACLs guard (server-server API, "Server Access Control Lists"). */

const FEDERATION = "/_matrix/federation/";

/** Every path that begins with one of these, after `/_matrix/federation/`. */
export const ACL_GUARDED_ENDPOINTS = [
  "v1/make_join",
  "v1/make_leave",
  "v1/send_join",
  "v2/send_join",
  "v1/send_leave",
  "v2/send_leave",
  "v1/invite",
  "v2/invite",
  "v1/make_knock",
  "v1/send_knock",
  "v1/state",
  "v1/state_ids",
  "v1/backfill",
  "v1/event_auth",
  "v1/get_missing_events",
] as const;

/**
 * Whether a request path is guarded as a whole. `v1/send` is not: there each event, and each typing notice and
 * receipt, is judged by its own room.
 */
export function isAclGuarded(path: string): boolean {
  if (!path.startsWith(FEDERATION)) return false;
  return ACL_GUARDED_ENDPOINTS.some((endpoint) => path.startsWith(endpoint, FEDERATION.length));
}

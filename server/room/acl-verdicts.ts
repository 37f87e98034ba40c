/** Verdicts of server ACLs, kept: a list may hold thousands of globs, and is asked about each event and each sign of life (O1). */
import { isServerAllowed, type JsonObject } from "@knockgen/auth";
import { BoundedMap } from "../bounds/bounded-map.js";

/** Servers of one list. */
const MAX_SERVERS = 1_000;

/** By the content of the event, which never changes; forgotten with it. */
const verdicts = new WeakMap<JsonObject, BoundedMap<string, boolean>>();

/** As `isServerAllowed`. */
export function isAllowedBy(acl: JsonObject, server: string): boolean {
  let ofList = verdicts.get(acl);
  if (ofList === undefined) {
    ofList = new BoundedMap(MAX_SERVERS);
    verdicts.set(acl, ofList);
  }
  const known = ofList.get(server);
  if (known !== undefined) return known;
  const verdict = isServerAllowed(server, acl);
  ofList.set(server, verdict);
  return verdict;
}

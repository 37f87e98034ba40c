/** The path and query of a request as routes and signatures know them, whichever way a client writes them. */

/** In requests as to a proxy, which every server has to take (RFC 9112, 3.2.2). */
const HOST = /^https?:\/\/[^/?]*(?=\/)/i;
/** Clients from before version 1.1 of the specification call it `r0`, and its operations are those of `v3` (O40). */
const R0 = /^\/_matrix\/client\/r0\//;
/** Room summaries as clients called them before the specification had them (C116). */
const EARLY_SUMMARY = /^\/_matrix\/client\/unstable\/im\.nheko\.summary\/summary\//;

/** `http://host/_matrix/client/r0/login` -> `/_matrix/client/v3/login`. */
export function targetOf(url: string): string {
  return url
    .replace(HOST, "")
    .replace(R0, "/_matrix/client/v3/")
    .replace(EARLY_SUMMARY, "/_matrix/client/v1/room_summary/");
}

/** A join that another server sends, and the room that it is answered with. */
import { domainOf, idsIn } from "@knockgen/auth";
import { givingWay } from "../../answers/answers-at-once.js";
import type { ServerContext } from "../../context.js";
import type { FederationAuth } from "../../federation/incoming/request-auth.js";
import { erasedForServer } from "../../room/erased.js";
import { membershipIn } from "../../room/history-visibility.js";
import { shownJson } from "../../room/redacted-json.js";
import type { StoredEvent } from "../../store/store.js";
import { madeWhenRead } from "../../values/made-when-read.js";
import { laterList } from "../../values/read-later.js";
import { stateParts } from "../events/state-parts.js";
import type { EventPath } from "./read-membership.js";
import { takeMembership } from "./take-membership.js";

/** The parts of a room that a server needs after its join. */
interface EnteredRoom {
  readonly origin: string;
  readonly event: Record<string, unknown>;
  readonly state: Record<string, unknown>[];
  readonly auth_chain: Record<string, unknown>[];
  readonly servers_in_room: string[];
}

/** Takes a join, and gives the room as it was before: all of it, so that a repeat tells nothing new (O14). */
export async function takeJoin(
  context: ServerContext,
  path: EventPath,
  auth: FederationAuth,
): Promise<EnteredRoom> {
  const { room, event } = await givingWay(() => takeMembership(context, "join", path, auth));
  const [stored] = await context.store.events([event.eventId]);
  const before =
    stored?.stateBefore === undefined ? room.state : await context.writer.states.of(stored.stateBefore);
  const ids = [...idsIn(before)];
  const isErased = await erasedForServer(context, room, auth.origin);
  const show = (each: StoredEvent) =>
    madeWhenRead(each.largeBytes !== undefined, () => ({ ...shownJson(each, room.version, isErased(each)) }));
  const servers = new Set<string>();
  const look = (each: StoredEvent): void => addServer(servers, each);
  const { state, chain } = stateParts(context, { room, ids, show, look, ...(stored && { besides: stored }) });
  return {
    origin: context.serverName,
    event: { ...(stored?.json ?? event.json) },
    state,
    // All of the chain, what is in the state too: other servers look for it here (O24).
    auth_chain: chain,
    // Known when the state was read.
    servers_in_room: laterList(async function* () {
      yield [...servers.add(auth.origin)];
    }),
  };
}

/** Adds the server of an event that is the membership of someone in the room. */
function addServer(servers: Set<string>, event: StoredEvent): void {
  if (event.type !== "m.room.member" || membershipIn(event) !== "join") return;
  const server = domainOf(event.stateKey ?? "");
  if (server !== undefined) servers.add(server);
}

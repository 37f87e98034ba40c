/** The room that `send_join` answers with: what of it is good. */
import {
  contentHashMatches,
  type JsonObject,
  own,
  type Pdu,
  type RoomState,
  type RoomVersion,
  rejectedAmong,
  stateOf,
  type VerifiedEvent,
} from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { badGateway } from "../errors.js";
import { verifyEvents } from "./remote-events.js";

/** A room as another server has given it. */
export interface GivenRoom {
  readonly state: RoomState;
  readonly events: readonly { readonly event: Pdu; readonly isRejected: boolean }[];
}

/** The good part of a send_join answer (#30): badly signed events are dropped. */
export async function readRoom(
  context: ServerContext,
  roomId: string,
  version: RoomVersion,
  state: readonly JsonObject[],
  authChain: readonly JsonObject[],
): Promise<GivenRoom> {
  const inState = await verifyEvents(context, state, roomId, version);
  const chain = await verifyEvents(context, authChain, roomId, version);
  const all = new Map<string, VerifiedEvent>();
  for (const each of [...chain, ...inState]) all.set(each.event.eventId, each);
  const rejected = rejectedAmong(all, version);
  const good = inState.filter(({ event }) => !rejected.has(event.eventId) && event.stateKey !== undefined);
  const create = good.find(({ event }) => event.type === "m.room.create");
  if (create === undefined) throw badGateway("The room that was given has no create event");
  // By the rules of another version, events say something else. Redacted, before version 11, it does not tell.
  const unstated = contentHashMatches(create.event.json) ? "1" : version;
  if ((own(create.event.content, "room_version") ?? unstated) !== version)
    throw badGateway(`The room that was given is not of version ${version}`);
  return {
    state: stateOf(good.map(({ event }) => [event.type, event.stateKey ?? "", event.eventId])),
    events: [...all.values()].map(({ event }) => ({ event, isRejected: rejected.has(event.eventId) })),
  };
}

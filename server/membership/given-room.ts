/** The room that `send_join` answers with: what of it is good. */
import {
  contentHashMatches,
  type JsonObject,
  listedBy,
  own,
  type Pdu,
  type RoomState,
  type RoomVersion,
  stateOf,
  type VerifiedEvent,
} from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { badGateway } from "../errors.js";
import { byId } from "./chain-below.js";
import { rejectedInTurns } from "./judge-in-turns.js";
import { readEvents, verifyEvents, verifyRead } from "./remote-events.js";

/** A room as another server has given it. */
export interface GivenRoom {
  readonly state: RoomState;
  readonly events: readonly { readonly event: Pdu; readonly isRejected: boolean }[];
}

/** Those that some events rest on, as far as they were given. */
export function restingOn(
  events: readonly VerifiedEvent[],
  given: ReadonlyMap<string, Pdu>,
  version: RoomVersion,
): readonly Pdu[] {
  const found = new Map<string, Pdu>();
  const stack = events.map(({ event }) => event);
  for (let event = stack.pop(); event !== undefined; event = stack.pop())
    for (const id of listedBy(event, version)) {
      const listed = found.has(id) ? undefined : given.get(id);
      if (listed === undefined) continue;
      found.set(id, listed);
      stack.push(listed);
    }
  return [...found.values()];
}

/** The good part of a send_join answer (#30): badly signed events are dropped. */
export async function readRoom(
  context: Pick<ServerContext, "keys">,
  roomId: string,
  version: RoomVersion,
  state: readonly JsonObject[],
  authChain: readonly JsonObject[],
): Promise<GivenRoom> {
  const inState = await verifyEvents(context, state, roomId, version);
  // O3: of what is said to be the auth chain, only what the state rests on is verified and kept.
  const given = byId(await readEvents(authChain, roomId, version));
  const chain = await verifyRead(context, restingOn(inState, given, version), version);
  const all = new Map<string, VerifiedEvent>();
  for (const each of [...chain, ...inState]) all.set(each.event.eventId, each);
  const rejected = await rejectedInTurns(all, version);
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

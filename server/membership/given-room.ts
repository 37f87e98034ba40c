/** The room that `send_join` answers with: what of it is good. */
import {
  authorize,
  type JsonObject,
  type Pdu,
  ROOM_VERSIONS,
  type RoomState,
  type RoomVersion,
  stateOf,
} from "../../auth/index.js";
import type { ServerContext } from "../context.js";
import { badGateway } from "../errors.js";
import { type VerifiedEvent, verifyEvents } from "./remote-events.js";

/** A room as another server has given it. */
export interface GivenRoom {
  readonly state: RoomState;
  readonly events: readonly { readonly event: Pdu; readonly rejected: boolean }[];
}

/** What send_join gave, as far as it is good (#30): what is not well signed is as if it were not there. */
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
  return {
    state: stateOf(good.map(({ event }) => [event.type, event.stateKey ?? "", event.eventId])),
    events: [...all.values()].map(({ event }) => ({ event, rejected: rejected.has(event.eventId) })),
  };
}

/** Judges each event after those that it lists. */
function rejectedAmong(all: ReadonlyMap<string, VerifiedEvent>, version: RoomVersion): Set<string> {
  const rejected = new Set<string>();
  const judged = new Set<string>();
  const rules = ROOM_VERSIONS[version];
  const listedBy = (event: Pdu): readonly string[] =>
    rules.roomId === "create-event" && event.type !== "m.room.create"
      ? [...event.authEventIds, `$${event.roomId.slice(1)}`]
      : event.authEventIds;
  const judge = ({ event, signedBy }: VerifiedEvent): void => {
    const authEvents = listedBy(event).flatMap((id) => all.get(id)?.event ?? []);
    const verdict = authorize(event, { roomVersion: version, authEvents, rejected, signedBy });
    if (!verdict.allowed) rejected.add(event.eventId);
  };
  // Without recursion, since a chain may be as long as its sender likes.
  for (const start of all.values()) {
    const stack = [start];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { eventId } = top.event;
      const open = judged.has(eventId)
        ? []
        : listedBy(top.event).flatMap((id) => (judged.has(id) ? [] : (all.get(id) ?? [])));
      const next = open.find((each) => !stack.includes(each));
      if (next !== undefined) {
        stack.push(next);
        continue;
      }
      if (!judged.has(eventId)) judge(top);
      judged.add(eventId);
      stack.pop();
    }
  }
  return rejected;
}

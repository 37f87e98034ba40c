/** State resolution: one room state out of several. */
import { compareCodePoints } from "../json/order.js";
import type { Pdu } from "../pdu/pdu.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import { knownRules } from "../room-version/table.js";
import type { EventLookup } from "./graph.js";
import type { AuthCheckContext } from "./iterative-auth.js";
import { resolveV1 } from "./resolve-v1.js";
import { resolveV2 } from "./resolve-v2.js";
import { idsIn, type RoomState } from "./room-state.js";

/** Input of state resolution besides the states. */
export interface ResolveContext {
  readonly roomVersion: AnyRoomVersion;
  /** The events of the states and of their auth chains. What it does not know is treated as not there. */
  readonly events: EventLookup;
  /** Told, once each, of the events that resolution needed and `events` did not know: without them the result may be wrong (O52). */
  readonly onMissing?: (eventId: string) => void;
  /** Whether an event was rejected. The default is that none was. */
  readonly isRejected?: (eventId: string) => boolean;
}

/**
 * In version 12 the room ID names the create event, and any event of the states knows the room ID. They are asked in the order of
 * their IDs, create events first: states with events of several rooms, which no honest server has, resolve alike in any order, too.
 */
function impliedCreate(states: readonly RoomState[], events: EventLookup): Pdu | undefined {
  const creates = states.flatMap((state) => state.get("m.room.create")?.get("") ?? []);
  return (
    firstCreate(creates, events) ??
    firstCreate(
      states.flatMap((state) => [...idsIn(state)]),
      events,
    )
  );
}

function firstCreate(eventIds: readonly string[], events: EventLookup): Pdu | undefined {
  for (const id of [...new Set(eventIds)].sort(compareCodePoints)) {
    const roomId = events(id)?.roomId;
    const create = roomId === undefined ? undefined : events(`$${roomId.slice(1)}`);
    if (create?.type === "m.room.create") return create;
  }
  return undefined;
}

/** The lookup, which reports what it does not find. */
function reporting({ events, onMissing }: ResolveContext): EventLookup {
  if (onMissing === undefined) return events;
  const told = new Set<string>();
  return (eventId) => {
    const event = events(eventId);
    if (event === undefined && !told.has(eventId)) {
      told.add(eventId);
      onMissing(eventId);
    }
    return event;
  };
}

/**
 * Resolves room states into one, by the algorithm of the room version. The order of the states and of what is in
 * them does not matter.
 */
export function resolveState(states: readonly RoomState[], context: ResolveContext): RoomState {
  const { roomVersion, isRejected = () => false } = context;
  const rules = knownRules(roomVersion);
  const [first] = states;
  if (first === undefined) return new Map();
  if (states.length === 1) return first;
  const events = reporting(context);
  const checks: AuthCheckContext = {
    roomVersion,
    lookup: events,
    isRejected,
    create: rules.roomId === "create-event" ? impliedCreate(states, events) : undefined,
  };
  return rules.stateResolution === "v1" ? resolveV1(states, checks) : resolveV2(states, checks);
}

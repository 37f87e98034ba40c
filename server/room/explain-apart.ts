/** The effect of events that those in conflict rest on in some states and not in all, told by little of the room. */
import type { Pdu, RoomState } from "@knockgen/auth";
import { chainOf, type EventSource, withAuthChains } from "./event-source.js";
import type { LoadedEvent } from "./held-event.js";

/** A place in a state. */
export type Key = readonly [type: string, stateKey: string];

/** Around the conflict. */
export interface Conflict {
  readonly states: readonly RoomState[];
  readonly conflicting: ReadonlySet<string>;
  /** The events in conflict, and what they rest on. */
  readonly loaded: ReadonlyMap<string, LoadedEvent>;
  readonly source: EventSource;
}

/** Entries of the state besides members that are looked at. */
const MAX_OTHERS = 100;

/**
 * An event that all states hold rests on the same events in all of them. So an event is in no auth difference if one of those
 * rests on it, as the present join of a user does on the invite before. The join itself may be in one, if nothing but an
 * event in conflict rests on it; but to judge it again only puts it where it stands, as long as it is not sorted by power.
 * Gives the keys at which stands what tells so; undefined where only the whole room can.
 */
export async function explain(apart: readonly string[], conflict: Conflict): Promise<Key[] | undefined> {
  const { states, loaded, source } = conflict;
  const { version } = source.room;
  const held = apart.flatMap((id) => loaded.get(id)?.pdu ?? []).filter((event) => isAgreed(states, event));
  const keys: Key[] = held.map(({ type, stateKey = "" }) => [type, stateKey]);
  const below = chainOf(
    held.map(({ eventId }) => eventId),
    loaded,
    version,
  );
  const left = apart.filter((id) => !below.has(id));
  const isHarmless = harmlessIn(conflict, held);
  if (left.every(isHarmless)) return keys;
  const others = agreedOthers(states);
  const ids = others.map(({ id }) => id);
  const belowOthers = chainOf(ids, await withAuthChains(ids, source), version);
  if (!left.every((id) => belowOthers.has(id) || isHarmless(id))) return undefined;
  return [...keys, ...others.map(({ key }) => key)];
}

function isAgreed(states: readonly RoomState[], { type, stateKey, eventId }: Pdu): boolean {
  return stateKey !== undefined && states.every((state) => state.get(type)?.get(stateKey) === eventId);
}

/** Joins of users themselves that all states hold, and that no event rests on which may be sorted by power. */
function harmlessIn(
  { conflicting, loaded, source }: Conflict,
  held: readonly Pdu[],
): (eventId: string) => boolean {
  const powerful = [...conflicting].filter((id) => {
    const event = loaded.get(id)?.pdu;
    return event === undefined || mayBePowerful(event);
  });
  const belowPower = chainOf(powerful, loaded, source.room.version);
  const joins = new Set(
    held
      .filter(({ membership, sender, stateKey }) => membership === "join" && sender === stateKey)
      .map(({ eventId }) => eventId),
  );
  return (eventId) => joins.has(eventId) && !belowPower.has(eventId);
}

function mayBePowerful({ type, sender, stateKey }: Pdu): boolean {
  if (type === "m.room.member") return sender !== stateKey;
  return type === "m.room.power_levels" || type === "m.room.join_rules";
}

/** Some of what all states agree on, members apart. */
function agreedOthers(states: readonly RoomState[]): { readonly key: Key; readonly id: string }[] {
  const [first = new Map(), ...more] = states;
  const found: { key: Key; id: string }[] = [];
  for (const [type, ofType] of first) {
    if (type === "m.room.member") continue;
    for (const [stateKey, id] of ofType) {
      if (found.length >= MAX_OTHERS) return found;
      if (more.every((state) => state.get(type)?.get(stateKey) === id))
        found.push({ key: [type, stateKey], id });
    }
  }
  return found;
}

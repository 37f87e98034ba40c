/** Unknown auth events of an event: fetched from the server that sent it, or from another. */
import type { Pdu, RoomVersion, VerifiedEvent } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import type { GivenEvent } from "../room/given.js";
import { faultOfListed } from "../room/judge.js";
import type { Room } from "../room/room.js";
import { chainBelow } from "./chain-below.js";
import { fetchEvents } from "./fetch-events.js";
import { fetchState } from "./given-state.js";
import { judgeVerified } from "./judge-given.js";
import { otherServers } from "./other-servers.js";
import { readEvents, verifyRead } from "./remote-events.js";

/** The unknown events that an event lists: fetched, or the error; `isFinal` where no answer of others could change it. */
export type Gap =
  | { readonly ok: true; readonly events: readonly GivenEvent[] }
  | { readonly ok: false; readonly error: string; readonly isFinal: boolean };

/** Events that are sought for the sake of another one. */
interface Search {
  readonly room: Room;
  /** The event that lists them. */
  readonly event: Pdu;
  readonly missing: readonly string[];
  /** All that was given so far. */
  readonly given: ReadonlyMap<string, Pdu>;
}

const NOT_KNOWN: Gap = { ok: false, error: "What authorises the event is not known", isFinal: false };

/** Events of an answer that are read at all. The whole chain of an event in the oldest and largest rooms is shorter. */
const MAX_GIVEN = 10_000;
/**
 * IDs of events that are looked at below those that are missing. We hold the chain of all that we have accepted, so an
 * honest server adds what few members and power levels have changed while we were not told.
 */
const MAX_UNKNOWN = 1_000;
/** Auth events that are asked for one by one. */
const MAX_SINGLE = 100;

/**
 * Auth events that are not known, with what authorises them, to be brought with the event. What can be told without them
 * comes first, so that nothing is fetched for an event that is refused anyway, and nothing is verified in vain (O2, O4).
 */
export async function takeGap(
  context: Pick<ServerContext, "federation" | "keys" | "serverName" | "writer">,
  room: Room,
  { event, signedBy }: VerifiedEvent,
  origin: string,
): Promise<Gap> {
  const { version, roomId } = room;
  const known = await context.writer.events.many(event.authEventIds, room);
  const missing = event.authEventIds.filter((id) => !known.has(id));
  if (missing.length === 0) return { ok: true, events: [] };
  const fault = await context.writer.look(roomId, (draft) => draft.faultWithin(event, [], signedBy));
  if (fault !== undefined) return { ok: false, error: fault, isFinal: true };
  const given = new Map<string, Pdu>();
  const verified = new Map<Pdu, VerifiedEvent>();
  for (const road of roads(context, { room, event, missing, given }, origin)) {
    for (const each of await road()) given.set(each.eventId, each);
    const listed = event.authEventIds.flatMap((id) => known.get(id)?.pdu ?? given.get(id) ?? []);
    const faultGiven = faultOfListed(event, listed, version);
    const chain = await chainBelow(context, room, { from: missing, given, limit: MAX_UNKNOWN });
    // A damaged copy must not keep the next road from asking for the event.
    const looked = faultGiven === undefined ? chain.events : missing.flatMap((id) => given.get(id) ?? []);
    const forged = await forgedAmong(context, looked, verified, version);
    for (const id of forged) given.delete(id);
    if (forged.length > 0) continue;
    if (faultGiven !== undefined) return { ok: false, error: faultGiven, isFinal: true };
    // Where one is missing, those above it cannot be judged, up to the event itself.
    if (!chain.isWhole) continue;
    const signed = chain.events.flatMap((each) => verified.get(each) ?? []);
    const events = await judgeVerified(context, room, signed);
    const ids = new Set(events.map(({ event: { eventId } }) => eventId));
    if (missing.every((id) => ids.has(id))) return { ok: true, events };
  }
  return NOT_KNOWN;
}

/** The IDs of those whose signatures are bad. Each event is looked at once, and kept where it is good. */
async function forgedAmong(
  context: Pick<ServerContext, "keys">,
  events: readonly Pdu[],
  verified: Map<Pdu, VerifiedEvent>,
  version: RoomVersion,
): Promise<readonly string[]> {
  const unseen = events.filter((event) => !verified.has(event));
  const good = new Map(
    (await verifyRead(context, unseen, version)).map((each) => [each.event.eventId, each] as const),
  );
  for (const event of unseen) {
    const found = good.get(event.eventId);
    if (found !== undefined) verified.set(event, found);
  }
  return unseen.flatMap(({ eventId }) => (good.has(eventId) ? [] : [eventId]));
}

type Road = () => Promise<readonly Pdu[]>;

/** Where what authorises an event is sought, one after another (O22). */
function* roads(
  context: Pick<ServerContext, "federation" | "serverName" | "writer">,
  search: Search,
  origin: string,
): Generator<Road> {
  const { room, event } = search;
  yield () => chainFrom(context, search, origin);
  yield () => oneByOne(context, search, origin);
  yield async () => [...((await fetchState(context, { room, event, server: origin }))?.given.values() ?? [])];
  for (const server of otherServers(context, room, origin)) {
    yield () => chainFrom(context, search, server);
    yield () => oneByOne(context, search, server);
  }
}

async function chainFrom(
  { federation }: Pick<ServerContext, "federation">,
  { room: { roomId, version }, event }: Search,
  server: string,
): Promise<readonly Pdu[]> {
  const answer = await federation.eventAuth(server, roomId, event.eventId);
  return answer.ok ? readEvents(answer.value.slice(0, MAX_GIVEN), roomId, version) : [];
}

/** The missing events, then those that they list, and so on, each by a request of its own. */
async function oneByOne(
  context: Pick<ServerContext, "federation" | "writer">,
  { room, missing, given }: Search,
  server: string,
): Promise<readonly Pdu[]> {
  const found = new Map(given);
  for (let left = MAX_SINGLE; left > 0; ) {
    const chain = await chainBelow(context, room, { from: missing, given: found, limit: MAX_UNKNOWN });
    const wanted = chain.missing.slice(0, left);
    left -= wanted.length;
    const events = await fetchEvents(context, room, wanted, { server });
    for (const each of events) found.set(each.eventId, each);
    if (wanted.length === 0 || events.length < wanted.length) break;
  }
  return [...found.values()];
}

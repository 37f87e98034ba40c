/** History that this server does not hold: fetched from servers in the room, and put into the hole where it belongs, or before all that is held. */
import type { VerifiedEvent } from "@knockgen/auth";
import { givingWay } from "../answers/answers-at-once.js";
import { SingleFlight } from "../bounds/single-flight.js";
import type { ServerContext } from "../context.js";
import { usingAnswers } from "../federation/transport/held-answers.js";
import type { Given } from "../room/given.js";
import { isPlaced, openAmong } from "../room/holes.js";
import type { Room } from "../room/room.js";
import { BEGINNING, type Hole } from "../store/rooms/room-records.js";
import type { Asked } from "./fetch-events.js";
import { fetchStateBefore } from "./given-state.js";
import { oldestFirst } from "./oldest-first.js";
import { type ReceivedEvent, verifyEvents } from "./remote-events.js";

/** Events of one request. */
const LIMIT = 100;
/** Servers that are asked before the client is told that the history ends. */
const MAX_SERVERS = 3;
/** The oldest events that are looked at for what they follow. */
const OLDEST = 20;
/** States that are fetched for one answer; an honest one needs as many as the room had branches at its beginning. */
const MAX_STATES = 4;
/** A client waits for all of it. */
const PATIENCE_MS = 20_000;

/** A part of a room's history: a hole, or all that lies before what is held. */
interface Wanted {
  readonly room: Room;
  /** Events at its upper end. */
  readonly missing: readonly string[];
  readonly hole?: Hole;
}

/** Fetches history for clients, once for all that want the same at once. */
export class Backfill {
  readonly #context: ServerContext;
  readonly #flights = new SingleFlight<boolean>();

  constructor(context: ServerContext) {
    this.#context = context;
  }

  /** Events known to precede all that are held; empty if everything back to the room's creation is here. */
  async missing(room: Room): Promise<readonly string[]> {
    const oldest = await this.#context.store.timeline({
      roomId: room.roomId,
      after: BEGINNING,
      upTo: this.#context.notifier.position,
      limit: OLDEST,
      order: "oldest",
    });
    const { events } = this.#context.writer;
    const loaded = await events.many(
      oldest.map(({ eventId }) => eventId),
      room,
    );
    const before = [...loaded.values()].flatMap(({ pdu }) => pdu.prevEventIds);
    return openAmong({ many: async (ids) => [...(await events.many(ids, room)).values()] }, before);
  }

  /** Fetches what comes before all that is held. Whether anything was added. */
  fetch(room: Room, missing: readonly string[]): Promise<boolean> {
    return givingWay(() => this.#flights.run(room.roomId, () => this.#fetch({ room, missing })));
  }

  /** Fetches what lies in a hole of the history, from its upper end downwards. Whether anything was added. */
  fill(room: Room, hole: Hole): Promise<boolean> {
    return givingWay(() =>
      this.#flights.run(hole.eventId, () => this.#fetch({ room, missing: hole.open, hole })),
    );
  }

  #fetch(wanted: Wanted): Promise<boolean> {
    return usingAnswers(() => this.#ask(wanted));
  }

  async #ask(wanted: Wanted): Promise<boolean> {
    const { federation, serverName } = this.#context;
    const { room, missing } = wanted;
    const past = { roomId: room.roomId, from: missing.slice(0, OLDEST), limit: LIMIT };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const servers = room.servers.filter((server) => server !== serverName).slice(0, MAX_SERVERS);
    const damaged: (readonly [readonly ReceivedEvent[], Asked])[] = [];
    for (const server of servers) {
      if (signal.aborted) return false;
      const answer = await federation.backfill(server, past, { signal });
      if (!answer.ok) continue;
      const some = answer.value.slice(0, LIMIT);
      const events = await verifyEvents(this.#context, some, room.roomId, room.version);
      const whole = events.filter(({ isDamaged }) => !isDamaged);
      if (await this.#take(wanted, whole, { server, signal })) return true;
      if (whole.length < events.length) damaged.push([events, { server, signal }]);
    }
    // An event that no server has whole must not end the history.
    for (const [events, asked] of damaged)
      if (!signal.aborted && (await this.#take(wanted, events, asked))) return true;
    return false;
  }

  async #take(
    { room, missing, hole: filled }: Wanted,
    verified: readonly VerifiedEvent[],
    asked: Asked,
  ): Promise<boolean> {
    const context = this.#context;
    const found = new Map(verified.map((each) => [each.event.eventId, each]));
    const past = oldestFirst(missing, found);
    const given = await this.#statesFor(room, past, asked);
    return context.writer.change(room.roomId, async (draft) => {
      // Another process may have filled a part of it meanwhile.
      const hole = filled && (await context.store.hole(filled.eventId));
      if (filled !== undefined && hole === undefined) return true;
      if (hole !== undefined && hole.at - hole.floor <= past.length) return false;
      let added = false;
      for (const { event, signedBy } of past) {
        const options = { signedBy, hole: hole?.eventId, ...given.get(event.eventId) };
        added = (await draft.insertPast(event, options)) || added;
      }
      if (hole !== undefined)
        await draft.fill(
          hole,
          past.map(({ event }) => event),
        );
      return added;
    });
  }

  /** The states before those events whose own past was not in the answer. */
  async #statesFor(room: Room, past: readonly VerifiedEvent[], asked: Asked): Promise<Map<string, Given>> {
    const placed = new Set(past.map(({ event }) => event.eventId));
    const known = await this.#context.writer.events.many(
      past.flatMap(({ event }) => event.prevEventIds),
      room,
    );
    const states = new Map<string, Given>();
    for (const { event } of past) {
      const open = event.prevEventIds.some((id) => !placed.has(id) && !isPlaced(known.get(id)?.stored));
      if (!open || states.size >= MAX_STATES) continue;
      const given = await fetchStateBefore(this.#context, { ...asked, room, event });
      if (given !== undefined) states.set(event.eventId, given);
    }
    return states;
  }
}

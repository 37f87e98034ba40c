/** The part of another server's answer that is used: ancestors of the wanted events that are not held. */
import { listedBy, type Pdu } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import type { RoomKey } from "../room/event-cache.js";

/** Events of an answer that some others rest on. */
export interface Chain {
  readonly events: readonly Pdu[];
  /** Whether everything that they rest on is among them, or held. */
  readonly isWhole: boolean;
  /** The unknown ones; empty if there are too many. */
  readonly missing: readonly string[];
}

/** Events by their IDs. */
export function byId(events: readonly Pdu[]): Map<string, Pdu> {
  return new Map(events.map((event) => [event.eventId, event]));
}

/** Where to begin in what another server has given. */
export interface ChainStart {
  readonly from: Iterable<string>;
  readonly given: ReadonlyMap<string, Pdu>;
  /** How many IDs are looked at. */
  readonly limit: number;
}

/**
 * Follows some IDs downwards through the events that are listed, as far as these are given and not held here. Whatever else
 * was given is left out, before it costs more than to be read.
 */
export async function chainBelow(
  context: Pick<ServerContext, "writer">,
  room: RoomKey,
  { from, given, limit }: ChainStart,
): Promise<Chain> {
  const events: Pdu[] = [];
  const seen = new Set(from);
  const missing: string[] = [];
  let layer: readonly string[] = [...seen];
  while (layer.length > 0) {
    if (seen.size > limit) return { events, isWhole: false, missing: [] };
    const below = new Set<string>();
    for await (const some of context.writer.events.unknown(layer, room))
      for (const id of some) {
        const event = given.get(id);
        if (event === undefined) {
          missing.push(id);
          continue;
        }
        events.push(event);
        for (const listed of listedBy(event, room.version)) below.add(listed);
      }
    layer = [...below].filter((id) => !seen.has(id));
    for (const id of layer) seen.add(id);
  }
  return { events, isWhole: missing.length === 0, missing };
}

/** Events of another server's answer, checked and judged before they are kept. */
import { bottomUp, listedBy, type Pdu, type VerifiedEvent } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import type { GivenEvent } from "../room/given.js";
import type { Room } from "../room/room.js";
import { rejectedInTurns } from "./judge-in-turns.js";
import { verifyRead } from "./remote-events.js";

/** Those events of another server's answer that are well signed, judged. */
export async function judgeGiven(
  context: Pick<ServerContext, "keys" | "writer">,
  room: Room,
  events: readonly Pdu[],
): Promise<readonly GivenEvent[]> {
  return judgeVerified(context, room, await verifyRead(context, events, room.version));
}

/**
 * Events that are well signed, judged by what they list. What rests on something that cannot be had is left out: it may be
 * fine, and a rejection is for ever.
 */
export async function judgeVerified(
  context: Pick<ServerContext, "writer">,
  room: Room,
  events: readonly VerifiedEvent[],
): Promise<readonly GivenEvent[]> {
  const { version } = room;
  const all = new Map(events.map((each) => [each.event.eventId, each] as const));
  const listed = new Set<string>();
  for (const { event } of all.values())
    for (const id of listedBy(event, version)) if (!all.has(id)) listed.add(id);
  const known = await context.writer.events.forRules(listed, room);
  const unjudged = new Set<string>();
  for (const { event } of bottomUp(all, version))
    if (listedBy(event, version).some((id) => unjudged.has(id) || !(all.has(id) || known.has(id))))
      unjudged.add(event.eventId);
  for (const id of unjudged) all.delete(id);
  const rejected = await rejectedInTurns(all, version, {
    get: (id) => {
      const held = known.get(id);
      return held && { event: held.pdu, isRejected: held.stored.status === "rejected" };
    },
  });
  return [...all.values()].map(({ event }) => ({ event, isRejected: rejected.has(event.eventId) }));
}

/** Single events of a room, and the state before them. */
import { idsIn } from "@knockgen/auth";
import type { ServerContext } from "../../context.js";
import { notFound } from "../../errors.js";
import type { Room } from "../../room/room.js";
import type { StoredEvent } from "../../store/store.js";

/** The event. Throws 404 where the room has none of that ID. */
export async function eventIn(
  context: Pick<ServerContext, "store">,
  room: Room,
  eventId: string,
): Promise<StoredEvent> {
  const [event] = await context.store.events([eventId]);
  if (event?.roomId !== room.roomId || event.status === "rejected")
    throw notFound("There is no such event here");
  return event;
}

/** IDs of the state before an event. Throws 404 where it is not known. */
export async function stateBefore(
  context: Pick<ServerContext, "writer">,
  event: StoredEvent,
): Promise<string[]> {
  if (event.status === "outlier") throw notFound("The state before that event is not known");
  // Before a create event there is nothing.
  if (event.stateBefore === undefined) return [];
  const state = await context.writer.states.of(event.stateBefore);
  return [...idsIn(state)];
}

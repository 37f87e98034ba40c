/** Events as other servers are shown them. */
import type { ServerContext } from "../../context.js";
import { erasedForServer } from "../../room/erased.js";
import { shownJson } from "../../room/redacted-json.js";
import type { Room } from "../../room/room.js";
import type { StoredEvent } from "../../store/store.js";
import { madeWhenRead } from "../../values/made-when-read.js";
import { hiddenJson, visibleToServer } from "./visibility.js";

export type Show = (event: StoredEvent) => Record<string, unknown>;

/** How a server is shown events that are given oldest first. */
export async function shownTo(
  context: Pick<ServerContext, "store" | "writer">,
  room: Room,
  server: string,
  events: readonly StoredEvent[],
): Promise<Show> {
  const visible = await visibleToServer(context, room, server, events);
  const isErased = await erasedForServer(context, room, server);
  return (event) =>
    madeWhenRead(event.largeBytes !== undefined, () => ({
      ...(visible.has(event.eventId)
        ? shownJson(event, room.version, isErased(event))
        : hiddenJson(room, event)),
    }));
}

/** How a server is shown the state at an event, and what that rests on: as a whole, like the event. */
export async function shownWith(
  context: Pick<ServerContext, "store" | "writer">,
  room: Room,
  server: string,
  event: StoredEvent,
): Promise<Show> {
  const isVisible = (await visibleToServer(context, room, server, [event])).size > 0;
  const isErased = await erasedForServer(context, room, server);
  return (each) =>
    madeWhenRead(each.largeBytes !== undefined, () => ({
      ...(isVisible ? shownJson(each, room.version, isErased(each)) : hiddenJson(room, each)),
    }));
}

/** Some events as the transaction that they are answered in. */
export function transactionOf<T>(
  { serverName, now }: Pick<ServerContext, "now" | "serverName">,
  pdus: T[],
): { origin: string; origin_server_ts: number; pdus: T[] } {
  return { origin: serverName, origin_server_ts: now(), pdus };
}

/** Events of a room by their IDs, one request each. */
import type { Pdu } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import type { RoomKey } from "../room/event-cache.js";
import { readEvents } from "./remote-events.js";

/** The server that is asked, and for how long. */
export interface Asked {
  readonly server: string;
  readonly signal?: AbortSignal | undefined;
}

/** Requests at once. */
const AT_ONCE = 8;

/** Those that a server gives, up to the first that it does not: then what rests on them is not whole anyway. */
export async function fetchEvents(
  context: Pick<ServerContext, "federation">,
  room: RoomKey,
  eventIds: readonly string[],
  { server, signal }: Asked,
): Promise<readonly Pdu[]> {
  const events: Pdu[] = [];
  for (let at = 0; at < eventIds.length; at += AT_ONCE) {
    const ids = eventIds.slice(at, at + AT_ONCE);
    const call = signal === undefined ? {} : { signal };
    const answers = await Promise.all(ids.map((id) => context.federation.getEvent(server, id, call)));
    const json = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
    // Whatever else it gives is not what was asked for.
    const read = (await readEvents(json, room.roomId, room.version)).filter(({ eventId }) =>
      ids.includes(eventId),
    );
    events.push(...read);
    if (read.length < ids.length) break;
  }
  return events;
}

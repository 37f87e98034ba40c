/** Redactions that took effect: others are not shown, since a client would hide an event that everyone else sees (O25). */
import { loadPdu, redactedEventId } from "@knockgen/auth";
import type { ServerContext } from "../../context.js";
import type { Room } from "../../room/room.js";
import type { StoredEvent } from "../../store/store.js";

/** The events without redactions of an event that is unknown, of another room, or that its sender may not redact. */
export async function withoutIdleRedactions(
  { store }: { readonly store: Pick<ServerContext["store"], "events"> },
  { roomId, version }: Pick<Room, "roomId" | "version">,
  events: readonly StoredEvent[],
): Promise<readonly StoredEvent[]> {
  const targets = new Map<string, string | undefined>();
  for (const event of events)
    if (event.type === "m.room.redaction")
      targets.set(event.eventId, redactedEventId(loadPdu(event.json, version, event.eventId), version));
  if (targets.size === 0) return events;
  const ids = [...targets.values()].filter((id) => id !== undefined);
  const redacted = new Set(
    (await store.events(ids))
      .filter((event) => event.roomId === roomId && event.redactedBy !== undefined)
      .map(({ eventId }) => eventId),
  );
  return events.filter(({ eventId }) => !targets.has(eventId) || redacted.has(targets.get(eventId) ?? ""));
}

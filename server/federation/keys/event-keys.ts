/** The keys that are needed to check events. */
import { type KeyLookup, keysNeededFor, type Pdu, type RoomVersion } from "@knockgen/auth";
import { Turns } from "../../bounds/turns.js";
import type { KeyRing, WantedKeys } from "./key-ring.js";

/** An event whose signatures are to be checked. */
export interface EventToCheck {
  readonly event: Pdu;
  readonly roomVersion: RoomVersion;
}

/** The servers whose signatures matter, with the keys that they have signed with. */
export async function keysWantedFor(
  events: readonly EventToCheck[],
): Promise<ReadonlyMap<string, readonly WantedKeys[]>> {
  const turns = new Turns();
  const wanted = new Map<string, Map<string, WantedKeys>>();
  for (const { event, roomVersion } of events) {
    if (turns.areDue) await turns.next();
    const ts = Math.max(0, Number(event.originServerTs));
    for (const { server, keyIds } of keysNeededFor(event, roomVersion)) {
      const ofServer = wanted.get(server) ?? new Map<string, WantedKeys>();
      const name = keyIds.length === 1 ? (keyIds[0] ?? "") : keyIds.join(" ");
      // One time stands for all that the same keys have signed: the latest asks for the most.
      if (ts > (ofServer.get(name)?.ts ?? -1)) ofServer.set(name, { keyIds, ts });
      wanted.set(server, ofServer);
    }
  }
  return new Map([...wanted].map(([server, ofServer]) => [server, [...ofServer.values()]]));
}

/** A lookup for `checkPdu` and `verifyEvent`, after fetching what these events need. */
export async function keysForEvents(
  ring: Pick<KeyRing, "lookup">,
  events: readonly EventToCheck[],
): Promise<KeyLookup> {
  return ring.lookup(await keysWantedFor(events));
}

/** The keys that are needed to check events. */
import {
  domainOf,
  isJsonObject,
  type KeyLookup,
  own,
  type Pdu,
  type RoomVersion,
  requiredSigners,
} from "@knockgen/auth";
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
    await turns.next();
    const ts = Number(event.originServerTs);
    for (const server of signersOf(event, roomVersion)) {
      const keyIds = keyIdsOf(event, server);
      if (keyIds.length === 0) continue;
      const ofServer = wanted.get(server) ?? new Map<string, WantedKeys>();
      const name = keyIds.join(" ");
      // One time stands for all that the same keys have signed: the latest asks for the most.
      ofServer.set(name, { keyIds, ts: Math.max(ofServer.get(name)?.ts ?? 0, ts) });
      wanted.set(server, ofServer);
    }
  }
  return new Map([...wanted].map(([server, ofServer]) => [server, [...ofServer.values()]]));
}

/** A lookup for `checkPdu` and `verifyEvent`, after fetching what these events need. */
export async function keysForEvents(ring: KeyRing, events: readonly EventToCheck[]): Promise<KeyLookup> {
  return ring.lookup(await keysWantedFor(events));
}

/** The servers that have to have signed an event, and that of the member who vouches for a join. */
export function signersOf(event: Pdu, roomVersion: RoomVersion): readonly string[] {
  const isJoin = event.type === "m.room.member" && event.membership === "join";
  const voucher = isJoin ? own(event.content, "join_authorised_via_users_server") : undefined;
  const domain = typeof voucher === "string" ? domainOf(voucher) : undefined;
  return [...requiredSigners(event, roomVersion), ...(domain === undefined ? [] : [domain])];
}

function keyIdsOf(event: Pdu, server: string): readonly string[] {
  const signatures = own(event.json, "signatures");
  const ofServer = isJsonObject(signatures) ? own(signatures, server) : undefined;
  if (!isJsonObject(ofServer)) return [];
  return Object.keys(ofServer)
    .filter((keyId) => keyId.startsWith("ed25519:"))
    .sort()
    .slice(0, 10);
}

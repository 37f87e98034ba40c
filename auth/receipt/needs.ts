/** Needs of a check on receipt, which it has to be given before it can go on (O51). */
import { domainOf } from "../identifier/domain.js";
import { isJsonObject, own } from "../json/value.js";
import type { Pdu } from "../pdu/pdu.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import { knownRules } from "../room-version/table.js";
import { ED25519_PREFIX } from "../signing/ed25519.js";
import { requiredSigners } from "../signing/event.js";

/** Keys of one server. Any of them will do. */
export interface NeededKeys {
  readonly server: string;
  /** The keys that the event was signed with, in order; ten at most. */
  readonly keyIds: readonly string[];
  /** When they must have been valid, in milliseconds since 1970; undefined where the room version does not ask. */
  readonly validAt: number | undefined;
}

/** The next need. */
export type PduNeed =
  | { readonly kind: "keys"; readonly keys: readonly NeededKeys[] }
  /** Events that it lists, and in version 12 the create event that its room ID names. */
  | { readonly kind: "events"; readonly eventIds: readonly string[] }
  /** The state before it: what the states after these events resolve to. */
  | { readonly kind: "state-before"; readonly prevEventIds: readonly string[] };

const MAX_KEYS = 10;

function keyIdsOf(event: Pdu, server: string): readonly string[] {
  const signatures = own(event.json, "signatures");
  const ofServer = isJsonObject(signatures) ? own(signatures, server) : undefined;
  if (!isJsonObject(ofServer)) return [];
  const keyIds = Object.keys(ofServer).filter((keyId) => keyId.startsWith(ED25519_PREFIX));
  return keyIds.length < 2 ? keyIds : keyIds.sort().slice(0, MAX_KEYS);
}

/**
 * The keys that the signatures of an event are checked with: of the servers that must have signed it, and of the one that lets
 * a member into a restricted room. A server that has not signed is left out. Throws a `RoomVersionError`.
 */
export function keysNeededFor(event: Pdu, roomVersion: AnyRoomVersion): NeededKeys[] {
  const rules = knownRules(roomVersion);
  const voucher = rules.restrictedJoins ? own(event.content, "join_authorised_via_users_server") : undefined;
  const authoriser = typeof voucher === "string" ? domainOf(voucher) : undefined;
  const required = requiredSigners(event, rules);
  const isOther = authoriser !== undefined && !required.includes(authoriser);
  const validAt = rules.keyValidity ? Number(event.originServerTs) : undefined;
  const needed: NeededKeys[] = [];
  for (const server of isOther ? [...required, authoriser] : required) {
    const keyIds = keyIdsOf(event, server);
    if (keyIds.length > 0) needed.push({ server, keyIds, validAt });
  }
  return needed;
}

/** Events as far as the rules look at them: to resolve states takes any number of events at once, and these may be large (O8). */
import {
  ED25519_PREFIX,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  loadPdu,
  own,
  type Pdu,
  type RoomVersion,
  SCALAR_LEVELS,
} from "@knockgen/auth";
import { heapBytes } from "../bounds/heap-size.js";
import { keptValue } from "../store/kept-object.js";
import { serverOf } from "../values/ids.js";

/** By type, the parts of the content that the rules read; of all other types, none. */
const READ: Readonly<Record<string, readonly string[]>> = {
  "m.room.create": ["creator", "additional_creators", "room_version", "m.federate"],
  "m.room.join_rules": ["join_rule"],
  "m.room.member": ["membership", "join_authorised_via_users_server"],
  "m.room.power_levels": [...SCALAR_LEVELS, "events", "notifications", "users"],
  "m.room.redaction": ["redacts"],
  "m.room.third_party_invite": ["public_key", "public_keys"],
};

/** Fields besides the content that the rules read. */
const FIELDS = ["type", "room_id", "sender", "state_key", "origin_server_ts", "depth", "redacts"];

/** An event without what the rules do not read. */
export function forRules(pdu: Pdu, version: RoomVersion): Pdu {
  const json = Object.assign(lean(pdu.json, FIELDS), {
    // In versions 1 and 2, hashes stand beside the IDs.
    auth_events: pdu.authEventIds,
    prev_events: pdu.prevEventIds,
    content: contentForRules(pdu),
    signatures: signaturesForRules(pdu),
  });
  return loadPdu(json, version, pdu.eventId);
}

function contentForRules({ type, content }: Pdu): JsonObject {
  const read = lean(content, Object.hasOwn(READ, type) ? (READ[type] ?? []) : []);
  const invite = type === "m.room.member" ? own(content, "third_party_invite") : undefined;
  // Here and above, a copy would read those that are held as text.
  return invite === undefined ? read : Object.assign(read, { third_party_invite: inviteForRules(invite) });
}

function inviteForRules(invite: JsonValue): JsonObject {
  return isJsonObject(invite) ? lean(invite, ["signed"]) : {};
}

/** Bytes of heap up to which a part is held as it is. */
const SMALL_BYTES = 1_024;

/** Some members of an object; those that take much are held as text, and read when they are asked for. */
function lean(object: JsonObject, names: readonly string[]): JsonObject {
  const some: Record<string, JsonValue> = {};
  for (const name of names) {
    const value = own(object, name);
    if (value === undefined) continue;
    const isLarge = typeof value === "object" && value !== null && heapBytes(value) > SMALL_BYTES;
    if (isLarge) Object.defineProperty(some, name, { enumerable: true, get: keptValue(value) });
    else some[name] = value;
  }
  return some;
}

/** The rules ask whether the server has signed of the user who lets a member in. */
function signaturesForRules({ content, json }: Pdu): JsonObject {
  const user = own(content, "join_authorised_via_users_server");
  const signatures = own(json, "signatures");
  if (typeof user !== "string" || !isJsonObject(signatures)) return {};
  const server = serverOf(user);
  const keys = own(signatures, server);
  const id = isJsonObject(keys)
    ? Object.keys(keys).find((each) => each.startsWith(ED25519_PREFIX))
    : undefined;
  return id === undefined ? {} : { [server]: { [id]: "" } };
}

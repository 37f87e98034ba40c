/** Events as far as the rules look at them: to resolve states takes any number of events at once, and these may be large (O8). */
import { isJsonObject, type JsonObject, loadPdu, own, type Pdu, type RoomVersion } from "@knockgen/auth";
import { serverOf } from "../values/ids.js";

/** By type, the parts of the content that the rules read; of all other types, none. The content of types with `all` is kept as it is. */
const READ: Readonly<Record<string, readonly string[] | "all">> = {
  "m.room.create": ["creator", "additional_creators", "room_version", "m.federate"],
  "m.room.join_rules": ["join_rule"],
  "m.room.member": ["membership", "join_authorised_via_users_server", "third_party_invite"],
  "m.room.power_levels": "all",
  "m.room.redaction": ["redacts"],
  "m.room.third_party_invite": "all",
};

/** Fields besides the content that the rules read. */
const FIELDS = ["type", "room_id", "sender", "state_key", "origin_server_ts", "depth", "redacts"];

/** An event without what the rules do not read. */
export function forRules(pdu: Pdu, version: RoomVersion): Pdu {
  const json: JsonObject = {
    ...picked(pdu.json, FIELDS),
    // In versions 1 and 2, hashes stand beside the IDs.
    auth_events: pdu.authEventIds,
    prev_events: pdu.prevEventIds,
    content: contentForRules(pdu),
    signatures: signaturesForRules(pdu),
  };
  return loadPdu(json, version, pdu.eventId);
}

function contentForRules({ type, content }: Pdu): JsonObject {
  const names = Object.hasOwn(READ, type) ? READ[type] : undefined;
  return names === "all" ? content : picked(content, names ?? []);
}

/** The rules ask whether the server has signed of the user who lets a member in. */
function signaturesForRules({ content, json }: Pdu): JsonObject {
  const user = own(content, "join_authorised_via_users_server");
  const signatures = own(json, "signatures");
  if (typeof user !== "string" || !isJsonObject(signatures)) return {};
  const server = serverOf(user);
  const keys = own(signatures, server);
  const id = isJsonObject(keys) ? Object.keys(keys).find((each) => each.startsWith("ed25519:")) : undefined;
  return id === undefined ? {} : { [server]: { [id]: "" } };
}

function picked(object: JsonObject, names: readonly string[]): JsonObject {
  const entries = names.flatMap((name) => {
    const value = own(object, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

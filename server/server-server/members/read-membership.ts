/** The events that `send_join`, `send_knock` and `send_leave` bring: their shape (#23 to #27). */
import {
  contentHashMatches,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  own,
  type Pdu,
  readPdu,
} from "@knockgen/auth";
import { badJson, invalidParam } from "../../errors.js";
import type { HandshakeKind } from "../../federation/calls/membership-calls.js";
import type { FederationAuth } from "../../federation/incoming/request-auth.js";
import type { Room } from "../../room/room.js";
import { serverOf } from "../../values/ids.js";

/** Which event in which room. */
export interface EventPath {
  readonly roomId: string;
  readonly eventId: string;
}

/** N16: everything about the shape is 400, whatever the rules would say. */
export function readMembership(
  { content, origin }: FederationAuth,
  kind: HandshakeKind,
  path: EventPath,
  room: Room,
): Pdu {
  if (!isJsonObject(content)) throw badJson("The body is not an event");
  const type = own(content, "type");
  if (type !== "m.room.member") throw invalidParam("The event is not an m.room.member");
  const sender = own(content, "sender");
  const inner: JsonObject | JsonValue | undefined = own(content, "content");
  if (!isJsonObject(inner) || own(inner, "membership") !== kind)
    throw invalidParam(`The membership is not ${kind}`);
  if (typeof sender !== "string" || own(content, "state_key") !== sender)
    throw invalidParam("The state key is not the sender");
  if (serverOf(sender) !== origin) throw invalidParam(`The sender is not a user of ${origin}`);
  if (own(content, "room_id") !== path.roomId) throw invalidParam("The event is for another room");
  const read = readPdu(content, room.version, { idsAsServersCount: true });
  if (!read.ok) throw badJson(read.error.message);
  if (read.value.eventId !== path.eventId) throw invalidParam("The event has another ID");
  if (!contentHashMatches(content)) throw invalidParam("The hash of the event is wrong");
  return read.value;
}

/** Actions of tests in the name of another server: complete, forge and send memberships. */
import {
  eventId,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  own,
  type RoomVersion,
  signEvent,
} from "@knockgen/auth";
import { createFederationClient } from "../../../server/federation/calls/client.js";
import { Handshakes } from "../../../server/federation/calls/handshake.js";
import type { FederationResult } from "../../../server/federation/transport/transport.js";
import type { FakeServer } from "./fake-server.js";

/** Handshakes by a fake server. */
export function handshakesOf(fake: FakeServer): Handshakes {
  const client = createFederationClient(fake);
  return new Handshakes({ serverName: fake.name, client, signingKey: () => fake.key });
}

/** A status and an error code; 200 for what went well. */
export function outcome(result: FederationResult<unknown>): string {
  if (result.ok) return "200";
  const { error } = result;
  return error.kind === "http" ? `${error.status} ${error.errcode}` : error.kind;
}

/** The rest of an event around what a test says. */
export function eventOf(fake: FakeServer, roomId: string, user: string, more: JsonObject): JsonObject {
  return {
    room_id: roomId,
    sender: user,
    type: "m.room.member",
    content: {},
    origin: fake.name,
    origin_server_ts: Date.now(),
    depth: 10,
    prev_events: [],
    auth_events: [],
    ...more,
  };
}

/** Signs an event and sends it to `send_join`, `send_knock` or `send_leave`. */
export async function sendEvent(
  fake: FakeServer,
  to: string,
  endpoint: string,
  event: JsonObject,
  version: RoomVersion,
  query = "",
): Promise<FederationResult<JsonValue>> {
  const signed = signEvent(event, version, fake.name, fake.key);
  return putEvent(fake, to, endpoint, signed, version, query);
}

/** Sends an event as it is. */
export function putEvent(
  fake: FakeServer,
  to: string,
  endpoint: string,
  signed: JsonObject,
  version: RoomVersion,
  query = "",
): Promise<FederationResult<JsonValue>> {
  const room = encodeURIComponent(String(own(signed, "room_id")));
  const id = encodeURIComponent(eventId(signed, version));
  return fake.request({
    destination: to,
    method: "PUT",
    uri: `/_matrix/federation/${endpoint}/${room}/${id}${query}`,
    content: signed,
  });
}

/** Asks for a template, and gives its event. */
export async function makeTemplate(
  fake: FakeServer,
  to: string,
  kind: "join" | "knock" | "leave",
  roomId: string,
  user: string,
  version: RoomVersion,
): Promise<JsonObject> {
  const client = createFederationClient(fake);
  const made = await client.makeMembership(to, { kind, roomId, userId: user, versions: [version] });
  const event = made.ok && isJsonObject(made.value) ? own(made.value, "event") : undefined;
  if (!isJsonObject(event)) throw new Error(`no template: ${outcome(made)}`);
  return event;
}

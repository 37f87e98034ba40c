/** Calls with which users enter, knock on and leave rooms, and are invited to them. */
import { isJsonObject, type JsonObject, type JsonValue, own, type RoomVersion } from "@knockgen/auth";
import type { FederationResult } from "../transport/transport.js";
import { objectsIn, readInvite, readSentJoin, type SentJoin, unwrapped } from "./answers.js";
import {
  type Call,
  type Caller,
  FEW_EVENTS,
  isUnknownEndpoint,
  LARGE,
  ONE_EVENT,
  type Reader,
} from "./caller.js";

/** A membership that needs another server's help. */
export type HandshakeKind = "join" | "knock" | "leave";

/** The request for a template. */
export interface TemplateRequest {
  readonly kind: HandshakeKind;
  readonly roomId: string;
  readonly userId: string;
  /** The room versions that we know. */
  readonly versions: readonly RoomVersion[];
}

/** An event on its way into a room. */
export interface RoomAndEvent {
  readonly roomId: string;
  readonly eventId: string;
  readonly event: JsonObject;
}

/** An invite on its way to the invited user's server. */
export interface Invite extends RoomAndEvent {
  readonly roomVersion: string;
  readonly roomState: readonly JsonObject[];
}

export interface MembershipCalls {
  /** The template is unchecked: `checkTemplate` says whether it may be signed. */
  makeMembership(server: string, request: TemplateRequest, call?: Call): Promise<FederationResult<JsonValue>>;
  sendJoin(server: string, event: RoomAndEvent, call?: Call): Promise<FederationResult<SentJoin>>;
  /** Gives `knock_room_state`, unchecked; empty where the server is too old to send any. */
  sendKnock(
    server: string,
    event: RoomAndEvent,
    call?: Call,
  ): Promise<FederationResult<readonly JsonObject[]>>;
  sendLeave(server: string, event: RoomAndEvent, call?: Call): Promise<FederationResult<JsonValue>>;
  /** Gives the event with the invited server's signature, unchecked. */
  invite(server: string, invite: Invite, call?: Call): Promise<FederationResult<JsonObject>>;
}

/** A handshake's second half, and what is read of the answer. */
interface Sending<T> {
  readonly server: string;
  readonly kind: HandshakeKind;
  readonly event: RoomAndEvent;
  readonly read: Reader<T>;
  readonly call?: Call | undefined;
}

/** Servers from before version 2 of `send_join`, `send_leave` and `invite` are called by version 1. */
export function membershipCalls(caller: Caller): MembershipCalls {
  const send = <T>(
    { server, kind, event: { roomId, eventId, event }, read, call }: Sending<T>,
    version: "v1" | "v2",
  ): Promise<FederationResult<T>> => {
    const path = `/${version}/send_${kind}/{roomId}/{eventId}`;
    return caller(server, { path, params: { roomId, eventId }, content: event }, read, call);
  };
  const sendEither = async <T>(sending: Sending<T>): Promise<FederationResult<T>> => {
    const answer = await send(sending, "v2");
    if (answer.ok || !isUnknownEndpoint(answer.error)) return answer;
    return send({ ...sending, read: (value) => sending.read(unwrapped(value)) }, "v1");
  };
  return {
    makeMembership: (server, { kind, roomId, userId, versions }, call) => {
      const path = `/v1/make_${kind}/{roomId}/{userId}`;
      const query = { ver: kind === "leave" ? undefined : versions };
      return caller(server, { path, params: { roomId, userId }, query }, anything, { ...ONE_EVENT, ...call });
    },
    sendJoin: (server, event, call) =>
      sendEither({ server, kind: "join", event, read: readSentJoin, call: { ...LARGE, ...call } }),
    sendKnock: (server, event, call) =>
      send({ server, kind: "knock", event, read: knockState, call: { ...FEW_EVENTS, ...call } }, "v1"),
    sendLeave: (server, event, call) =>
      sendEither({ server, kind: "leave", event, read: anything, call: { ...ONE_EVENT, ...call } }),
    invite: async (server, invite, given) => {
      const call = { ...ONE_EVENT, ...given };
      const { roomId, eventId, event, roomVersion, roomState } = invite;
      const params = { roomId, eventId };
      const content = { event, room_version: roomVersion, invite_room_state: roomState };
      const path = "/v2/invite/{roomId}/{eventId}";
      const answer = await caller(server, { path, params, content }, readInvite, call);
      if (answer.ok || !isUnknownEndpoint(answer.error) || !TRAVEL_BY_V1.has(roomVersion)) return answer;
      const unsigned = own(event, "unsigned");
      const more = { ...(isJsonObject(unsigned) ? unsigned : {}), invite_room_state: roomState };
      const old = { path: "/v1/invite/{roomId}/{eventId}", params, content: { ...event, unsigned: more } };
      return caller(server, old, (value) => readInvite(unwrapped(value)), call);
    },
  };
}

/** Version 1 of invite does not say which room version the event is of. */
const TRAVEL_BY_V1 = new Set(["1", "2"]);

function anything(value: JsonValue): JsonValue {
  return value;
}

async function knockState(value: JsonValue): Promise<readonly JsonObject[] | undefined> {
  return isJsonObject(value) ? ((await objectsIn(value, "knock_room_state")) ?? []) : undefined;
}

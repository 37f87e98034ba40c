/** The requests of the server-server API, one method each. */
import { isJsonObject, type JsonObject, type JsonValue, own } from "../../auth/index.js";
import type {
  GetPublicRoomsResponse200,
  GetVersionResponse200,
  QueryProfileResponse200,
  QueryPublicRoomsRequestBody,
  QueryRoomDirectoryResponse200,
} from "../../generated/server-server.js";
import {
  isGetPublicRoomsResponse200,
  isGetVersionResponse200,
  isQueryProfileResponse200,
  isQueryRoomDirectoryResponse200,
} from "../../generated/validators/server-server.js";
import {
  objectsIn,
  readInvite,
  readSentJoin,
  readStateEvents,
  readStateIds,
  readTransactionResults,
  type SentJoin,
  type StateEvents,
  type StateIds,
  type TransactionResults,
} from "./answers.js";
import type { FederationRequest, FederationResult, FederationTransport } from "./types.js";
import { buildUri } from "./uri.js";

/** A membership that needs another server's help. */
export type HandshakeKind = "join" | "knock" | "leave";

/** What make_x and send_x are about. */
export interface RoomAndUser {
  readonly roomId: string;
  readonly userId: string;
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

/** Where a gap in a room's history begins and ends. */
export interface Gap {
  readonly roomId: string;
  readonly earliest: readonly string[];
  readonly latest: readonly string[];
  readonly limit: number;
  readonly minDepth?: number;
}

/** Which rooms of a directory. */
export interface PublicRoomsQuery {
  readonly limit?: number;
  readonly since?: string;
}

type Call = Pick<FederationRequest, "signal" | "timeoutMs">;

const V1 = "/_matrix/federation/v1";
const V2 = "/_matrix/federation/v2";
/** The state of a large room takes its time. */
const LONG_MS = 120_000;

/** Calls other servers. Every method gives a value or says why there is none; none rejects. */
export class FederationClient {
  readonly #transport: FederationTransport;

  constructor(transport: FederationTransport) {
    this.#transport = transport;
  }

  /** The template is unchecked: `checkTemplate` says whether it may be signed. */
  makeMembership(
    server: string,
    kind: HandshakeKind,
    { roomId, userId }: RoomAndUser,
    versions: readonly string[],
    call: Call = {},
  ): Promise<FederationResult<JsonValue>> {
    const ver = kind === "leave" ? undefined : versions;
    return this.#get(
      server,
      buildUri(`${V1}/make_${kind}/{roomId}/{userId}`, { roomId, userId }, { ver }),
      anything,
      call,
    );
  }

  makeJoin(
    server: string,
    room: RoomAndUser,
    versions: readonly string[],
    call?: Call,
  ): Promise<FederationResult<JsonValue>> {
    return this.makeMembership(server, "join", room, versions, call);
  }

  makeKnock(
    server: string,
    room: RoomAndUser,
    versions: readonly string[],
    call?: Call,
  ): Promise<FederationResult<JsonValue>> {
    return this.makeMembership(server, "knock", room, versions, call);
  }

  makeLeave(server: string, room: RoomAndUser, call?: Call): Promise<FederationResult<JsonValue>> {
    return this.makeMembership(server, "leave", room, [], call);
  }

  sendJoin(
    server: string,
    { roomId, eventId, event }: RoomAndEvent,
    call: Call = {},
  ): Promise<FederationResult<SentJoin>> {
    const uri = buildUri(`${V2}/send_join/{roomId}/{eventId}`, { roomId, eventId });
    return this.#put(server, uri, event, readSentJoin, { timeoutMs: LONG_MS, ...call });
  }

  /** Gives `knock_room_state`, unchecked; empty where the server is too old to send any. */
  sendKnock(
    server: string,
    { roomId, eventId, event }: RoomAndEvent,
    call: Call = {},
  ): Promise<FederationResult<readonly JsonObject[]>> {
    const uri = buildUri(`${V1}/send_knock/{roomId}/{eventId}`, { roomId, eventId });
    const read = (value: JsonValue): readonly JsonObject[] | undefined =>
      isJsonObject(value) ? (objectsIn(value, "knock_room_state") ?? []) : undefined;
    return this.#put(server, uri, event, read, call);
  }

  sendLeave(
    server: string,
    { roomId, eventId, event }: RoomAndEvent,
    call: Call = {},
  ): Promise<FederationResult<JsonValue>> {
    return this.#put(
      server,
      buildUri(`${V2}/send_leave/{roomId}/{eventId}`, { roomId, eventId }),
      event,
      anything,
      call,
    );
  }

  /** Gives the event with the invited server's signature, unchecked. */
  inviteV2(server: string, invite: Invite, call: Call = {}): Promise<FederationResult<JsonObject>> {
    const { roomId, eventId, event, roomVersion, roomState } = invite;
    const body = { event, room_version: roomVersion, invite_room_state: roomState };
    return this.#put(
      server,
      buildUri(`${V2}/invite/{roomId}/{eventId}`, { roomId, eventId }),
      body,
      readInvite,
      call,
    );
  }

  /** For servers that do not know version 2; only room versions 1 and 2 may travel like that. */
  inviteV1(
    server: string,
    invite: Omit<Invite, "roomVersion">,
    call: Call = {},
  ): Promise<FederationResult<JsonObject>> {
    const { roomId, eventId, event, roomState } = invite;
    const unsigned = own(event, "unsigned");
    const body = {
      ...event,
      unsigned: { ...(isJsonObject(unsigned) ? unsigned : {}), invite_room_state: roomState },
    };
    return this.#put(
      server,
      buildUri(`${V1}/invite/{roomId}/{eventId}`, { roomId, eventId }),
      body,
      readInvite,
      call,
    );
  }

  sendTransaction(
    server: string,
    txnId: string,
    transaction: JsonObject,
    call: Call = {},
  ): Promise<FederationResult<TransactionResults>> {
    const uri = buildUri(`${V1}/send/{txnId}`, { txnId });
    return this.#put(server, uri, transaction, readTransactionResults, { timeoutMs: 60_000, ...call });
  }

  /** Events before and including the given ones, newest first. */
  backfill(
    server: string,
    roomId: string,
    from: readonly string[],
    limit: number,
    call: Call = {},
  ): Promise<FederationResult<readonly JsonObject[]>> {
    return this.#get(
      server,
      buildUri(`${V1}/backfill/{roomId}`, { roomId }, { v: from, limit }),
      pdusOf,
      call,
    );
  }

  getMissingEvents(
    server: string,
    gap: Gap,
    call: Call = {},
  ): Promise<FederationResult<readonly JsonObject[]>> {
    const content = {
      earliest_events: gap.earliest,
      latest_events: gap.latest,
      limit: gap.limit,
      min_depth: gap.minDepth ?? 0,
    };
    const uri = buildUri(`${V1}/get_missing_events/{roomId}`, { roomId: gap.roomId });
    return this.#post(server, uri, content, (value) => objectsIn(value, "events"), call);
  }

  getEvent(server: string, eventId: string, call: Call = {}): Promise<FederationResult<JsonObject>> {
    const first = (value: JsonValue): JsonObject | undefined => pdusOf(value)?.[0];
    return this.#get(server, buildUri(`${V1}/event/{eventId}`, { eventId }), first, call);
  }

  /** The room's state before an event. */
  state(
    server: string,
    roomId: string,
    eventId: string,
    call: Call = {},
  ): Promise<FederationResult<StateEvents>> {
    const uri = buildUri(`${V1}/state/{roomId}`, { roomId }, { event_id: eventId });
    return this.#get(server, uri, readStateEvents, { timeoutMs: LONG_MS, ...call });
  }

  stateIds(
    server: string,
    roomId: string,
    eventId: string,
    call: Call = {},
  ): Promise<FederationResult<StateIds>> {
    const uri = buildUri(`${V1}/state_ids/{roomId}`, { roomId }, { event_id: eventId });
    return this.#get(server, uri, readStateIds, { timeoutMs: LONG_MS, ...call });
  }

  eventAuth(
    server: string,
    roomId: string,
    eventId: string,
    call: Call = {},
  ): Promise<FederationResult<readonly JsonObject[]>> {
    const uri = buildUri(`${V1}/event_auth/{roomId}/{eventId}`, { roomId, eventId });
    return this.#get(server, uri, (value) => objectsIn(value, "auth_chain"), call);
  }

  queryDirectory(
    server: string,
    alias: string,
    call: Call = {},
  ): Promise<FederationResult<QueryRoomDirectoryResponse200>> {
    const uri = buildUri(`${V1}/query/directory`, {}, { room_alias: alias });
    return this.#get(server, uri, guarded(isQueryRoomDirectoryResponse200), call);
  }

  queryProfile(
    server: string,
    userId: string,
    field?: "displayname" | "avatar_url",
    call: Call = {},
  ): Promise<FederationResult<QueryProfileResponse200>> {
    const uri = buildUri(`${V1}/query/profile`, {}, { user_id: userId, field });
    return this.#get(server, uri, guarded(isQueryProfileResponse200), call);
  }

  publicRooms(
    server: string,
    query: PublicRoomsQuery = {},
    call: Call = {},
  ): Promise<FederationResult<GetPublicRoomsResponse200>> {
    const uri = buildUri(`${V1}/publicRooms`, {}, { limit: query.limit, since: query.since });
    return this.#get(server, uri, guarded(isGetPublicRoomsResponse200), call);
  }

  /** As `publicRooms`, with a filter. */
  searchPublicRooms(
    server: string,
    body: QueryPublicRoomsRequestBody & JsonObject,
    call: Call = {},
  ): Promise<FederationResult<GetPublicRoomsResponse200>> {
    return this.#post(server, `${V1}/publicRooms`, body, guarded(isGetPublicRoomsResponse200), call);
  }

  version(server: string, call: Call = {}): Promise<FederationResult<GetVersionResponse200>> {
    return this.#get(server, `${V1}/version`, guarded(isGetVersionResponse200), call);
  }

  #get<T>(destination: string, uri: string, read: Reader<T>, call: Call): Promise<FederationResult<T>> {
    return this.#call({ ...call, destination, method: "GET", uri }, read);
  }

  #put<T>(
    destination: string,
    uri: string,
    content: JsonObject,
    read: Reader<T>,
    call: Call,
  ): Promise<FederationResult<T>> {
    return this.#call({ ...call, destination, method: "PUT", uri, content }, read);
  }

  #post<T>(
    destination: string,
    uri: string,
    content: JsonObject,
    read: Reader<T>,
    call: Call,
  ): Promise<FederationResult<T>> {
    return this.#call({ ...call, destination, method: "POST", uri, content }, read);
  }

  async #call<T>(request: FederationRequest, read: Reader<T>): Promise<FederationResult<T>> {
    const answer = await this.#transport.request(request);
    if (!answer.ok) return answer;
    const value = read(answer.value);
    if (value !== undefined) return { ok: true, value };
    const message = `${request.destination} answered something else than was asked for`;
    return { ok: false, error: { kind: "malformed", message } };
  }
}

type Reader<T> = (value: JsonValue) => T | undefined;

function anything(value: JsonValue): JsonValue {
  return value;
}

function pdusOf(value: JsonValue): readonly JsonObject[] | undefined {
  return objectsIn(value, "pdus");
}

function guarded<T>(guard: (value: unknown) => value is T): Reader<T> {
  return (value) => (guard(value) ? value : undefined);
}

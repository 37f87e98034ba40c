/** Calls between servers that are in a room: events, state, history. */
import type { JsonObject, JsonValue } from "@knockgen/auth";
import type { FederationResult } from "../transport/transport.js";
import {
  objectsIn,
  readStateEvents,
  readStateIds,
  readTransactionResults,
  type StateEvents,
  type StateIds,
  type TransactionResults,
} from "./answers.js";
import { type Call, type Caller, LARGE, ONE_EVENT } from "./caller.js";

/** Where a gap in a room's history begins and ends. */
export interface Gap {
  readonly roomId: string;
  readonly earliest: readonly string[];
  readonly latest: readonly string[];
  readonly limit: number;
}

/** The part of a room's history that ends with some events. */
export interface Past {
  readonly roomId: string;
  readonly from: readonly string[];
  readonly limit: number;
}

type Events = Promise<FederationResult<readonly JsonObject[]>>;

export interface RoomCalls {
  sendTransaction(
    server: string,
    txnId: string,
    transaction: JsonObject,
    call?: Call,
  ): Promise<FederationResult<TransactionResults>>;
  /** Events before and including the given ones, newest first. */
  backfill(server: string, past: Past, call?: Call): Events;
  getMissingEvents(server: string, gap: Gap, call?: Call): Events;
  getEvent(server: string, eventId: string, call?: Call): Promise<FederationResult<JsonObject>>;
  /** The room's state before an event. */
  state(server: string, roomId: string, eventId: string, call?: Call): Promise<FederationResult<StateEvents>>;
  stateIds(server: string, roomId: string, eventId: string, call?: Call): Promise<FederationResult<StateIds>>;
  eventAuth(server: string, roomId: string, eventId: string, call?: Call): Events;
}

export function roomCalls(caller: Caller): RoomCalls {
  return {
    sendTransaction: (server, txnId, content, call) =>
      caller(server, { path: "/v1/send/{txnId}", params: { txnId }, content }, readTransactionResults, {
        timeoutMs: 60_000,
        ...call,
      }),
    backfill: (server, { roomId, from, limit }, call) => {
      const query = { v: from, limit };
      return caller(server, { path: "/v1/backfill/{roomId}", params: { roomId }, query }, pdusOf, call);
    },
    getMissingEvents: (server, { roomId, earliest, latest, limit }, call) => {
      const path = "/v1/get_missing_events/{roomId}";
      const content = { earliest_events: earliest, latest_events: latest, limit, min_depth: 0 };
      const read = (value: JsonValue) => objectsIn(value, "events");
      return caller(server, { path, params: { roomId }, method: "POST", content }, read, call);
    },
    getEvent: (server, eventId, call) =>
      caller(
        server,
        { path: "/v1/event/{eventId}", params: { eventId } },
        async (value) => (await pdusOf(value))?.[0],
        {
          ...ONE_EVENT,
          ...call,
        },
      ),
    state: (server, roomId, eventId, call) => {
      const endpoint = { path: "/v1/state/{roomId}", params: { roomId }, query: { event_id: eventId } };
      return caller(server, endpoint, readStateEvents, { ...LARGE, ...call });
    },
    stateIds: (server, roomId, eventId, call) => {
      const endpoint = { path: "/v1/state_ids/{roomId}", params: { roomId }, query: { event_id: eventId } };
      return caller(server, endpoint, readStateIds, { ...LARGE, ...call });
    },
    eventAuth: (server, roomId, eventId, call) => {
      const endpoint = { path: "/v1/event_auth/{roomId}/{eventId}", params: { roomId, eventId } };
      return caller(server, endpoint, (value) => objectsIn(value, "auth_chain"), {
        maxBytes: LARGE.maxBytes,
        ...call,
      });
    },
  };
}

function pdusOf(value: JsonValue): Promise<readonly JsonObject[] | undefined> {
  return objectsIn(value, "pdus");
}

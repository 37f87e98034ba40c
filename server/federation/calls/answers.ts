/**
 * Answers of other servers, read leniently and without loss: the generated checks demand fields, such as the
 * `origin` of a template, that servers leave out, and events need the numbers as they were written.
 */
import { isJsonObject, type JsonObject, type JsonValue, own } from "@knockgen/auth";

/** The objects of a list; undefined if it is not a list. Entries that are not objects are dropped. */
export function objectsIn(value: JsonValue, key: string): readonly JsonObject[] | undefined {
  const list = isJsonObject(value) ? own(value, key) : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : undefined;
}

/** The strings of a list, or of its beginning; undefined if it is not a list. */
function stringsIn(
  value: JsonValue,
  key: string,
  most: number = Number.POSITIVE_INFINITY,
): readonly string[] | undefined {
  const list = isJsonObject(value) ? own(value, key) : undefined;
  return Array.isArray(list) ? list.slice(0, most).filter((entry) => typeof entry === "string") : undefined;
}

/** Servers of a room that are looked at; few of them are asked. */
const MAX_SERVERS = 1_000;

/** Answer of send_join. */
export interface SentJoin {
  readonly state: readonly JsonObject[];
  readonly authChain: readonly JsonObject[];
  /** The join with the resident server's signature, where the room is restricted. */
  readonly event: JsonObject | undefined;
  readonly membersOmitted: boolean;
  readonly serversInRoom: readonly string[];
}

/** Answer of state and event_auth. */
export interface StateEvents {
  readonly pdus: readonly JsonObject[];
  readonly authChain: readonly JsonObject[];
}

/** Answer of state_ids. */
export interface StateIds {
  readonly pduIds: readonly string[];
  readonly authChainIds: readonly string[];
}

/** By event ID, why an event of a transaction was turned down; undefined for those that were taken. */
export type TransactionResults = ReadonlyMap<string, string | undefined>;

/** Undefined unless `state` is present. What the chain lacks is asked for. */
export function readSentJoin(value: JsonValue): SentJoin | undefined {
  const state = objectsIn(value, "state");
  if (state === undefined || !isJsonObject(value)) return undefined;
  const event = own(value, "event");
  return {
    state,
    authChain: objectsIn(value, "auth_chain") ?? [],
    event: isJsonObject(event) ? event : undefined,
    membersOmitted: own(value, "members_omitted") === true,
    serversInRoom: stringsIn(value, "servers_in_room", MAX_SERVERS) ?? [],
  };
}

/** Version 1 of `send_join`, `send_leave` and `invite` answers with `[200, …]`; null where nothing is in there. */
export function unwrapped(value: JsonValue): JsonValue {
  return Array.isArray(value) ? (value[1] ?? null) : value;
}

/** The event of an answer to an invite. */
export function readInvite(value: JsonValue): JsonObject | undefined {
  const event = isJsonObject(value) ? own(value, "event") : undefined;
  return isJsonObject(event) ? event : undefined;
}

/** Undefined without the state itself. */
export function readStateEvents(value: JsonValue): StateEvents | undefined {
  const pdus = objectsIn(value, "pdus");
  return pdus && { pdus, authChain: objectsIn(value, "auth_chain") ?? [] };
}

/** Undefined without the state itself. */
export function readStateIds(value: JsonValue): StateIds | undefined {
  const pduIds = stringsIn(value, "pdu_ids");
  return pduIds && { pduIds, authChainIds: stringsIn(value, "auth_chain_ids") ?? [] };
}

/** A server that names no events has turned none down. */
export function readTransactionResults(value: JsonValue): TransactionResults | undefined {
  if (!isJsonObject(value)) return undefined;
  const pdus = own(value, "pdus");
  if (!isJsonObject(pdus)) return new Map();
  return new Map(
    Object.entries(pdus).map(([eventId, result]): [string, string | undefined] => {
      const error = isJsonObject(result) ? own(result, "error") : undefined;
      return [eventId, typeof error === "string" ? error : undefined];
    }),
  );
}

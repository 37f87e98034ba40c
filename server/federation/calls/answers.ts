/**
 * Answers of other servers, read leniently and without loss: the generated checks demand fields, such as the
 * `origin` of a template, that servers leave out, and events need the numbers as they were written.
 */
import { isJsonObject, type JsonObject, type JsonValue, own } from "@knockgen/auth";
import { filterInTurns } from "../../bounds/turns.js";
import { MAX_PDUS } from "../outbox/transaction.js";

/** The objects of a list; undefined if it is not a list. Entries that are not objects are dropped. */
export async function objectsIn(value: JsonValue, key: string): Promise<readonly JsonObject[] | undefined> {
  const list = isJsonObject(value) ? own(value, key) : undefined;
  return Array.isArray(list) ? filterInTurns(list, isJsonObject) : undefined;
}

/** The strings of a list, or of its beginning; undefined if it is not a list. */
async function stringsIn(
  value: JsonValue,
  key: string,
  most: number = Number.POSITIVE_INFINITY,
): Promise<readonly string[] | undefined> {
  const list = isJsonObject(value) ? own(value, key) : undefined;
  if (!Array.isArray(list)) return undefined;
  return filterInTurns(list.slice(0, most), (entry) => typeof entry === "string");
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
export async function readSentJoin(value: JsonValue): Promise<SentJoin | undefined> {
  const state = await objectsIn(value, "state");
  if (state === undefined || !isJsonObject(value)) return undefined;
  const event = own(value, "event");
  return {
    state,
    authChain: (await objectsIn(value, "auth_chain")) ?? [],
    event: isJsonObject(event) ? event : undefined,
    membersOmitted: own(value, "members_omitted") === true,
    serversInRoom: (await stringsIn(value, "servers_in_room", MAX_SERVERS)) ?? [],
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
export async function readStateEvents(value: JsonValue): Promise<StateEvents | undefined> {
  const pdus = await objectsIn(value, "pdus");
  return pdus && { pdus, authChain: (await objectsIn(value, "auth_chain")) ?? [] };
}

/** Undefined without the state itself. */
export async function readStateIds(value: JsonValue): Promise<StateIds | undefined> {
  const pduIds = await stringsIn(value, "pdu_ids");
  return pduIds && { pduIds, authChainIds: (await stringsIn(value, "auth_chain_ids")) ?? [] };
}

/** A server that names no events has turned none down. */
export function readTransactionResults(value: JsonValue): TransactionResults | undefined {
  if (!isJsonObject(value)) return undefined;
  const pdus = own(value, "pdus");
  if (!isJsonObject(pdus)) return new Map();
  const results = new Map<string, string | undefined>();
  for (const eventId in pdus) {
    // A transaction has no more events.
    if (results.size >= MAX_PDUS) break;
    const result = own(pdus, eventId);
    const error = isJsonObject(result) ? own(result, "error") : undefined;
    results.set(eventId, typeof error === "string" ? error : undefined);
  }
  return results;
}

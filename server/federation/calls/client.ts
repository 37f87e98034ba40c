/** The requests of the server-server API, one method each. */
import type { FederationTransport } from "../transport/transport.js";
import { createCaller } from "./caller.js";
import { type KeyCalls, keyCalls } from "./key-calls.js";
import { type MembershipCalls, membershipCalls } from "./membership-calls.js";
import { type QueryCalls, queryCalls } from "./query-calls.js";
import { type RoomCalls, roomCalls } from "./room-calls.js";

/** Calls other servers. Every method gives a value or says why there is none; none rejects. */
export interface FederationClient extends MembershipCalls, RoomCalls, QueryCalls, KeyCalls {}

/** A client on a transport that signs. */
export function createFederationClient(transport: FederationTransport): FederationClient {
  const caller = createCaller(transport);
  return { ...membershipCalls(caller), ...roomCalls(caller), ...queryCalls(caller), ...keyCalls(caller) };
}

/** Calls for keys of other servers' users. Keys are given as they came: a changed byte breaks a signature. */
import { isJsonObject, type JsonObject } from "@knockgen/auth";
import type { FederationResult } from "../transport/transport.js";
import type { Call, Caller, Reader } from "./caller.js";

export interface KeyCalls {
  /** By user, the devices that are asked about; an empty list is for all. */
  queryKeys(server: string, wanted: JsonObject, call?: Call): Promise<FederationResult<JsonObject>>;
  /** By user and device, the algorithm. */
  claimKeys(server: string, wanted: JsonObject, call?: Call): Promise<FederationResult<JsonObject>>;
  /** All devices of a user. */
  userDevices(server: string, userId: string, call?: Call): Promise<FederationResult<JsonObject>>;
}

export function keyCalls(caller: Caller): KeyCalls {
  const read: Reader<JsonObject> = (value) => (isJsonObject(value) ? value : undefined);
  const method = "POST";
  return {
    queryKeys: (server, device_keys, call) =>
      caller(server, { path: "/v1/user/keys/query", method, content: { device_keys } }, read, call),
    claimKeys: (server, one_time_keys, call) =>
      caller(server, { path: "/v1/user/keys/claim", method, content: { one_time_keys } }, read, call),
    userDevices: (server, userId, call) =>
      caller(server, { path: "/v1/user/devices/{userId}", params: { userId } }, read, call),
  };
}

/** Calls that need no room: aliases, profiles, public rooms, the version. */
import { isJsonObject, type JsonObject, type JsonValue, own, takesMoreThan } from "@knockgen/auth";
import type { RoomSummary } from "@knockgen/matrix/client-server";
import type {
  GetPublicRoomsResponse200,
  GetVersionResponse200,
  QueryProfileResponse200,
  QueryPublicRoomsRequestBody,
  QueryRoomDirectoryResponse200,
} from "@knockgen/matrix/server-server";
import { isPublicRoomsChunk, isRoomSummary } from "@knockgen/matrix/validators/client-server";
import {
  isGetPublicRoomsResponse200,
  isGetVersionResponse200,
  isQueryProfileResponse200,
  isQueryRoomDirectoryResponse200,
} from "@knockgen/matrix/validators/server-server";
import { plain, plainObject } from "../../values/plain.js";
import type { FederationResult } from "../transport/transport.js";
import type { Call, Caller, Reader } from "./caller.js";
import { readEntries, withoutOddEntries, withoutOddFields } from "./lenient.js";

/** Which rooms of a directory. */
export interface PublicRoomsQuery {
  readonly limit?: number;
  readonly since?: string;
}

type PublicRooms = Promise<FederationResult<GetPublicRoomsResponse200>>;

/** A room elsewhere; events and entries of an odd form are left out (O37). */
export interface Hierarchy {
  readonly room: RoomSummary;
  /** Events that name rooms below it, unread. */
  readonly childEvents: readonly unknown[];
  readonly children: readonly RoomSummary[];
  /** Rooms of which the server tells us nothing. */
  readonly inaccessible: readonly string[];
}

export interface QueryCalls {
  queryDirectory(
    server: string,
    alias: string,
    call?: Call,
  ): Promise<FederationResult<QueryRoomDirectoryResponse200>>;
  queryProfile(
    server: string,
    userId: string,
    field?: "displayname" | "avatar_url",
    call?: Call,
  ): Promise<FederationResult<QueryProfileResponse200>>;
  publicRooms(server: string, query?: PublicRoomsQuery, call?: Call): PublicRooms;
  /** As `publicRooms`, with a filter. */
  searchPublicRooms(server: string, body: QueryPublicRoomsRequestBody & JsonObject, call?: Call): PublicRooms;
  /** Summary that a server in a room gives to those outside, without the children of a space. */
  roomSummary(server: string, roomId: string, call?: Call): Promise<FederationResult<RoomSummary>>;
  /** A room and the rooms below it, as a server tells those outside. */
  hierarchy(
    server: string,
    roomId: string,
    suggestedOnly: boolean,
    call?: Call,
  ): Promise<FederationResult<Hierarchy>>;
  version(server: string, call?: Call): Promise<FederationResult<GetVersionResponse200>>;
}

/** The specification allows profiles of 64 KiB. */
const PROFILE_BYTES = 128 * 1024;
/** Some hundred rooms, or servers. */
const LIST_BYTES = 2 * 1024 * 1024;

export function queryCalls(caller: Caller): QueryCalls {
  const path = "/v1/publicRooms";
  return {
    queryDirectory: (server, alias, call) => {
      const endpoint = { path: "/v1/query/directory", query: { room_alias: alias } };
      return caller(server, endpoint, directoryIn, { maxBytes: LIST_BYTES, ...call });
    },
    queryProfile: (server, userId, field, call) => {
      const endpoint = { path: "/v1/query/profile", query: { user_id: userId, field } };
      const read: Reader<QueryProfileResponse200> = (json) =>
        withoutOddFields(plain(json), isQueryProfileResponse200, []);
      return caller(server, endpoint, read, { maxBytes: PROFILE_BYTES, ...call });
    },
    publicRooms: (server, { limit, since } = {}, call) =>
      caller(server, { path, query: { limit, since } }, publicRoomsIn, { maxBytes: LIST_BYTES, ...call }),
    searchPublicRooms: (server, content, call) =>
      caller(server, { path, method: "POST", content }, publicRoomsIn, { maxBytes: LIST_BYTES, ...call }),
    roomSummary: (server, roomId, call) => {
      const endpoint = { path: "/v1/hierarchy/{roomId}", params: { roomId } };
      return caller(server, endpoint, (value) => summaryIn(value, roomId), { maxBytes: LIST_BYTES, ...call });
    },
    hierarchy: (server, roomId, suggested_only, call) => {
      const endpoint = {
        path: "/v1/hierarchy/{roomId}",
        params: { roomId },
        query: { suggested_only: String(suggested_only) },
      };
      return caller(server, endpoint, (value) => hierarchyIn(value, roomId), {
        maxBytes: LIST_BYTES,
        ...call,
      });
    },
    version: (server, call) =>
      caller(server, { path: "/v1/version" }, guarded(isGetVersionResponse200), call),
  };
}

/** A summary of another room than the one that was asked about is none. */
function summaryIn(value: JsonValue, roomId: string): RoomSummary | undefined {
  const whole = isJsonObject(value) ? own(value, "room") : undefined;
  if (!isJsonObject(whole)) return undefined;
  // Neither is about the room itself; a membership would be another's.
  const { children_state: _, membership: __, ...rest } = whole;
  const room = takesMoreThan(rest, MAX_ROOM_BYTES) ? undefined : entryIn(rest, isRoomSummary);
  return room?.room_id === roomId ? room : undefined;
}

async function hierarchyIn(value: JsonValue, roomId: string): Promise<Hierarchy | undefined> {
  const room = summaryIn(value, roomId);
  if (room === undefined || !isJsonObject(value)) return undefined;
  const whole = own(value, "room");
  return {
    room,
    childEvents: await readEntries(isJsonObject(whole) ? own(whole, "children_state") : undefined, plain),
    children: await readEntries(own(value, "children"), (child) => entryIn(child, isRoomSummary)),
    inaccessible: await readEntries(own(value, "inaccessible_children"), textOf),
  };
}

/** Fields that every entry of a directory has, and every summary; for an odd one, what tells and opens least (O37). */
const REQUIRED = ["room_id", "num_joined_members", "world_readable", "guest_can_join"];
const FLAGS = ["world_readable", "guest_can_join"];
/** Bytes of a room that stands beside a list, of which names and topics are the most. */
const MAX_ROOM_BYTES = 64 * 1024;

function entryIn<T>(value: JsonValue, guard: (value: unknown) => value is T): T | undefined {
  if (!isJsonObject(value)) return undefined;
  const flags = FLAGS.map((name) => [name, own(value, name) === true] as const);
  const members = plain(own(value, "num_joined_members") ?? 0);
  const num_joined_members = Number.isSafeInteger(members) && Number(members) >= 0 ? members : 0;
  return withoutOddFields(
    { ...plainObject(value), ...Object.fromEntries(flags), num_joined_members },
    guard,
    REQUIRED,
  );
}

function textOf(value: JsonValue): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function publicRoomsIn(json: JsonValue): Promise<GetPublicRoomsResponse200 | undefined> {
  const read = (entry: JsonValue) => entryIn(entry, isPublicRoomsChunk);
  return withoutOddEntries(json, isGetPublicRoomsResponse200, "chunk", read);
}

/** Where no servers are listed, the one that was asked will do. */
function directoryIn(json: JsonValue): Promise<QueryRoomDirectoryResponse200 | undefined> {
  const required = ["room_id", "servers"];
  const isListed = isJsonObject(json) && Array.isArray(own(json, "servers"));
  const whole =
    isListed || !isJsonObject(json) ? json : { room_id: own(json, "room_id") ?? null, servers: [] };
  return withoutOddEntries(whole, isQueryRoomDirectoryResponse200, "servers", textOf, required);
}

/** Values passed on to clients unchanged, whatever numbers another server puts into them. */
function guarded<T>(guard: (value: unknown) => value is T): Reader<T> {
  return (json) => {
    const value = plain(json);
    return guard(value) ? value : undefined;
  };
}

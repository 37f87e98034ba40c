/** From what a client names to a room and the servers that may help with it. */
import { isServerName, type JsonObject } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { badGateway, badJson, invalidParam, MatrixHttpError, notFound } from "../errors.js";
import { NONE_TO_TRY } from "../federation/calls/try-servers.js";
import type { FederationError } from "../federation/transport/transport.js";
import { isRoomAlias, isRoomId, serverOf } from "../values/ids.js";

/** A room, and servers through which it can be reached. */
export interface FoundRoom {
  readonly roomId: string;
  readonly via: readonly string[];
}

/** `via`, and up to 1.13 `server_name`, which counts only without a `via` (N9). */
export interface ViaQuery {
  readonly via?: readonly string[] | undefined;
  readonly server_name?: readonly string[] | undefined;
}

/** A local user who wants into a room, or to ask for that. */
export interface Wish {
  readonly userId: string;
  /** An ID or an alias. */
  readonly room: string;
  readonly query: ViaQuery;
  readonly reason: string | undefined;
  /** More keys of the member event (C27). */
  readonly content?: JsonObject;
}

/** The servers that a query names. */
function viaOf(query: ViaQuery): readonly string[] {
  const named = query.via !== undefined && query.via.length > 0 ? query.via : (query.server_name ?? []);
  return named.filter(isServerName);
}

/** Resolves an alias, here or at its server (X1), and collects the servers to ask. */
export async function findRoom(
  context: Pick<ServerContext, "federation" | "serverName" | "store" | "writer">,
  idOrAlias: string,
  query: ViaQuery = {},
): Promise<FoundRoom> {
  const named = viaOf(query);
  if (isRoomAlias(idOrAlias)) {
    const resolved = await resolveAlias(context, idOrAlias);
    return { roomId: resolved.roomId, via: named.length > 0 ? named : resolved.via };
  }
  if (!isRoomId(idOrAlias)) throw invalidParam(`${idOrAlias} is neither a room ID nor a room alias`);
  // Without other hints, a room ID's server is the best guess.
  const home = serverOf(idOrAlias);
  return { roomId: idOrAlias, via: named.length > 0 || home === "" ? named : [home] };
}

/** Servers of a room that are named with an alias. */
const MAX_VIA = 20;

/** Target of an alias. */
export async function resolveAlias(
  context: Pick<ServerContext, "federation" | "serverName" | "store" | "writer">,
  alias: string,
): Promise<FoundRoom> {
  const server = serverOf(alias);
  if (server === context.serverName) {
    const found = await context.store.alias(alias);
    if (found === undefined) throw notFound(`There is no ${alias} here`);
    const room = await context.writer.room(found.roomId);
    const servers = room?.servers ?? [];
    // This server first, where it is in the room (C109).
    const here = servers.length === 0 || servers.includes(context.serverName) ? [context.serverName] : [];
    const others = servers.filter((name) => name !== context.serverName);
    return { roomId: found.roomId, via: [...here, ...others].slice(0, MAX_VIA) };
  }
  if (!isServerName(server)) throw invalidParam(`${alias} is not a room alias`);
  const answer = await context.federation.queryDirectory(server, alias);
  if (!answer.ok) throw clientError(answer.error);
  const { room_id } = answer.value;
  if (!isRoomId(room_id)) throw badGateway(`${server} answered with something that is not a room`);
  const servers = [...new Set(answer.value.servers)].filter(isServerName).slice(0, MAX_VIA);
  return { roomId: room_id, via: servers.length > 0 ? servers : [server] };
}

/** Codes on which clients log out, or bother their users; whether they are right is for their own server alone to say. */
const OWN_SERVER_ONLY = new Set([
  "M_UNKNOWN_TOKEN",
  "M_MISSING_TOKEN",
  "M_USER_DEACTIVATED",
  "M_USER_LOCKED",
  "M_USER_SUSPENDED",
  "M_CONSENT_NOT_GIVEN",
  "M_GUEST_ACCESS_FORBIDDEN",
  "M_RESOURCE_LIMIT_EXCEEDED",
]);

function isForClients(errcode: string): boolean {
  return errcode !== "" && !OWN_SERVER_ONLY.has(errcode);
}

/** Answers to a client when other servers fail. */
export function clientError(error: FederationError): MatrixHttpError {
  if (error === NONE_TO_TRY)
    return notFound("There is no such room here, and no server is known that has it");
  if (error.kind === "unsendable") return badJson(error.message);
  if (error.kind !== "http") return badGateway(`No server could help: ${error.message}`);
  const { status, errcode, message, body } = error;
  if (errcode === "M_INCOMPATIBLE_ROOM_VERSION") {
    const version = body.room_version;
    return new MatrixHttpError(
      400,
      errcode,
      message,
      typeof version === "string" ? { room_version: version } : {},
    );
  }
  if (status === 429) {
    const wait = error.retryAfterMs ?? 1_000;
    return new MatrixHttpError(
      429,
      "M_LIMIT_EXCEEDED",
      message,
      { retry_after_ms: wait },
      {
        "retry-after": String(Math.ceil(wait / 1000)),
      },
    );
  }
  // Refusals of our server are not the client's fault, and redirects are not for the client to follow.
  if (status === 401 || status < 400 || status >= 500) return badGateway(`No server could help: ${message}`);
  return new MatrixHttpError(status, isForClients(errcode) ? errcode : "M_UNKNOWN", message);
}

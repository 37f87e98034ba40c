/** From what a client names to a room and the servers that may help with it. */
import { isServerName, type JsonObject } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import { badGateway, invalidParam, notFound } from "../errors.js";
import { isRoomAlias, isRoomId, serverOf } from "../values/ids.js";
import { clientError } from "./client-error.js";
import { MAX_VIA } from "./outside-room.js";

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
  /** Begun by the server in their name: then they may decide otherwise at any time. */
  readonly isAutomatic?: boolean;
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
  if (named.length > 0) return { roomId: idOrAlias, via: named };
  // Without other hints, a room ID's server is the best guess; from version 12 on it names none.
  const home = serverOf(idOrAlias);
  const known = (await context.writer.room(idOrAlias))?.servers ?? [];
  return { roomId: idOrAlias, via: (home === "" ? known : [home, ...known]).slice(0, MAX_VIA) };
}

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

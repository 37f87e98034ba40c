import type { RoomSummary } from "@knockgen/matrix/client-server";
import type { ServerServerHandlers } from "@knockgen/matrix/routes/server-server";
import type { ServerContext } from "../../context.js";
import { notFound } from "../../errors.js";
import { isResident } from "../../membership/require-member.js";
import { childrenOf } from "../../room/space-children.js";
import { isOpenToStrangers, roomSummary } from "../../room/summary.js";
import { serverOf } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

/** Children of one space that are told of. */
const MAX_CHILDREN = 50;

type Handler = ServerServerHandlers<Auth>["getSpaceHierarchy"];

/**
 * `GET /_matrix/federation/v1/hierarchy/{roomId}`: Look at a room elsewhere, and at the rooms below it
 *
 * Takes `path`, `query` and `auth`; answers `200` or `404`.
 *
 * @since Matrix 1.2
 *
 * @knockgen handler server-server/getSpaceHierarchy 4bf3c49c-cb6e8ac5
 */
export const getSpaceHierarchy =
  (context: Pick<Context, "serverName" | "store" | "writer">): Handler =>
  async ({ path, query, auth }) => {
    const room = await summaryFor(context, path.roomId, auth.origin);
    if (room === undefined || room === "closed") throw notFound("There is no such room for you");
    const listed = await childrenOf(context, path.roomId, query.suggested_only === true);
    const children_state = listed.map(({ event }) => event);
    const children: RoomSummary[] = [];
    const inaccessible_children: string[] = [];
    for (const { roomId: id } of listed.slice(0, MAX_CHILDREN)) {
      const child = await summaryFor(context, id, auth.origin);
      if (child === "closed") inaccessible_children.push(id);
      else if (child !== undefined) children.push(child);
    }
    return { status: 200, body: { room: { ...room, children_state }, children, inaccessible_children } };
  };

/** Undefined for a room that this server is not in, and so knows nothing certain of. */
async function summaryFor(
  context: Pick<ServerContext, "serverName" | "writer">,
  roomId: string,
  origin: string,
): Promise<RoomSummary | "closed" | undefined> {
  if (!(await isResident(context, roomId))) return undefined;
  const summary = await roomSummary(context, roomId);
  if (summary === undefined) return undefined;
  if (isOpenToStrangers(summary) || (await hasPeopleFrom(context, roomId, origin, ["join", "invite"])))
    return summary;
  for (const allowed of summary.allowed_room_ids ?? [])
    if (await hasPeopleFrom(context, allowed, origin, ["join"])) return summary;
  return "closed";
}

async function hasPeopleFrom(
  context: Pick<ServerContext, "writer">,
  roomId: string,
  server: string,
  memberships: readonly string[],
): Promise<boolean> {
  const room = await context.writer.room(roomId);
  if (room === undefined) return false;
  if (room.hasServer(server)) return true;
  for (const [user, membership] of room.memberships)
    if (memberships.includes(membership) && serverOf(user) === server) return true;
  return false;
}

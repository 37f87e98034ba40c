import type { RoomSummary } from "@knockgen/matrix/client-server";
import type { ClientServerHandlers } from "@knockgen/matrix/routes/client-server";
import { isRoomSummary } from "@knockgen/matrix/validators/client-server";
import type { ClientAuth } from "../../client-auth.js";
import type { ServerContext } from "../../context.js";
import { notFound } from "../../errors.js";
import { tryServers } from "../../federation/calls/try-servers.js";
import { type FoundRoom, findRoom } from "../../membership/find-room.js";
import { isResident } from "../../membership/require-member.js";
import { isOpenToStrangers, roomSummary } from "../../room/summary.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

const MEMBERSHIPS = ["invite", "join", "knock", "leave", "ban"] as const;

type Handler = ClientServerHandlers<Auth>["getRoomSummary"];

/**
 * `GET /_matrix/client/v1/room_summary/{roomIdOrAlias}`: Look at a room from outside
 *
 * Takes `path`, `query` and `auth`; answers `200` or `404`.
 *
 * @since Matrix 1.15
 *
 * @knockgen handler client-server/getRoomSummary 14e0dbf0-16570226
 */
export const getRoomSummary =
  (context: Pick<Context, "federation" | "serverName" | "store" | "writer">): Handler =>
  async ({ path, query, auth }) => {
    const found = await findRoom(context, path.roomIdOrAlias, query);
    const { roomId } = found;
    const held = auth === undefined ? undefined : await context.store.membership(roomId, auth.userId);
    const resident = await isResident(context, roomId);
    const summary = resident
      ? await roomSummary(context, roomId)
      : await summaryElsewhere(context, found, auth);
    const known =
      summary !== undefined &&
      (isOpenToStrangers(summary) ||
        held?.membership === "join" ||
        held?.membership === "invite" ||
        (await isInOneOf(context, summary.allowed_room_ids ?? [], auth)));
    if (!known || !isRoomSummary(summary)) throw notFound("There is no such room, or none that you may see");
    const membership = MEMBERSHIPS.find((each) => each === held?.membership);
    return { status: 200, body: { ...summary, ...(membership === undefined ? {} : { membership }) } };
  };

/** Servers that are asked for one summary. */
const MAX_ASKED = 3;

/** Asks servers in the room; strangers without an account do not have us call others. */
async function summaryElsewhere(
  context: Pick<ServerContext, "federation" | "serverName">,
  { roomId, via }: FoundRoom,
  auth: ClientAuth | undefined,
): Promise<RoomSummary | undefined> {
  if (auth === undefined) return undefined;
  const others = via.filter((server) => server !== context.serverName).slice(0, MAX_ASKED);
  const answer = await tryServers(others, (server) => context.federation.roomSummary(server, roomId));
  return answer.ok ? answer.value : undefined;
}

/** True if the user is in a room whose members may enter. */
async function isInOneOf(
  context: Pick<ServerContext, "store">,
  roomIds: readonly string[],
  auth: ClientAuth | undefined,
): Promise<boolean> {
  if (auth === undefined) return false;
  const all = roomIds.length === 0 ? [] : await context.store.membershipsOf(auth.userId);
  return all.some(({ roomId, membership }) => membership === "join" && roomIds.includes(roomId));
}

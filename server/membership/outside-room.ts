/** Rooms that this server is not in, as far as it needs to know them for users who knock or are invited there. */
import type { RoomVersion } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import type { MembershipRecord } from "../store/store.js";

/** Servers of a room that may be asked; a large one has thousands. */
export const MAX_VIA = 20;

/** Where to ask, and by which rules events are read. */
interface RoomFromOutside {
  readonly via: readonly string[];
  readonly version: RoomVersion | undefined;
}

type WithRooms = Pick<ServerContext, "serverName"> & {
  readonly writer: Pick<ServerContext["writer"], "room">;
};

/** As a server in the room has told; of a room that we were in when the user knocked or was invited, as we knew it last. */
export async function roomFromOutside(
  { serverName, writer }: WithRooms,
  held: Pick<MembershipRecord, "roomId" | "version" | "via">,
): Promise<RoomFromOutside> {
  const room = await writer.room(held.roomId);
  const known = (room?.servers ?? []).filter((server) => server !== serverName);
  return {
    via: [...new Set([...held.via, ...known])].slice(0, MAX_VIA),
    version: held.version ?? room?.version,
  };
}

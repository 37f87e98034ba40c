/** Events about memberships of local users, of rooms that this server is not in, which come again. */
import type { ServerContext } from "../../context.js";
import type { MembershipRecord } from "../../store/rooms/room-records.js";

/** Whether an event was taken before, and another has come after it. */
export async function isOvertaken(
  { store }: Pick<ServerContext, "store">,
  eventId: string,
  held: MembershipRecord | undefined,
): Promise<boolean> {
  return held?.eventId !== eventId && (await store.events([eventId])).length > 0;
}

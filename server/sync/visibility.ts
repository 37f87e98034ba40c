/** How far back members may look. */
import { own } from "../../auth/index.js";
import type { RoomDraft } from "../room/draft.js";
import type { MembershipRecord, Position } from "../store/types.js";

/** The position after which a user may see a room's history. */
export async function visibleAfter(
  draft: RoomDraft | undefined,
  membership: MembershipRecord,
): Promise<Position> {
  const event = await draft?.stateEvent("m.room.history_visibility");
  const visibility = event === undefined ? "shared" : own(event.content, "history_visibility");
  if (visibility !== "joined" && visibility !== "invited") return 0;
  return (membership.joinedAt ?? membership.position) - 1;
}

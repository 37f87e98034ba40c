/** Joining for a user whose knock was answered by an invite, where the server is configured to (N6). */
import type { ServerContext } from "../context.js";
import type { MembershipRecord } from "../store/types.js";
import { join } from "./join.js";

/** Joins in the background if the user has knocked; a failure leaves the invite to the user. */
export function acceptIfKnocked(
  context: ServerContext,
  userId: string,
  roomId: string,
  held: Pick<MembershipRecord, "membership"> | undefined,
  via: readonly string[],
): void {
  if (context.config.autoAcceptKnocks !== true || held?.membership !== "knock") return;
  void join(context, userId, roomId, { via }, undefined).catch((error: unknown) => {
    context.log("warn", "an invite could not be accepted", {
      roomId,
      error: error instanceof Error ? error : String(error),
    });
  });
}

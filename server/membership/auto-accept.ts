/** Joining for a user whose knock was answered by an invite, where the server is configured to (N6). */
import { setTimeout as sleep } from "node:timers/promises";
import type { ServerContext } from "../context.js";
import type { MembershipRecord } from "../store/store.js";
import { join } from "./join.js";

/** The inviting server puts the invite into the room only after we have signed it, so the first try may come too soon. */
const PAUSES_MS = [50, 250, 1_000, 5_000];

/** Who was invited to which room, and servers to join it through. */
interface Invited {
  readonly userId: string;
  readonly roomId: string;
  readonly via: readonly string[];
}

/** Joins in the background if the user has knocked; a failure leaves the invite to the user. */
export function acceptIfKnocked(
  context: ServerContext,
  held: Pick<MembershipRecord, "membership"> | undefined,
  invite: Invited,
): void {
  if (context.config.autoAcceptKnocks !== true || held?.membership !== "knock") return;
  const { work } = context;
  void work
    .run(() => accept(context, invite))
    .catch((error: unknown) => {
      if (work.closing.aborted) return;
      context.log("warn", "an invite could not be accepted", {
        roomId: invite.roomId,
        error: error instanceof Error ? error : String(error),
      });
    });
}

async function accept(context: ServerContext, { userId, roomId, via }: Invited): Promise<void> {
  let failure: unknown;
  for (const pause of PAUSES_MS) {
    await sleep(pause, undefined, { ref: false, signal: context.work.closing });
    const held = await context.store.membership(roomId, userId);
    // The user, or the room, has decided otherwise meanwhile.
    if (held?.membership !== "invite") return;
    try {
      await join(context, { userId, room: roomId, query: { via }, reason: undefined, isAutomatic: true });
      return;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

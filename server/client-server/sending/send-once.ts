/** Events that a client sends with a transaction ID: a repeat gives the first answer and does nothing (C8). */
import type { EventDraft } from "@knockgen/auth";
import type { RoomDraft } from "../../room/draft/draft.js";
import { eventIdOf } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";

/** Where it is sent; `type` is that of the event. */
export interface SendOnce {
  readonly roomId: string;
  readonly type: string;
  readonly transactionId: string;
  /** Of a redaction. */
  readonly redacts?: string;
}

/** Gives the event's ID. `draw` makes the rest of the event, unless it was sent before. */
export async function sendOnce(
  { writer }: Pick<Context, "writer">,
  auth: Auth,
  { roomId, type, transactionId, redacts }: SendOnce,
  draw: (draft: RoomDraft) => Promise<Pick<EventDraft, "content" | "redacts">>,
): Promise<ReturnType<typeof eventIdOf>> {
  const { userId: sender, deviceId: device } = auth;
  const sent = await writer.change(roomId, async (draft) => {
    // Looked at here, so that of two requests at once the second sees what the first has sent.
    const before = await draft.sentBy({ type, sender, device, transactionId, redacts });
    if (before !== undefined) return before;
    const event = await draft.send({ type, sender, ...(await draw(draft)) }, { transactionId, device });
    return event.eventId;
  });
  return eventIdOf(sent);
}

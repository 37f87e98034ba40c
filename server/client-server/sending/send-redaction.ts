/** Redactions of clients, whichever endpoint they come by (C12, C16). */
import type { JsonObject } from "@knockgen/auth";
import { invalidParam } from "../../errors.js";
import { checkId } from "../../values/check-id.js";
import { eventIdOf } from "../../values/ids.js";
import type { Auth } from "../auth.js";
import type { Context } from "../context.js";
import { requireRedactLevel } from "../power.js";
import { sendOnce } from "./send-once.js";

/** A request to redact an event. */
export interface Redaction {
  readonly roomId: string;
  readonly redacts: string;
  readonly transactionId: string;
  /** Such as the reason. */
  readonly content: JsonObject;
}

/** Sends it, and gives its ID. The target stands where the room's version looks for it. */
export async function sendRedaction(
  context: Pick<Context, "store" | "writer">,
  auth: Auth,
  { roomId, redacts, transactionId, content }: Redaction,
): Promise<ReturnType<typeof eventIdOf>> {
  checkId(transactionId, "transaction ID");
  checkId(redacts, "event ID");
  const [target] = await context.store.events([eventIdOf(redacts)]);
  if (target !== undefined && target.roomId !== roomId) throw invalidParam("The event is of another room");
  const request = { roomId, type: "m.room.redaction", transactionId, redacts };
  return sendOnce(context, auth, request, async (draft) => {
    if (target !== undefined && target.sender !== auth.userId) await requireRedactLevel(draft, auth.userId);
    return { content, redacts };
  });
}

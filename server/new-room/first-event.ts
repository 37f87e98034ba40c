/** One event of a new room, drawn before the room is kept. */
import type { Pdu } from "@knockgen/auth";
import { MatrixHttpError } from "../errors.js";
import type { RoomDraft } from "../room/draft/draft.js";
import { Refusal } from "../room/make-event.js";

/** An event to put into the room; one that another server has signed too is checked like any that comes from outside. */
export interface FirstEvent {
  readonly event: Pdu;
  readonly signedBy: ReadonlySet<string> | undefined;
}

/** Puts a drawn event into the room. */
export async function put({ event, signedBy }: FirstEvent, draft: RoomDraft): Promise<void> {
  if (signedBy === undefined) {
    await draft.add(event);
    return;
  }
  const { status } = await draft.insert(event, { signedBy, relay: { except: [] } });
  if (status !== "accepted") throw new Error("a new room refuses an invite that it has let in before");
}

/** Turns a refusal by the rules into a fault of the request, as its sender does not lack power (O31); other errors stay. */
export function invalidState(error: unknown): unknown {
  if (!(error instanceof MatrixHttpError)) return error;
  if (!(error instanceof Refusal) && error.errcode !== "M_FORBIDDEN") return error;
  return new MatrixHttpError(400, "M_INVALID_ROOM_STATE", error.message);
}

/** Takes what `send_join`, `send_knock` and `send_leave` bring: what is cheap to ask is asked first (O2). */
import { loadPdu, type Pdu, type VerifiedEvent } from "@knockgen/auth";
import type { ServerContext } from "../../context.js";
import { forbidden } from "../../errors.js";
import type { HandshakeKind } from "../../federation/calls/membership-calls.js";
import type { FederationAuth } from "../../federation/incoming/request-auth.js";
import { takeGap } from "../../history/gaps.js";
import { missingPrev } from "../../history/missing-events.js";
import { limitKnock } from "../../membership/knock.js";
import type { RoomDraft } from "../../room/draft/draft.js";
import type { InsertOptions } from "../../room/draft/take-event.js";
import type { Room } from "../../room/room.js";
import { guardedRoom } from "../../room/room-access.js";
import { requireVerified } from "../require-verified.js";
import { isRepeated, requireAllowed, requireEntry, requireVoucher } from "./admit.js";
import { type EventPath, readMembership } from "./read-membership.js";

/** Takes a membership, or what was taken before; refuses anything else, of which nothing is kept (O3). */
export async function takeMembership(
  context: ServerContext,
  kind: HandshakeKind,
  path: EventPath,
  auth: FederationAuth,
): Promise<{ room: Room; event: Pdu }> {
  const { roomId } = path;
  const room = await guardedRoom(context, roomId, auth.origin);
  const event = readMembership(auth, kind, path, room);
  if (kind === "knock") await limitKnock(context, event.sender, roomId);
  // Asked behind the commits under way: the store may have the event a moment before memory has the room with it (X11).
  const isKnown = (await context.writer.events.one(event.eventId, room)) !== undefined;
  if (isKnown && (await context.writer.change(roomId, (draft) => isRepeated(draft, kind, event))))
    return { room, event };
  requireVoucher(room, event);
  const verified = await requireVerified(context, event, room.version);
  // O17: without a place in the room's history it would be judged by the present state, which it does not know.
  // Its template named events that we have; whatever else it follows would be a hole that a stranger makes.
  const { length: missing } = await missingPrev(context, room, event);
  if (event.prevEventIds.length === 0 || missing > 0) throw forbidden("What the event follows is not known");
  await context.writer.look(roomId, async (draft) => {
    await requireEntry(context, draft, event);
    await requireAllowed(draft, event);
  });
  const gap = await takeGap(context, room, verified, auth.origin);
  if (!gap.ok) throw forbidden(gap.error);
  const taken = await context.writer.change(roomId, async (draft) =>
    // The same may have come twice at once.
    (await isRepeated(draft, kind, event))
      ? event
      : insert(context, draft, verified, { outliers: gap.events, relay: { except: [auth.origin] } }),
  );
  return { room, event: taken };
}

async function insert(
  context: Pick<ServerContext, "serverName" | "signer" | "writer">,
  draft: RoomDraft,
  { event, signedBy }: VerifiedEvent,
  options: Pick<InsertOptions, "outliers" | "relay">,
): Promise<Pdu> {
  const { version } = draft.room;
  const inserted = (await requireEntry(context, draft, event))
    ? await draft.insert(loadPdu(context.signer.addSignature(event.json, version), version, event.eventId), {
        ...options,
        signedBy: new Set([...signedBy, context.serverName]),
      })
    : await draft.insert(event, { ...options, signedBy });
  if (inserted.status === "accepted") return inserted.event;
  // A job that fails leaves nothing: neither the event nor what came with it.
  const { verdict } = inserted;
  throw forbidden(verdict?.allowed === false ? verdict.reason : "The room does not allow it");
}

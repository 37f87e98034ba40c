/** Memberships of local users in rooms that this server is not in. */
import { type JsonObject, loadPdu, eventId as nameOf, type Pdu, type RoomVersion } from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import type { OutsideWrite } from "../room/room-job.js";
import type { MembershipRecord } from "../store/store.js";
import { isListedByHeld } from "./earlier.js";

/** The part of a room that a user outside it may see. */
export interface Outside {
  readonly event: Pdu;
  readonly userId: string;
  readonly membership: string;
  readonly stripped?: readonly JsonObject[] | undefined;
  readonly via?: readonly string[] | undefined;
  readonly version?: RoomVersion | undefined;
}

/** Commits a membership with the event that proves it; of one that the room has followed by the one we hold, the event alone. */
export async function commitOutside(
  context: Pick<ServerContext, "store" | "writer">,
  outside: Outside,
): Promise<void> {
  const { event, userId, membership, stripped, via, version } = outside;
  const before = await context.store.membership(event.roomId, userId);
  if (before !== undefined && version !== undefined) {
    // Two answers, or an answer and the news, may come in another order than the room has them.
    const isOver = await isListedByHeld(context.store, event.eventId, { eventId: before.eventId, version });
    if (isOver) return keepOvertaken(context, event);
  }
  const replaces = before?.eventId === event.eventId ? undefined : before?.eventId;
  await context.writer.commitOutside({
    event: outlier(event, replaces),
    membership: {
      roomId: event.roomId,
      userId,
      membership,
      eventId: event.eventId,
      sender: event.sender,
      ...(stripped === undefined ? {} : { stripped }),
      ...(via === undefined ? {} : { via }),
      ...(version === undefined ? {} : { version }),
    },
  });
}

/** Keeps an event alone, of what was overtaken: it is recognised when others refer to it. */
export async function keepOvertaken({ writer }: Pick<ServerContext, "writer">, event: Pdu): Promise<void> {
  await writer.commitOutside({ event: outlier(event, undefined) });
}

function outlier(event: Pdu, replaces: string | undefined): OutsideWrite["event"] {
  const { eventId, roomId, type, stateKey, sender, json } = event;
  return {
    eventId,
    roomId,
    type,
    stateKey,
    sender,
    status: "outlier",
    json,
    stateBefore: undefined,
    stateAfter: undefined,
    replaces,
    transactionId: undefined,
    device: undefined,
    destinations: [],
  };
}

/** A leave that only this server knows of, for a user who does not want to wait for others (X6). */
export function localLeave(
  context: Pick<ServerContext, "now" | "signer">,
  record: MembershipRecord,
  content: JsonObject,
): Pdu {
  const version = record.version ?? "10";
  const event: JsonObject = {
    type: "m.room.member",
    room_id: record.roomId,
    sender: record.userId,
    state_key: record.userId,
    content: { ...content, membership: "leave" },
    origin_server_ts: context.now(),
    depth: 0,
    prev_events: [],
    auth_events: [],
  };
  const signed = context.signer.sign(event, version);
  return loadPdu(signed, version, nameOf(signed, version));
}

/** Events of our own: their place at the tips of the room's graph, and what the rules say of them there. */
import {
  type JsonObject,
  type Pdu,
  ROOM_VERSIONS,
  type RoomVersion,
  readPdu,
  selectAuthEvents,
  type Verdict,
} from "@knockgen/auth";
import { badJson, entityTooLarge, forbidden } from "../errors.js";
import { completeEvent, type EventDraft, type EventPlace, eventTemplate } from "./build.js";
import { canonicalInput } from "./canonical-input.js";
import type { DraftParts } from "./draft-parts.js";
import { judgeOwn } from "./judge.js";

/** An event as it would be made now. */
export interface MadeEvent {
  /** Without hashes and signatures. */
  readonly template: JsonObject;
  readonly pdu: Pdu;
  readonly verdict: Verdict;
}

const MAX_PREV = 20;

/** Makes an event, allowed or not. */
export async function makeEvent(parts: DraftParts, draft: EventDraft): Promise<MadeEvent> {
  const { room, events, tools } = parts;
  canonicalInput(draft.content);
  const place = await placeFor(parts, draft);
  const template = eventTemplate(draft, place);
  const pdu = completeEvent(template, room.version, tools.signer);
  const create = await events.one(room.at("m.room.create", ""));
  return { template, pdu, verdict: judgeOwn(pdu, place.auth, create, events) };
}

/** Makes an event that the rules allow, and that others will take; 403, 413 or 400 otherwise. */
export async function makeAllowed(parts: DraftParts, draft: EventDraft): Promise<Pdu> {
  const { pdu, verdict } = await makeEvent(parts, draft);
  if (!verdict.allowed) throw forbidden(verdict.reason);
  assertReadable(pdu, parts.room.version);
  return pdu;
}

/** Events that others would drop are not sent: 413 or 400. */
export function assertReadable(pdu: Pdu, version: RoomVersion): void {
  const read = readPdu(pdu.json, version, { eventId: pdu.eventId });
  if (read.ok) return;
  const { code, message } = read.error;
  throw code === "pdu/too-large" || code === "pdu/field-too-large"
    ? entityTooLarge(message)
    : badJson(message);
}

async function placeFor({ room, events, tools }: DraftParts, draft: EventDraft): Promise<EventPlace> {
  const auth = selectAuthEvents(draft, room.version).map(([type, stateKey]) => room.at(type, stateKey));
  const noRoomId = ROOM_VERSIONS[room.version].roomId === "create-event" && draft.type === "m.room.create";
  return {
    roomId: noRoomId ? undefined : room.roomId,
    version: room.version,
    prev: await events.pdus(room.extremities.slice(-MAX_PREV)),
    auth: await events.pdus(auth.filter((id) => id !== undefined)),
    depth: room.depth + 1,
    now: tools.now(),
  };
}

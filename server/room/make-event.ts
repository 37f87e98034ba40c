/** Events of our own: their place at the tips of the room's graph, and what the rules say of them there. */
import {
  type BuiltEvent,
  buildEvent,
  type EventDraft,
  type EventPlace,
  eventTemplate,
  type JsonObject,
  lookupIn,
  MAX_PREV_EVENTS,
  may,
  type Pdu,
  ROOM_VERSIONS,
  selectAuthEvents,
  type Verdict,
} from "@knockgen/auth";
import { badJson, entityTooLarge, forbidden, MatrixHttpError } from "../errors.js";
import { canonicalInput } from "./canonical-input.js";
import type { DraftParts } from "./draft/draft-parts.js";

/** An event for another server to complete, and whether it could be sent now. */
export interface Template {
  /** Without hashes and signatures. */
  readonly event: JsonObject;
  readonly verdict: Verdict;
}

/** The event as `make_join` and its like answer it, allowed or not. */
export async function makeTemplate(parts: DraftParts, draft: EventDraft): Promise<Template> {
  canonicalInput(draft.content);
  const place = await placeFor(parts, draft);
  return { event: eventTemplate(draft, place), verdict: may(draft, place) };
}

/** Makes an event that the rules allow, and that others will take; 403, 413 or 400 otherwise. */
export async function makeAllowed(parts: DraftParts, draft: EventDraft): Promise<Pdu> {
  canonicalInput(draft.content);
  const place = await placeFor(parts, draft);
  const built = buildEvent(draft, { ...place, ...parts.tools.signer.forEvents(parts.room.version) });
  if (built.ok) return built.event;
  throw built.check === "rules" ? new Refusal(built.verdict) : unreadable(built);
}

/** Clauses that no sender meets, whatever their power: the content itself is at fault. */
const MALFORMED: ReadonlySet<string> = new Set(["pl.ints", "pl.maps", "pl.users", "pl.creators"]);

/** The rules refuse an event of ours. */
export class Refusal extends MatrixHttpError {
  constructor({ ruleKey, reason }: Extract<Verdict, { allowed: false }>) {
    const { status, errcode } = MALFORMED.has(ruleKey) ? badJson(reason) : forbidden(reason);
    super(status, errcode, reason);
  }
}

/** The answer to input that makes an event which others would drop: 413 or 400. */
export function unreadable({ error }: Extract<BuiltEvent, { check: "format" }>): MatrixHttpError {
  const { code, message } = error;
  return code === "pdu/too-large" || code === "pdu/field-too-large"
    ? entityTooLarge(message)
    : badJson(message);
}

async function placeFor({ room, events, tools }: DraftParts, draft: EventDraft): Promise<EventPlace> {
  const keys = selectAuthEvents(draft, room.version);
  const ids = [...keys, ["m.room.create", ""] as const].map(([type, stateKey]) => room.at(type, stateKey));
  const noRoomId = ROOM_VERSIONS[room.version].roomId === "create-event" && draft.type === "m.room.create";
  return {
    roomId: noRoomId ? undefined : room.roomId,
    roomVersion: room.version,
    extremities: await events.pdus(room.extremities.slice(-MAX_PREV_EVENTS)),
    state: lookupIn(await events.pdus(ids.filter((id) => id !== undefined))),
    depth: room.depth + 1,
    originServerTs: tools.now(),
  };
}

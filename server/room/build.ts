/** Makes events: their place in the room's graph, what authorises them, hash, signature and ID. */
import { randomBytes } from "node:crypto";
import {
  type JsonArray,
  type JsonObject,
  type JsonValue,
  loadPdu,
  eventId as nameOf,
  type Pdu,
  ROOM_VERSIONS,
  type RoomVersion,
  referenceHash,
} from "@knockgen/auth";
import type { EventSigner } from "./sign.js";

/** An event's own content, before it has a place. */
export interface EventDraft {
  readonly type: string;
  readonly sender: string;
  readonly stateKey?: string | undefined;
  readonly content: JsonObject;
  /** Of a redaction, before version 11. */
  readonly redacts?: string | undefined;
  /** The sender's server, which invites between servers have to name. */
  readonly origin?: string | undefined;
}

/** Where it goes. */
export interface EventPlace {
  /** Undefined for the create event of a version 12 room. */
  readonly roomId: string | undefined;
  readonly version: RoomVersion;
  readonly prev: readonly Pdu[];
  readonly auth: readonly Pdu[];
  readonly depth: number;
  readonly now: number;
}

/** An event without hashes and signatures, as `make_knock` and its like give it. */
export function eventTemplate(draft: EventDraft, place: EventPlace): JsonObject {
  const { version, roomId } = place;
  const event: Record<string, JsonValue> = {
    type: draft.type,
    sender: draft.sender,
    content: draft.content,
    origin_server_ts: place.now,
    depth: Math.min(place.depth, Number.MAX_SAFE_INTEGER),
    prev_events: references(place.prev, version),
    auth_events: references(place.auth, version),
  };
  if (roomId !== undefined) event.room_id = roomId;
  if (draft.stateKey !== undefined) event.state_key = draft.stateKey;
  if (draft.origin !== undefined) event.origin = draft.origin;
  if (draft.redacts !== undefined) event.redacts = draft.redacts;
  return event;
}

/** Adds what makes a template an event of ours. Versions 1 and 2 have IDs that are made up. */
export function completeEvent(template: JsonObject, version: RoomVersion, signer: EventSigner): Pdu {
  const chosen = ROOM_VERSIONS[version].eventId === "chosen";
  const event = chosen
    ? { ...template, event_id: `$${randomBytes(18).toString("base64url")}:${signer.serverName}` }
    : template;
  const signed = signer.sign(event, version);
  return loadPdu(signed, version, nameOf(signed, version));
}

/** Versions 1 and 2 name events by an ID and hashes. */
function references(events: readonly Pdu[], version: RoomVersion): JsonArray {
  if (ROOM_VERSIONS[version].eventId !== "chosen") return events.map(({ eventId }) => eventId);
  return events.map((event) => [event.eventId, { sha256: referenceHash(event.json, version) }]);
}

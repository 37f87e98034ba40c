/** Answers to make_join, make_knock and make_leave: whether to trust them, and how they become events. */
import {
  isJsonObject,
  isRoomVersion,
  type JsonObject,
  type JsonValue,
  type KeyPair,
  MAX_EVENT_BYTES,
  own,
  ROOM_VERSIONS,
  type RoomVersion,
  readPdu,
  signEvent,
  takesMoreThan,
  tryCanonicalEventJson,
} from "@knockgen/auth";
import type { HandshakeKind, TemplateRequest } from "./membership-calls.js";

/** A template that is what was asked for. */
export interface Template {
  readonly roomVersion: RoomVersion;
  readonly event: JsonObject;
}

/** A template, or why it must not be signed. */
export type TemplateCheck =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly message: string };

/** Servers that answer make_join or make_leave without a version mean 1. A knock has always had one. */
function versionOf(answer: JsonObject, kind: HandshakeKind): JsonValue | undefined {
  return own(answer, "room_version") ?? (kind === "knock" ? undefined : "1");
}

/**
 * Checks an answer before anything of it is signed: of the room and the user that were asked about, and the membership
 * that was asked for (N15). Otherwise a server could have us sign whatever it likes.
 */
export function checkTemplate(answer: JsonValue, request: TemplateRequest): TemplateCheck {
  const wrong = (message: string): TemplateCheck => ({ ok: false, message: `the template ${message}` });
  if (!isJsonObject(answer)) return wrong("is not an object");
  const roomVersion = versionOf(answer, request.kind);
  if (
    typeof roomVersion !== "string" ||
    !isRoomVersion(roomVersion) ||
    !request.versions.includes(roomVersion)
  )
    return wrong("is of a room version that was not asked for");
  const event = own(answer, "event");
  if (!isJsonObject(event)) return wrong("holds no event");
  // An honest one is far smaller than its event; to write it out takes as long as it is.
  if (takesMoreThan(event, MAX_EVENT_BYTES)) return wrong("is larger than an event may be");
  const content = own(event, "content");
  if (own(event, "room_id") !== request.roomId) return wrong("is for another room");
  if (own(event, "sender") !== request.userId) return wrong("is for another sender");
  if (own(event, "state_key") !== request.userId) return wrong("is for another user");
  if (own(event, "type") !== "m.room.member") return wrong("is not a membership");
  if (!isJsonObject(content) || own(content, "membership") !== request.kind)
    return wrong(`is not for a ${request.kind}`);
  return { ok: true, template: { roomVersion, event } };
}

/** Parts that we add to a template. */
export interface Completion {
  readonly serverName: string;
  readonly key: KeyPair;
  readonly ts: number;
  /** For the content: `reason`, `displayname`, `avatar_url`. */
  readonly content: JsonObject;
}

/** An event that is ready to be sent. */
export interface CompletedEvent {
  readonly roomVersion: RoomVersion;
  readonly eventId: string;
  readonly event: JsonObject;
}

/** Room versions 1 and 2 let the sending server choose the ID. */
function chosenId(serverName: string): string {
  return `$${crypto.randomUUID().replaceAll("-", "")}:${serverName}`;
}

/**
 * Makes a template ours: of what it holds, only the place in the room is kept, and of its content only what a membership
 * needs. Undefined if the result would not be an event of the room version.
 */
export function completeTemplate(
  { roomVersion, event }: Template,
  { serverName, key, ts, content }: Completion,
): CompletedEvent | undefined {
  const given = own(event, "content");
  const authoriser = isJsonObject(given) ? own(given, "join_authorised_via_users_server") : undefined;
  const membership = isJsonObject(given) ? own(given, "membership") : undefined;
  const place: Record<string, JsonValue> = {};
  for (const name of ["room_id", "sender", "state_key", "type", "auth_events", "prev_events", "depth"]) {
    const value = own(event, name);
    if (value !== undefined) place[name] = value;
  }
  const complete: JsonObject = {
    ...place,
    origin_server_ts: ts,
    content: {
      ...content,
      ...(membership === undefined ? {} : { membership }),
      ...(authoriser === undefined ? {} : { join_authorised_via_users_server: authoriser }),
    },
    ...(ROOM_VERSIONS[roomVersion].eventId === "chosen" ? { event_id: chosenId(serverName) } : {}),
    // `send_join` and its like ask for it, and room versions before 11 keep it when they redact.
    origin: serverName,
  };
  if (!tryCanonicalEventJson(complete).ok) return undefined;
  const signed = signEvent(complete, roomVersion, serverName, key);
  const read = readPdu(signed, roomVersion);
  if (!read.ok) return undefined;
  return { roomVersion, eventId: read.value.eventId, event: signed };
}

/** Identifiers as the generated types want them: text that was checked. */
import { randomBytes } from "node:crypto";
import { domainOf } from "@knockgen/auth";
import { isEventId, isRoomAlias, isRoomId, isUserId } from "@knockgen/matrix/identifiers";
import type { EventId, RoomAlias, RoomId, UserId } from "@knockgen/matrix/matrix";
import { invalidParam } from "../errors.js";

export { isRoomAlias, isRoomId } from "@knockgen/matrix/identifiers";

/** Text that must be a room ID; refuses what is none. */
export function roomId(text: string): RoomId {
  if (!isRoomId(text)) throw invalidParam(`${text} is not a room ID`);
  return text;
}

/** Text that must be an event ID. */
export function eventIdOf(text: string): EventId {
  if (!isEventId(text)) throw invalidParam(`${text} is not an event ID`);
  return text;
}

/** Text that must be a user ID. */
export function userId(text: string): UserId {
  if (!isUserId(text)) throw invalidParam(`${text} is not a user ID`);
  return text;
}

/** Text that must be a room alias. */
export function roomAlias(text: string): RoomAlias {
  if (!isRoomAlias(text)) throw invalidParam(`${text} is not a room alias`);
  return text;
}

/** 255 code points of two code units. No user has a longer name, which would be copied for each of many devices asked about. */
const MAX_LENGTH = 510;

/** The server of an identifier; empty where it names none. */
export function serverOf(id: string): string {
  return id.length > MAX_LENGTH ? "" : (domainOf(id) ?? "");
}

/** A name that cannot be guessed. */
export function randomId(bytes = 18): string {
  return randomBytes(bytes).toString("base64url");
}

/** Identifiers as the generated types want them: text that was checked. */
import { randomBytes } from "node:crypto";
import { domainOf, isUserId } from "@knockgen/auth";
import type { EventId, MxcUri, RoomAlias, RoomId, UserId } from "@knockgen/matrix/matrix";
import { invalidParam } from "./errors.js";

/** Whether text can be a room ID. */
export function isRoomId(text: string): text is RoomId {
  return text.startsWith("!") && text.length > 1 && text.length <= 255;
}

/** Whether text can be a room alias. */
export function isRoomAlias(text: string): text is RoomAlias {
  return text.startsWith("#") && text.includes(":") && text.length <= 255;
}

/** Whether text names a file in a media repository. */
export function isMxcUri(text: string): text is MxcUri {
  return /^mxc:\/\/[^/]+\/.+$/.test(text);
}

function isEventId(text: string): text is EventId {
  return text.startsWith("$");
}

function isUser(text: string): text is UserId {
  return isUserId(text);
}

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
  if (!isUser(text)) throw invalidParam(`${text} is not a user ID`);
  return text;
}

/** Text that must be a room alias. */
export function roomAlias(text: string): RoomAlias {
  if (!isRoomAlias(text)) throw invalidParam(`${text} is not a room alias`);
  return text;
}

/** The server of an identifier; empty where it names none. */
export function serverOf(id: string): string {
  return domainOf(id) ?? "";
}

/** A name that cannot be guessed. */
export function randomId(bytes = 18): string {
  return randomBytes(bytes).toString("base64url");
}

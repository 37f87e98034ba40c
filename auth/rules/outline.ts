/** The authorisation rules, top to bottom. A clause's number is its place among those that the room version has. */
import { ALIASES } from "./aliases.js";
import { AUTH_EVENTS } from "./auth-events.js";
import type { ClauseNode } from "./clause.js";
import { CREATE } from "./create.js";
import { FEDERATE } from "./federate.js";
import { MEMBER } from "./member.js";
import { POWER_LEVELS } from "./power-levels.js";
import { REDACTION } from "./redaction.js";
import { ROOM_ID } from "./room-id.js";
import {
  AT_STATE_KEY,
  OTHERWISE,
  OWNED_STATE_KEY,
  REQUIRED_LEVEL,
  SENDER_JOINED,
  THIRD_PARTY_INVITE,
} from "./send.js";

/** Every clause of every room version. */
export const OUTLINE: readonly ClauseNode[] = [
  CREATE,
  ROOM_ID,
  AUTH_EVENTS,
  FEDERATE,
  ALIASES,
  MEMBER,
  SENDER_JOINED,
  THIRD_PARTY_INVITE,
  REQUIRED_LEVEL,
  AT_STATE_KEY,
  OWNED_STATE_KEY,
  POWER_LEVELS,
  REDACTION,
  OTHERWISE,
];

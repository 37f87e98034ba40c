/** Names of room versions, and what redaction leaves of an event, for those who verify nothing: without signatures and their curves. */
export { redact } from "./redact.js";
export type { RoomVersion } from "./room-version/rules.js";
export { isRoomVersion } from "./room-version/table.js";

import type { NewRoom } from "../../../server/new-room/new-room.js";

/** A private room of a user alone. */
export function roomOf(creator: string): NewRoom {
  return {
    creator,
    version: "11",
    preset: "private_chat",
    creationContent: {},
    trusted: [],
    powerLevels: {},
    initialState: [],
    alias: undefined,
    published: false,
    invited: [],
    isDirect: false,
  };
}

/** Creators of version 12, who have more power than any level and may not be given one (O43). */
import {
  isJsonObject,
  type JsonObject,
  own,
  type Pdu,
  ROOM_VERSIONS,
  type RoomVersion,
} from "@knockgen/auth";
import type { ServerContext } from "../context.js";
import type { NewRoom } from "./new-room.js";

/** The users who are creators by the create event, where the room version knows such; empty elsewhere. */
export function creatorsOf(create: Pdu, version: RoomVersion): ReadonlySet<string> {
  if (ROOM_VERSIONS[version].creators !== "sender-and-additional") return new Set();
  const named = own(create.content, "additional_creators");
  const more = Array.isArray(named) ? named.filter((user) => typeof user === "string") : [];
  return new Set([create.sender, ...more]);
}

/** A request without the levels that it gives to creators, as a widely used library does in all rooms. */
export function withoutCreators(
  { log }: Pick<ServerContext, "log">,
  roomId: string,
  wanted: NewRoom,
  creators: ReadonlySet<string>,
): NewRoom {
  const leftOut = new Set<string>();
  const without = (levels: JsonObject): JsonObject => {
    const users = own(levels, "users");
    if (!isJsonObject(users)) return levels;
    const rest = Object.entries(users).filter(([user]) => !creators.has(user) || !leftOut.add(user));
    return { ...levels, users: Object.fromEntries(rest) };
  };
  const powerLevels = without(wanted.powerLevels);
  const initialState = wanted.initialState.map((state) =>
    state.type === "m.room.power_levels" && state.stateKey === ""
      ? { ...state, content: without(state.content) }
      : state,
  );
  if (leftOut.size > 0)
    log("info", "creators are left out of the power levels of a new room", { roomId, users: [...leftOut] });
  return { ...wanted, powerLevels, initialState };
}

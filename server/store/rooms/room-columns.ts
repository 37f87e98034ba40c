/** Columns of the table `rooms`, one record each. */
import type { Position, RoomRecord, RoomWrite } from "../store.js";
import { type ColumnsOf, kept, renewed, rowWriter, type WriteRows } from "./columns.js";

/** A room as a commit has it, and the position that it is given. */
export interface PlacedRoom {
  readonly room: RoomWrite;
  readonly head: Position;
}

/** `published` is the directory's. */
const COLUMNS: ColumnsOf<Exclude<keyof RoomRecord, "published">, PlacedRoom> = {
  roomId: kept("room_id", "text", ({ room }) => room.roomId),
  version: kept("version", "text", ({ room }) => room.version),
  head: renewed("head", "bigint", ({ head }) => head),
  stateGroup: renewed("state_group", "bigint", ({ room }) => room.stateGroup),
  extremities: renewed("extremities", "text", ({ room }) => JSON.stringify(room.extremities)),
  depth: renewed("depth", "bigint", ({ room }) => room.depth),
  resetAt: {
    ...kept("reset_at", "bigint", ({ room, head }) => (room.resets === true ? head : 0)),
    renewed: "greatest(rooms.reset_at, excluded.reset_at)",
  },
};

/** Writes the rooms of a commit. */
export const upsertRooms: WriteRows<PlacedRoom> = rowWriter({ name: "rooms", key: "room_id" }, COLUMNS);

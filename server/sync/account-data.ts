/** Account data in `/sync` (C34, C37): what changed, each type once, whole and in the entry of its room. */
import { roomId as asRoomId } from "../ids.js";
import { plainObject } from "../plain.js";
import type { AccountDatum } from "../store/account-data.js";
import type { MembershipRecord, Position } from "../store/types.js";
import type { ReadFilter } from "./filter.js";
import { addToJoined, type Rooms } from "./rooms.js";

interface DataEvent {
  readonly type: string;
  readonly content: Record<string, unknown>;
}

/** Puts data of rooms into the rooms' entries, of which some are there only for it, and gives that of no room. */
export function putAccountData(
  rooms: Required<Rooms>,
  data: readonly AccountDatum[],
  view: {
    readonly memberships: readonly MembershipRecord[];
    readonly filter: ReadFilter;
    readonly after: Position;
  },
): DataEvent[] {
  const { filter } = view;
  const whole: DataEvent[] = [];
  const byRoom = new Map<string, DataEvent[]>();
  for (const { roomId, type, content } of data) {
    const event = { type, content: plainObject(content) };
    if (roomId === undefined) {
      if (filter.wantsAccountData(type)) whole.push(event);
    } else if (filter.wantsRoom(roomId) && filter.wantsRoomAccountData(type))
      byRoom.set(roomId, [...(byRoom.get(roomId) ?? []), event]);
  }
  const joined = new Set(
    view.memberships.filter(({ membership }) => membership === "join").map(({ roomId }) => roomId),
  );
  for (const [roomId, events] of byRoom) {
    const id = asRoomId(roomId);
    const left = rooms.leave[id];
    if (joined.has(roomId)) addToJoined(rooms, roomId, view.after, { account_data: { events } });
    else if (left !== undefined) rooms.leave[id] = { ...left, account_data: { events } };
  }
  return whole;
}

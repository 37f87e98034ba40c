/** Account data in `/sync` (C34, C37): what changed, each type once, whole and in the entry of its room. */
import { isJsonObject } from "@knockgen/auth";
import { isPushRules, PUSH_RULES, readKept, wholeRules } from "../../push/kept-rules.js";
import type { AccountDatum } from "../../store/accounts/account-data.js";
import { roomId as asRoomId } from "../../values/ids.js";
import { addToJoined } from "./rooms.js";
import {
  joinedRooms,
  type StreamContext,
  type SyncAnswer,
  type SyncStream,
  type SyncView,
  streamOf,
} from "./stream.js";

export const accountDataStream: SyncStream = streamOf({
  name: "account data",
  read: readAccountData,
  put: putAccountData,
});

/** Push rules come whole, predefined ones included, and to every device at first (C194). */
async function readAccountData(
  { config, store, touches }: Pick<StreamContext, "config" | "store" | "touches">,
  { auth: { userId }, after, since, upTo }: SyncView,
): Promise<readonly ShownDatum[]> {
  const changed = touches.user(userId, after) ? await store.accountDataBetween(userId, after, upTo) : [];
  const kept = changed.find(isPushRules);
  const others = changed.filter((datum) => datum !== kept);
  if (kept === undefined && since !== undefined) return others;
  const rules = kept?.content;
  const global = wholeRules(userId, readKept(isJsonObject(rules) ? rules : undefined), config);
  return [...others, { roomId: undefined, type: PUSH_RULES, content: { global } }];
}

type ShownDatum = Omit<AccountDatum, "userId">;

interface DataEvent {
  readonly type: string;
  readonly content: Record<string, unknown>;
}

/** Data of rooms go into the rooms' entries, of which some are there only for them. */
function putAccountData(answer: SyncAnswer, data: readonly ShownDatum[], view: SyncView): boolean {
  const { rooms } = answer;
  const { whole, byRoom } = wantedData(data, view);
  if (whole.length > 0) answer.account_data = { events: whole };
  let hasNews = whole.length > 0;
  const joined = joinedRooms(view);
  for (const [roomId, events] of byRoom) {
    const id = asRoomId(roomId);
    const left = rooms.leave[id];
    if (joined.has(roomId)) addToJoined(rooms, roomId, view.after, { account_data: { events } });
    else if (left !== undefined) rooms.leave[id] = { ...left, account_data: { events } };
    hasNews ||= joined.has(roomId) || left !== undefined;
  }
  return hasNews;
}

/** Data that the filter lets through: of the user, and of rooms. */
function wantedData(
  data: readonly ShownDatum[],
  { filter }: SyncView,
): { readonly whole: DataEvent[]; readonly byRoom: ReadonlyMap<string, DataEvent[]> } {
  const whole: DataEvent[] = [];
  const byRoom = new Map<string, DataEvent[]>();
  for (const datum of data) {
    const { roomId, type, content } = datum;
    const event = { type, content };
    if (roomId === undefined) {
      if (filter.wantsAccountData(type)) whole.push(event);
    } else if (filter.wantsRoom(roomId) && filter.wantsRoomAccountData(type, roomId)) {
      const events = byRoom.get(roomId) ?? [];
      events.push(event);
      byRoom.set(roomId, events);
    }
  }
  return { whole, byRoom };
}

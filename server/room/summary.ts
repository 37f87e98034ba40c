/** A room for those who look at it from outside: directory entries and summaries. */
import { isJsonObject, type JsonValue, own } from "@knockgen/auth";
import type { PublicRoomsChunk, RoomSummary } from "@knockgen/matrix/client-server";
import type { ServerContext } from "../context.js";
import { roomId as asRoomId, isRoomAlias, isRoomId } from "../values/ids.js";
import type { RoomDraft } from "./draft/draft.js";
import type { Room } from "./room.js";

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The entry of a room in a list; undefined for a room that is not known. */
export async function directoryEntry(
  context: Pick<ServerContext, "writer">,
  roomId: string,
): Promise<PublicRoomsChunk | undefined> {
  return context.writer.look(roomId, async (draft) => {
    const known = entries.get(draft.room);
    if (known !== undefined) return known;
    const entry = await entryOf(draft);
    entries.set(draft.room, entry);
    return entry;
  });
}

/** Each change of a room, a redaction too, makes it another object: anybody can ask for the list as often as they like. */
const entries = new WeakMap<Room, PublicRoomsChunk>();

async function entryOf(draft: RoomDraft): Promise<PublicRoomsChunk> {
  const read = async (type: string, key: string): Promise<JsonValue | undefined> => {
    const content = await draft.shownContent(type);
    return content && own(content, key);
  };
  const alias = text(await read("m.room.canonical_alias", "alias"));
  const name = text(await read("m.room.name", "name"));
  const topic = text(await read("m.room.topic", "topic"));
  const avatar = text(await read("m.room.avatar", "url"));
  const type = text(await read("m.room.create", "type"));
  return {
    room_id: asRoomId(draft.room.roomId),
    num_joined_members: draft.room.joinedCount,
    world_readable: (await read("m.room.history_visibility", "history_visibility")) === "world_readable",
    guest_can_join: (await read("m.room.guest_access", "guest_access")) === "can_join",
    join_rule: text(await read("m.room.join_rules", "join_rule")) ?? "invite",
    ...(alias !== undefined && isRoomAlias(alias) ? { canonical_alias: alias } : {}),
    ...(name === undefined ? {} : { name }),
    ...(topic === undefined ? {} : { topic }),
    ...(avatar === undefined ? {} : { avatar_url: avatar }),
    ...(type === undefined ? {} : { room_type: type }),
  };
}

const KNOWABLE = new Set(["public", "knock", "knock_restricted"]);

/** Whether anybody may know of a room. */
export function isOpenToStrangers({ world_readable, join_rule = "public" }: RoomSummary): boolean {
  return world_readable || KNOWABLE.has(join_rule);
}

/** The summary of a room that this server knows. */
export async function roomSummary(
  context: Pick<ServerContext, "writer">,
  roomId: string,
): Promise<RoomSummary | undefined> {
  return context.writer.look(roomId, async (draft) => {
    const entry = await entryOf(draft);
    const rules = await draft.stateEvent("m.room.join_rules");
    const encryption = await draft.stateEvent("m.room.encryption");
    // Conditions mean something with these join rules only (C116).
    const isRestricted = entry.join_rule === "restricted" || entry.join_rule === "knock_restricted";
    const allow = rules === undefined || !isRestricted ? undefined : own(rules.content, "allow");
    const allowed = (Array.isArray(allow) ? allow : [])
      .map((condition) => (isJsonObject(condition) ? own(condition, "room_id") : undefined))
      .filter((id) => typeof id === "string")
      .filter(isRoomId);
    const algorithm = encryption === undefined ? undefined : own(encryption.content, "algorithm");
    return {
      ...entry,
      room_version: draft.room.version,
      ...(allowed.length === 0 ? {} : { allowed_room_ids: allowed }),
      ...(algorithm === "m.megolm.v1.aes-sha2" ? { encryption: algorithm } : {}),
    };
  });
}

/** Keys in a backup: put, read and deleted, all of them, by room, or one (C173 to C176). */
import { isJsonObject, type JsonObject, own } from "@knockgen/auth";
import type { KeyBackupData, RoomKeyBackup, RoomKeysUpdateResponse } from "@knockgen/matrix/client-server";
import { isKeyBackupData } from "@knockgen/matrix/validators/client-server";
import { Turns } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import { checkKeySize } from "../devices/key-size.js";
import { entityTooLarge, invalidParam, MatrixHttpError, notFound } from "../errors.js";
import type { BackupKey, BackupScope } from "../store/devices/backup-keys.js";
import type { BackupChange } from "../store/devices/key-backups.js";
import { checkId } from "../values/check-id.js";
import { isRoomId } from "../values/ids.js";
import { madeWhenRead } from "../values/made-when-read.js";
import { plain, plainObject } from "../values/plain.js";
import { backupOf, versionOf } from "./versions.js";

/** Whose backup, and which version. */
export interface AboutBackup {
  readonly userId: string;
  readonly version: string;
}

type Parts = Pick<ServerContext, "store">;

/** Keeps keys by room and session. */
export async function putKeys(
  { store }: Parts,
  { userId, version }: AboutBackup,
  rooms: JsonObject,
): Promise<RoomKeysUpdateResponse> {
  const keys: BackupKey[] = [];
  const turns = new Turns();
  for (const [roomId, room] of Object.entries(rooms)) {
    if (!isRoomId(roomId)) throw invalidParam(`${roomId} is not a room ID`);
    const sessions = isJsonObject(room) ? own(room, "sessions") : undefined;
    for (const [sessionId, data] of isJsonObject(sessions) ? Object.entries(sessions) : []) {
      await turns.next();
      checkId(sessionId, "session ID");
      if (!isJsonObject(data)) continue;
      checkKeySize(data);
      keys.push({ roomId, sessionId, data });
    }
  }
  return answer(await store.putBackupKeys({ userId, version: versionOf(version) }, keys, isBetter));
}

export async function deleteKeys(
  { store }: Parts,
  { userId, version }: AboutBackup,
  scope: BackupScope,
): Promise<RoomKeysUpdateResponse> {
  return answer(await store.deleteBackupKeys({ userId, version: versionOf(version) }, scope));
}

/** By room and session. */
export async function readKeys(
  context: Parts,
  { userId, version }: AboutBackup,
  scope: BackupScope,
): Promise<Record<`!${string}`, RoomKeyBackup>> {
  const backup = await backupOf(context, userId, version);
  const rooms = new Map<string, Map<string, KeyBackupData>>();
  const turns = new Turns();
  for (const key of await context.store.backupKeys({ userId, version: backup.version }, scope)) {
    await turns.next();
    const sessions = rooms.get(key.roomId) ?? new Map<string, KeyBackupData>();
    if (isKeyBackupData(plain(key.data)))
      sessions.set(
        key.sessionId,
        madeWhenRead(true, () => shownKey(key)),
      );
    rooms.set(key.roomId, sessions);
  }
  return Object.fromEntries(
    [...rooms].map(([roomId, sessions]) => [roomId, { sessions: Object.fromEntries(sessions) }]),
  );
}

function shownKey({ data }: BackupKey): KeyBackupData {
  const shown: unknown = plainObject(data);
  if (isKeyBackupData(shown)) return shown;
  throw new Error("a key of a backup has changed while it was read");
}

function answer(change: BackupChange): RoomKeysUpdateResponse {
  switch (change.kind) {
    case "changed":
      return { etag: String(change.etag), count: change.count };
    case "old":
      throw new MatrixHttpError(403, "M_WRONG_ROOM_KEYS_VERSION", "There is a newer backup", {
        current_version: String(change.newest),
      });
    case "full":
      throw entityTooLarge("The backup has too many keys");
    case "unknown":
      throw notFound("There is no such backup");
  }
}

/** A key of a verified device before others, then the one that opens more, then the one that went through fewer hands. */
function isBetter(next: JsonObject, kept: JsonObject): boolean {
  const [isVerified, wasVerified] = [own(next, "is_verified") === true, own(kept, "is_verified") === true];
  if (isVerified !== wasVerified) return isVerified;
  for (const key of ["first_message_index", "forwarded_count"]) {
    const [now, before] = [Number(own(next, key)), Number(own(kept, key))];
    if (now !== before) return now < before;
  }
  return false;
}

/** Keys in a backup: put, read and deleted, all of them, by room, or one (C173 to C176). */
import { isJsonObject, type JsonObject, own } from "@knockgen/auth";
import type { KeyBackupData, RoomKeyBackup, RoomKeysUpdateResponse } from "@knockgen/matrix/client-server";
import { isKeyBackupData } from "@knockgen/matrix/validators/client-server";
import { Turns } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import { checkKeySize } from "../devices/key-size.js";
import { entityTooLarge, invalidParam, MatrixHttpError, notFound } from "../errors.js";
import type { BackupKey, BackupName, BackupScope } from "../store/devices/backup-keys.js";
import type { BackupChange } from "../store/devices/key-backups.js";
import { checkId } from "../values/check-id.js";
import { isRoomId } from "../values/ids.js";
import { plainObject } from "../values/plain.js";
import { laterObject } from "../values/read-later.js";
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

/** By room and session; the keys are read while they are sent (O8). */
export async function readKeys(
  context: Parts,
  about: AboutBackup,
): Promise<Record<`!${string}`, RoomKeyBackup>> {
  const name = await nameOf(context, about);
  return laterObject(() => byRoom(context.store.backupKeys(name, {})));
}

/** Those of one room. */
export async function readRoomKeys(
  context: Parts,
  about: AboutBackup,
  roomId: string,
): Promise<RoomKeyBackup> {
  const name = await nameOf(context, about);
  const sessions = laterObject(async function* () {
    for await (const key of context.store.backupKeys(name, { roomId })) yield shown(key);
  });
  return { sessions };
}

/** One of them, if it is there. */
export async function readKey(
  context: Parts,
  about: AboutBackup,
  scope: Required<BackupScope>,
): Promise<KeyBackupData | undefined> {
  const { value } = await context.store.backupKeys(await nameOf(context, about), scope).next();
  return value && shown(value)[0]?.[1];
}

async function nameOf(context: Parts, { userId, version }: AboutBackup): Promise<BackupName> {
  return { userId, version: (await backupOf(context, userId, version)).version };
}

/** Keys come by room, and those of a room are read before the next one is asked for. */
async function* byRoom(
  keys: AsyncGenerator<BackupKey, undefined>,
): AsyncGenerator<readonly (readonly [`!${string}`, RoomKeyBackup])[]> {
  let next = await keys.next();
  while (next.value !== undefined) {
    const { roomId } = next.value;
    const sessions = laterObject(async function* () {
      for (; next.value?.roomId === roomId; next = await keys.next()) yield shown(next.value);
    });
    if (isRoomId(roomId)) yield [[roomId, { sessions }]];
    while (next.value?.roomId === roomId) next = await keys.next();
  }
}

/** An entry of its room, unless it is not a key. */
function shown({ sessionId, data }: BackupKey): readonly (readonly [string, KeyBackupData])[] {
  const key: unknown = plainObject(data);
  return isKeyBackupData(key) ? [[sessionId, key]] : [];
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

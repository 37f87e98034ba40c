/** Versions of a user's backup (C171, C172). */
import type { GetRoomKeysVersionResponse200 } from "@knockgen/matrix/client-server";
import type { ServerContext } from "../context.js";
import { notFound } from "../errors.js";
import type { KeyBackup } from "../store/devices/key-backups.js";
import { plainObject } from "../values/plain.js";

/** A version in a path or a query; one that is not a number cannot be known. */
export function versionOf(text: string): number {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0;
}

/** The backup of a version, or the newest. */
export async function backupOf(
  { store }: Pick<ServerContext, "store">,
  userId: string,
  version?: string,
): Promise<KeyBackup> {
  const found = await store.keyBackup(userId, version === undefined ? undefined : versionOf(version));
  if (found === undefined) throw notFound("There is no such backup");
  return found;
}

/** A backup as its user sees it. */
export function shownBackup({
  version,
  algorithm,
  authData,
  etag,
  count,
}: KeyBackup): GetRoomKeysVersionResponse200 {
  const shown = {
    algorithm,
    auth_data: plainObject(authData),
    count,
    etag: String(etag),
    version: String(version),
  };
  if (!isShown(shown)) throw new Error("a backup has no algorithm");
  return shown;
}

/** The schema names one algorithm; those of other clients are kept all the same. */
function isShown(
  shown: Omit<GetRoomKeysVersionResponse200, "algorithm"> & { algorithm: string },
): shown is GetRoomKeysVersionResponse200 {
  return shown.algorithm !== "";
}

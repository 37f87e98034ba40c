/** Keys of this server's users, for its clients and for other servers. */
import type { DeviceKeys, OneTimeKeys } from "@knockgen/matrix/client-server";
import { isDeviceKeys, isOneTimeKeys } from "@knockgen/matrix/validators/client-server";
import type { ServerContext } from "../context.js";
import { plain, plainObject } from "../plain.js";
import type { KeyClaim } from "../store/device-key-types.js";

/** By user, the devices that are asked about; an empty list is for all. */
export type WantedDevices = ReadonlyMap<string, readonly string[]>;

/** Keys of a device, with the name that its user gave it. */
export type ShownDevice = DeviceKeys & { unsigned?: { device_display_name?: string } };

/** By user and device; a user without keys has no devices in it, and one that is not known is missing. */
export async function queryLocal(
  { store }: Pick<ServerContext, "store">,
  wanted: WantedDevices,
): Promise<ReadonlyMap<string, ReadonlyMap<string, ShownDevice>>> {
  const userIds = [...wanted.keys()];
  const found = new Map<string, Map<string, ShownDevice>>();
  for (const userId of await store.knownUsers(userIds)) found.set(userId, new Map());
  for (const { userId, deviceId, displayName, keys } of await store.deviceKeys(userIds)) {
    const only = wanted.get(userId) ?? [];
    const { unsigned: _, ...shown } = plainObject(keys);
    if ((only.length > 0 && !only.includes(deviceId)) || !isDeviceKeys(shown)) continue;
    const unsigned = displayName === undefined ? {} : { unsigned: { device_display_name: displayName } };
    found.get(userId)?.set(deviceId, { ...shown, ...unsigned });
  }
  return found;
}

/** By user and device, the key that is given; what cannot be given is missing. */
export async function claimLocal(
  { store, announce }: Pick<ServerContext, "announce" | "store">,
  claims: readonly KeyClaim[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, OneTimeKeys>>> {
  const given = new Map<string, Map<string, OneTimeKeys>>();
  if (claims.length === 0) return given;
  const { keys, change } = await store.claimKeys(claims);
  announce(change);
  for (const { userId, deviceId, algorithm, keyId, key } of keys) {
    const shown = { [`${algorithm}:${keyId}`]: plain(key) };
    const devices = given.get(userId) ?? new Map<string, OneTimeKeys>();
    given.set(userId, devices);
    if (isOneTimeKeys(shown)) devices.set(deviceId, { ...devices.get(deviceId), ...shown });
  }
  return given;
}

/** The same as clients and servers are answered. */
export function byUser<T>(
  found: ReadonlyMap<string, ReadonlyMap<string, T>>,
): Record<`@${string}`, Record<string, T>> {
  return Object.fromEntries([...found].map(([userId, devices]) => [userId, Object.fromEntries(devices)]));
}

/** Keys of this server's users, for its clients and for other servers. */
import type { CrossSigningKey, DeviceKeys, OneTimeKeys } from "@knockgen/matrix/client-server";
import { isCrossSigningKey, isDeviceKeys, isOneTimeKeys } from "@knockgen/matrix/validators/client-server";
import { Turns } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import type { KeySignature, KeyUsage } from "../store/devices/cross-signing-store.js";
import type { KeyClaim, KnownDevice } from "../store/devices/device-key-store.js";
import { madeWhenRead } from "../values/made-when-read.js";
import { plain, plainObject } from "../values/plain.js";
import { signaturesBy, withSignatures } from "./signed-keys.js";

/** By user, the devices that are asked about; an empty list is for all. */
export type WantedDevices = ReadonlyMap<string, readonly string[]>;

/** Keys of a device, with the name that its user gave it. */
export type ShownDevice = DeviceKeys & { unsigned?: { device_display_name?: string } };

/** Keys of some users. */
export interface FoundKeys {
  /** By user and device; a user without keys has no devices in it, and one that is not known is missing. */
  readonly devices: Map<string, Map<string, ShownDevice>>;
  /** By usage and user. */
  readonly crossSigning: Readonly<Record<KeyUsage, Map<string, CrossSigningKey>>>;
}

/** Finds them, as one user may see them, or as another server may. */
export async function queryLocal(
  { store }: Pick<ServerContext, "store">,
  wanted: WantedDevices,
  viewer: string | undefined,
): Promise<FoundKeys> {
  const devices = new Map<string, Map<string, ShownDevice>>();
  const crossSigning = {
    master: new Map<string, CrossSigningKey>(),
    self_signing: new Map<string, CrossSigningKey>(),
    user_signing: new Map<string, CrossSigningKey>(),
  };
  // Only of those who are known is more asked: anybody may be named, and as many as a body holds.
  const userIds = [...(await store.knownUsers([...wanted.keys()]))];
  for (const userId of userIds) devices.set(userId, new Map());
  const signatures = signaturesBy(await store.keySignatures(userIds, viewer));
  const turns = new Turns();
  for (const device of await store.deviceKeys(userIds)) {
    await turns.next();
    const { userId, deviceId } = device;
    const only = wanted.get(userId) ?? [];
    if (only.length > 0 && !only.includes(deviceId)) continue;
    const added = signatures(userId, deviceId);
    const shown = madeWhenRead(device.isLarge, () => shownDevice(device, added));
    if (isDeviceKeys(shown)) devices.get(userId)?.set(deviceId, shown);
  }
  for (const { userId, usage, publicKey, json } of await store.crossSigningKeys(userIds)) {
    await turns.next();
    const shown = plain(withSignatures(json, signatures(userId, publicKey)));
    if ((usage === "user_signing" && userId !== viewer) || !isCrossSigningKey(shown)) continue;
    crossSigning[usage].set(userId, shown);
  }
  return { devices, crossSigning };
}

function shownDevice({ keys, displayName }: KnownDevice, added: readonly KeySignature[]): object {
  const shown = plainObject(withSignatures(keys, added));
  return displayName === undefined ? shown : { ...shown, unsigned: { device_display_name: displayName } };
}

/** The claims of a request on keys of some users; it names algorithms by user and device. */
export async function claimsIn(
  wanted: { readonly [userId: string]: { readonly [deviceId: string]: string } },
  isWanted: (userId: string) => boolean,
): Promise<readonly KeyClaim[]> {
  const claims: KeyClaim[] = [];
  const turns = new Turns();
  for (const [userId, devices] of Object.entries(wanted)) {
    await turns.next();
    if (!isWanted(userId)) continue;
    for (const [deviceId, algorithm] of Object.entries(devices)) {
      await turns.next();
      claims.push({ userId, deviceId, algorithm });
    }
  }
  return claims;
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

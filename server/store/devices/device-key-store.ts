/** Keys of local devices as they are kept and given. */
import type { JsonObject, JsonValue } from "@knockgen/auth";
import type { Change } from "../rooms/change.js";
import type { Position } from "../rooms/room-records.js";

/** A device of a user. */
export interface DeviceName {
  readonly userId: string;
  readonly deviceId: string;
}

/** A one-time key or a fallback key, as it was uploaded. */
export interface NamedKey {
  readonly algorithm: string;
  readonly keyId: string;
  readonly key: JsonValue;
}

/** Everything that a device uploads at once. */
export interface KeyUpload {
  readonly deviceKeys: JsonObject | undefined;
  readonly oneTimeKeys: readonly NamedKey[];
  readonly fallbackKeys: readonly NamedKey[];
}

/** Keys that a device has left. */
export interface KeyStock {
  /** One-time keys by algorithm. */
  readonly counts: ReadonlyMap<string, number>;
  /** Algorithms of fallback keys that were never given. */
  readonly unusedFallback: readonly string[];
  /** When a key was last given. */
  readonly claimedAt: Position | undefined;
}

/** A key that is wanted of a device. */
export interface KeyClaim extends DeviceName {
  readonly algorithm: string;
}

export interface ClaimedKey extends DeviceName, NamedKey {}

/** The keys by which a device is known, with its name. */
export interface KnownDevice extends DeviceName {
  readonly displayName: string | undefined;
  /** Of large ones the text is held, and they are parsed at each look. */
  readonly keys: JsonObject;
  readonly isLarge: boolean;
}

export interface DeviceKeyStore {
  /** All or, with `KeysRefused`, none. Gives the change to announce, where the keys that name the device are others now. */
  saveKeys(device: DeviceName, upload: KeyUpload): Promise<Change | undefined>;
  keyStock(device: DeviceName): Promise<KeyStock>;
  /** Of several users, in the order of their IDs; left out are devices without keys, and the largest of a user who has too many large ones. */
  deviceKeys(userIds: readonly string[]): Promise<readonly KnownDevice[]>;
  /** Those of some users that have an account. */
  knownUsers(userIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Gives each one-time key once, the oldest first, then the fallback key. Gives the change to announce, too. */
  claimKeys(
    claims: readonly KeyClaim[],
  ): Promise<{ readonly keys: readonly ClaimedKey[]; readonly change: Change }>;
}

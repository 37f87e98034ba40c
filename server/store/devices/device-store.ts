/** Devices of local accounts and their tokens: how they are kept. */
import type { Change } from "../rooms/change.js";

export interface DeviceRecord {
  readonly userId: string;
  readonly deviceId: string;
}

/** The access token of a device, and what renews it, hashed. */
export interface DeviceTokens {
  readonly hash: string;
  /** When the access token ends, in milliseconds; undefined for never. */
  readonly ends: number | undefined;
  readonly refreshHash: string | undefined;
}

/** A device, by an access token of it. */
export interface TokenRecord extends DeviceRecord {
  readonly ends: number | undefined;
}

/** The last call of a device that was noted. */
export interface LastCall {
  readonly ip: string | undefined;
  /** In milliseconds since 1970. */
  readonly ts: number;
}

/** A device as its user sees it. */
export interface NamedDevice extends DeviceRecord {
  readonly displayName: string | undefined;
  readonly lastCall: LastCall | undefined;
}

export interface DeviceStore {
  /**
   * Makes or renews a device with its tokens, opened at some time. Gives the change to announce.
   */
  saveDevice(
    device: DeviceRecord,
    tokens: DeviceTokens & { readonly opened: number },
    displayName: string | undefined,
  ): Promise<Change>;
  /** A device whose token is the present one loses the former ones (C71). */
  deviceByToken(tokenHash: string): Promise<TokenRecord | undefined>;
  /** Gives a device new tokens for a refresh token of it; undefined where that is not known. */
  refreshDevice(refreshHash: string, tokens: DeviceTokens): Promise<DeviceRecord | undefined>;
  /** Deletes all of them at once. Gives the change to announce; undefined where none exists. */
  deleteDevices(userId: string, deviceIds: readonly string[]): Promise<Change | undefined>;
  /** Notes a call of a device, unless a later one is noted, or one from the same address so shortly before, by whichever process. */
  noteCall(device: DeviceRecord, call: LastCall, everyMs: number): Promise<void>;
  /** In the order of their IDs. */
  devicesOf(userId: string): Promise<readonly NamedDevice[]>;
  /** IDs of all but as many devices as were opened last. */
  devicesBeyond(userId: string, count: number): Promise<readonly string[]>;
  /** Gives the change to announce; undefined if the user does not have the device. */
  renameDevice(device: DeviceRecord, displayName: string): Promise<Change | undefined>;
}

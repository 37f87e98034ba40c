/** Sessions of devices: each has one access token, and perhaps one that renews it. */
import type { ServerContext } from "../../context.js";
import type { DeviceRecord, DeviceTokens } from "../../store/store.js";
import { randomId } from "../../values/ids.js";
import { hashToken } from "./passwords.js";

/** Devices of one user; of more, those go that were opened the longest time ago. */
export const MAX_DEVICES = 500;

/** How long access tokens are good that can be refreshed. */
const TOKEN_MS = 5 * 60_000;

/** Tokens as clients get them. */
export interface GivenTokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in_ms?: number;
}

/** New tokens, as they are given and as they are kept; without a refresh token, the access token never ends. */
export function newTokens(
  now: number,
  canRefresh: boolean,
): { readonly given: GivenTokens; readonly kept: DeviceTokens } {
  const access = randomId(32);
  const hash = hashToken(access);
  if (!canRefresh)
    return { given: { access_token: access }, kept: { hash, ends: undefined, refreshHash: undefined } };
  const refresh = randomId(32);
  return {
    given: { access_token: access, refresh_token: refresh, expires_in_ms: TOKEN_MS },
    kept: { hash, ends: now + TOKEN_MS, refreshHash: hashToken(refresh) },
  };
}

/** How a device is to be opened. */
export interface WantedDevice {
  /** A device without an ID gets one. */
  readonly device_id?: string;
  readonly initial_device_display_name?: string;
  readonly refresh_token?: boolean;
}

/** Gives a device new tokens. */
export async function openDevice(
  context: Pick<ServerContext, "announce" | "notifier" | "now" | "store" | "tokens">,
  user: string,
  wanted: WantedDevice,
): Promise<GivenTokens & { readonly device_id: string }> {
  // No path leads to a device with an empty ID.
  const deviceId =
    wanted.device_id ||
    randomId(8)
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, "X");
  const opened = context.now();
  const { given, kept } = newTokens(opened, wanted.refresh_token === true);
  const name = wanted.initial_device_display_name;
  context.announce(await context.store.saveDevice({ userId: user, deviceId }, { ...kept, opened }, name));
  endSession(context, { userId: user, deviceId });
  const surplus = await context.store.devicesBeyond(user, MAX_DEVICES);
  await endDevices(
    context,
    user,
    surplus.filter((id) => id !== deviceId),
  );
  return { ...given, device_id: deviceId };
}

/** A device's tokens so far are none any more: a `/sync` that waits looks again (O29). */
function endSession(context: Pick<ServerContext, "notifier" | "tokens">, device: DeviceRecord): void {
  context.tokens.forget(device);
  context.notifier.notify(context.notifier.position, [], [device.userId]);
}

/** Ends all devices of a user but one, or all. */
export async function endAllDevices(
  context: Pick<ServerContext, "announce" | "notifier" | "store" | "tokens">,
  userId: string,
  except?: string,
): Promise<void> {
  const devices = await context.store.devicesOf(userId);
  const ids = devices.map(({ deviceId }) => deviceId).filter((id) => id !== except);
  await endDevices(context, userId, ids);
}

/** Devices are gone with their tokens, those that are gone already too (C61): at once, so that none is told of the others. */
export async function endDevices(
  context: Pick<ServerContext, "announce" | "notifier" | "store" | "tokens">,
  userId: string,
  deviceIds: readonly string[],
): Promise<void> {
  const change = await context.store.deleteDevices(userId, deviceIds);
  if (change !== undefined) context.announce(change);
  for (const deviceId of deviceIds) endSession(context, { userId, deviceId });
}

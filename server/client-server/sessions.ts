/** Sessions of devices: each has one token. */
import type { ServerContext } from "../context.js";
import { randomId } from "../ids.js";
import type { DeviceRecord } from "../store/types.js";
import { hashToken } from "./passwords.js";

/** Devices of one user; of more, those go that were opened the longest time ago. */
export const MAX_DEVICES = 500;

/** Gives a device a new token; a device without an ID gets one. */
export async function openDevice(
  context: Pick<ServerContext, "announce" | "notifier" | "now" | "store" | "tokens">,
  user: string,
  wanted: string | undefined,
  displayName: string | undefined,
): Promise<{ access_token: string; device_id: string }> {
  const deviceId =
    wanted ??
    randomId(8)
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, "X");
  const token = randomId(32);
  const opened = { hash: hashToken(token), opened: context.now() };
  const change = await context.store.saveDevice({ userId: user, deviceId }, opened, displayName);
  if (change !== undefined) context.announce(change);
  endSession(context, { userId: user, deviceId });
  const surplus = await context.store.devicesBeyond(user, MAX_DEVICES);
  await endDevices(
    context,
    user,
    surplus.filter((id) => id !== deviceId),
  );
  return { access_token: token, device_id: deviceId };
}

/** A device's tokens so far are none any more: a `/sync` that waits looks again (O29). */
export function endSession(context: Pick<ServerContext, "notifier" | "tokens">, device: DeviceRecord): void {
  context.tokens.forget(device);
  context.notifier.notify(context.notifier.position, [], [device.userId]);
}

/** Devices are gone with their tokens, those that are gone already too (C61). */
export async function endDevices(
  context: Pick<ServerContext, "announce" | "notifier" | "store" | "tokens">,
  userId: string,
  deviceIds: readonly string[],
): Promise<void> {
  for (const deviceId of deviceIds) {
    const change = await context.store.deleteDevice({ userId, deviceId });
    if (change !== undefined) context.announce(change);
    endSession(context, { userId, deviceId });
  }
}

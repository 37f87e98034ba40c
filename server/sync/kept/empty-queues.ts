/** Devices for which no message waits: of most, that is so at every sync. */
import { BoundedMap } from "../../bounds/bounded-map.js";
import type { DeviceRecord, Position } from "../../store/store.js";
import type { Touches } from "../../touches.js";

const MAX_DEVICES = 20_000;

export class EmptyQueues {
  readonly #upTo = new BoundedMap<string, Position>(MAX_DEVICES);

  /** Nothing waits for the device that was sent up to a position. */
  note(device: DeviceRecord, upTo: Position): void {
    this.#upTo.set(keyOf(device), upTo);
  }

  /** Whether nothing waits for it, as its user was not touched since. */
  has(device: DeviceRecord, touches: Touches): boolean {
    const upTo = this.#upTo.get(keyOf(device));
    return upTo !== undefined && !touches.user(device.userId, upTo);
  }
}

function keyOf({ userId, deviceId }: DeviceRecord): string {
  return `${userId} ${deviceId}`;
}

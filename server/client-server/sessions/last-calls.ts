/** When devices were last seen, and from where (C54): noted once in a while, so that not every request writes. */
import { BoundedMap } from "../../bounds/bounded-map.js";
import type { DeviceRecord, DeviceStore, LastCall } from "../../store/store.js";
import type { Work } from "../../work.js";

const CAPACITY = 10_000;
/** The list lags by this much. */
const NOTE_EVERY_MS = 60_000;

interface Parts {
  readonly store: Pick<DeviceStore, "noteCall">;
  readonly work: Pick<Work, "behind">;
  readonly now: () => number;
}

/** The devices that were noted last. */
export class LastCalls {
  readonly #parts: Parts;
  readonly #noted = new BoundedMap<string, LastCall>(CAPACITY);

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A device has called. */
  note(device: DeviceRecord, ip: string | undefined): void {
    const { store, now, work } = this.#parts;
    const key = `${device.userId}\n${device.deviceId}`;
    const ts = now();
    const last = this.#noted.get(key);
    if (last !== undefined && last.ip === ip && ts - last.ts < NOTE_EVERY_MS) return;
    this.#noted.set(key, { ip, ts });
    work.behind("a call of a device was not noted", () => store.noteCall(device, { ip, ts }, NOTE_EVERY_MS));
  }
}

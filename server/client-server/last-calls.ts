/** When devices were last seen, and from where (C54): noted once in a while, so that not every request writes. */
import type { DeviceRecord, DeviceStore } from "../store/store.js";

const CAPACITY = 10_000;
/** The list lags by this much. */
const NOTE_EVERY_MS = 60_000;

interface Parts {
  readonly store: Pick<DeviceStore, "noteCall">;
  readonly now: () => number;
  /** Does it while the request goes on. */
  readonly behind: (write: () => Promise<void>) => void;
}

/** The devices that were noted last. */
export class LastCalls {
  readonly #parts: Parts;
  readonly #noted = new Map<string, { readonly ip: string | undefined; readonly ts: number }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** A device has called. */
  note(device: DeviceRecord, ip: string | undefined): void {
    const { store, now, behind } = this.#parts;
    const key = `${device.userId}\n${device.deviceId}`;
    const ts = now();
    const last = this.#noted.get(key);
    if (last !== undefined && last.ip === ip && ts - last.ts < NOTE_EVERY_MS) return;
    this.#noted.delete(key);
    this.#noted.set(key, { ip, ts });
    const [oldest] = this.#noted.keys();
    if (this.#noted.size > CAPACITY && oldest !== undefined) this.#noted.delete(oldest);
    behind(() => store.noteCall(device, { ip, ts }));
  }
}

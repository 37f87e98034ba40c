/** Messages to devices of other servers, in EDUs that these servers take whole. */
import type { JsonObject } from "@knockgen/auth";

/** Servers drop what goes beyond some number; a small EDU is also written in one go (O1). */
const MAX_MESSAGES = 500;

/** Messages of one EDU, by user and device. */
interface Parcel {
  readonly users: Map<string, Map<string, JsonObject>>;
  messages: number;
}

/** Collects the messages of one request. */
export class Parcels {
  readonly #byServer = new Map<string, Parcel[]>();

  get servers(): number {
    return this.#byServer.size;
  }

  add(server: string, userId: string, deviceId: string, content: JsonObject): void {
    const parcels = this.#byServer.get(server) ?? [];
    this.#byServer.set(server, parcels);
    let last = parcels.at(-1);
    if (last === undefined || last.messages >= MAX_MESSAGES) {
      last = { users: new Map(), messages: 0 };
      parcels.push(last);
    }
    last.messages++;
    const devices = last.users.get(userId) ?? new Map<string, JsonObject>();
    last.users.set(userId, devices.set(deviceId, content));
  }

  /** Each server with the `messages` of one EDU. */
  *[Symbol.iterator](): Generator<readonly [server: string, messages: JsonObject]> {
    for (const [server, parcels] of this.#byServer)
      for (const { users } of parcels) {
        const entries = [...users].map(([userId, devices]) => [userId, Object.fromEntries(devices)] as const);
        yield [server, Object.fromEntries(entries)];
      }
  }
}

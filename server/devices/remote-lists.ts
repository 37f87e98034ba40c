/** Lists of devices of other servers' users, fetched whole where a change does not follow what is kept (C180). */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  own,
  takesMoreThan,
  tryCanonicalEventJson,
} from "@knockgen/auth";
import type { FederationClient } from "../federation/calls/client.js";
import { readEntries } from "../federation/calls/lenient.js";
import type { Store } from "../store/store.js";
import { serverOf } from "../values/ids.js";
import type { Work } from "../work.js";

interface Parts {
  readonly federation: Pick<FederationClient, "userDevices">;
  readonly store: Pick<Store, "position" | "saveRemoteKeys">;
  readonly work: Work;
}

/** Users of one server whose lists wait to be fetched; the keys of others are asked for when a client wants them. */
const MAX_WAITING = 500;

/** Of the keys of one user; more are not kept. */
const MAX_LIST_BYTES = 512 * 1024;

/** Fetches lists behind the transactions that tell of them, from each server one after another. */
export class RemoteLists {
  readonly #parts: Parts;
  readonly #waiting = new Map<string, Set<string>>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Has a user's list fetched, unless it waits already. */
  fetch(userId: string): void {
    const server = serverOf(userId);
    const waiting = this.#waiting.get(server);
    if (waiting !== undefined) {
      if (waiting.size < MAX_WAITING) waiting.add(userId);
      return;
    }
    this.#waiting.set(server, new Set([userId]));
    this.#parts.work.behind("lists of devices were not fetched", () => this.#fetchAll(server), { server });
  }

  async #fetchAll(server: string): Promise<void> {
    try {
      const waiting = this.#waiting.get(server) ?? new Set<string>();
      for (let [userId] = waiting; userId !== undefined; [userId] = waiting) {
        waiting.delete(userId);
        await this.#fetchOne(server, userId);
      }
    } finally {
      this.#waiting.delete(server);
    }
  }

  async #fetchOne(server: string, userId: string): Promise<void> {
    const { federation, store, work } = this.#parts;
    const askedAt = await store.position();
    const answer = await federation.userDevices(server, userId, { signal: work.closing });
    if (!answer.ok) return;
    const streamId = own(answer.value, "stream_id");
    if (typeof streamId !== "number" || !Number.isSafeInteger(streamId)) return;
    const keys = await keysIn(userId, answer.value);
    if (takesMoreThan(keys, MAX_LIST_BYTES) || !tryCanonicalEventJson(keys).ok) return;
    await store.saveRemoteKeys(new Map([[userId, keys]]), askedAt, streamId);
  }
}

/** A list in the form of an answer to a query for keys. */
async function keysIn(userId: string, answer: JsonObject): Promise<JsonObject> {
  const entries = await readEntries(own(answer, "devices"), listedIn);
  return {
    device_keys: { [userId]: Object.fromEntries(entries) },
    ...signingKeysIn(userId, answer),
  };
}

function listedIn(device: JsonValue): [string, JsonObject] | undefined {
  if (!isJsonObject(device)) return undefined;
  const [deviceId, keys] = [own(device, "device_id"), deviceIn(device)];
  return typeof deviceId === "string" && keys !== undefined ? [deviceId, keys] : undefined;
}

/** The keys of a device with its name, as they are told in lists and updates; undefined for one without keys. */
export function deviceIn(told: JsonObject): JsonObject | undefined {
  const [keys, name] = [own(told, "keys"), own(told, "device_display_name")];
  if (!isJsonObject(keys)) return undefined;
  return typeof name === "string" ? { ...keys, unsigned: { device_display_name: name } } : keys;
}

/** Cross-signing keys, as they are told in lists and updates. */
export function signingKeysIn(userId: string, told: JsonObject): JsonObject {
  const [master, selfSigning] = [own(told, "master_key"), own(told, "self_signing_key")];
  return {
    ...(isJsonObject(master) && { master_keys: { [userId]: master } }),
    ...(isJsonObject(selfSigning) && { self_signing_keys: { [userId]: selfSigning } }),
  };
}

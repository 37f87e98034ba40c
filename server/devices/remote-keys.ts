/** Keys of other servers' users, from these servers; each may tell of its own users only. */
import { isJsonObject, type JsonObject, own } from "@knockgen/auth";
import type { CrossSigningKey, OneTimeKeys } from "@knockgen/matrix/client-server";
import { isCrossSigningKey, isDeviceKeys, isOneTimeKeys } from "@knockgen/matrix/validators/client-server";
import type { ServerContext } from "../context.js";
import { serverOf } from "../ids.js";
import { plain } from "../plain.js";
import type { KeyClaim } from "../store/device-key-types.js";
import { askServers, type ServerFailures } from "./ask-servers.js";
import type { ShownDevice, WantedDevices } from "./local-keys.js";
import { signaturesBy, withSignatures } from "./signed-keys.js";

export interface RemoteKeys {
  readonly devices: Map<string, Map<string, ShownDevice>>;
  readonly master: Map<string, CrossSigningKey>;
  readonly selfSigning: Map<string, CrossSigningKey>;
  readonly failures: ServerFailures;
}

/** Asks for keys, and adds the signatures that the viewer has made. */
export async function queryRemote(
  { federation, store }: Pick<ServerContext, "federation" | "store">,
  wanted: WantedDevices,
  { viewer, timeoutMs }: { readonly viewer: string; readonly timeoutMs?: number | undefined },
): Promise<RemoteKeys> {
  const { answers, failures } = await askServers([...wanted], timeoutMs, federation.queryKeys);
  const signatures = signaturesBy(
    answers.size === 0 ? [] : await store.keySignatures([...wanted.keys()], viewer),
  );
  const devices = new Map<string, Map<string, ShownDevice>>();
  const [master, selfSigning] = [new Map<string, CrossSigningKey>(), new Map<string, CrossSigningKey>()];
  for (const [server, answer] of answers) {
    const isAsked = ([userId]: readonly [string, unknown]): boolean =>
      serverOf(userId) === server && wanted.has(userId);
    for (const [userId, ofUser] of entriesIn(answer, "device_keys").filter(isAsked)) {
      const found = isJsonObject(ofUser) ? Object.entries(ofUser) : [];
      devices.set(userId, new Map(found.flatMap(([id, keys]) => shownDevice(userId, id, keys) ?? [])));
    }
    for (const [name, into] of [
      ["master_keys", master],
      ["self_signing_keys", selfSigning],
    ] as const)
      for (const [userId, key] of entriesIn(answer, name).filter(isAsked)) {
        if (!isJsonObject(key) || own(key, "user_id") !== userId) continue;
        const [publicKey = ""] = Object.values(objectIn(key, "keys"));
        const shown = plain(withSignatures(key, signatures(userId, String(publicKey))));
        if (isCrossSigningKey(shown)) into.set(userId, shown);
      }
  }
  return { devices, master, selfSigning, failures };
}

/** Keys of another device than the one that they are given for are dropped. */
function shownDevice(userId: string, deviceId: string, keys: unknown): [[string, ShownDevice]] | undefined {
  if (!isJsonObject(keys)) return undefined;
  const shown = plain(withSignatures(keys, []));
  if (!isDeviceKeys(shown) || shown.user_id !== userId || shown.device_id !== deviceId) return undefined;
  const name = own(objectIn(keys, "unsigned"), "device_display_name");
  return [
    [deviceId, { ...shown, ...(typeof name === "string" && { unsigned: { device_display_name: name } }) }],
  ];
}

/** Claims keys, by user and device. */
export async function claimRemote(
  { federation }: Pick<ServerContext, "federation">,
  claims: readonly KeyClaim[],
  timeoutMs: number | undefined,
): Promise<{ readonly keys: Map<string, Map<string, OneTimeKeys>>; readonly failures: ServerFailures }> {
  const byUser = new Map<string, [string, string][]>();
  for (const { userId, deviceId, algorithm } of claims) {
    const list = byUser.get(userId);
    if (list === undefined) byUser.set(userId, [[deviceId, algorithm]]);
    else list.push([deviceId, algorithm]);
  }
  const wanted = [...byUser].map(([userId, devices]) => [userId, Object.fromEntries(devices)] as const);
  const { answers, failures } = await askServers(wanted, timeoutMs, federation.claimKeys);
  const keys = new Map<string, Map<string, OneTimeKeys>>();
  for (const [server, answer] of answers)
    for (const [userId, devices] of entriesIn(answer, "one_time_keys")) {
      const asked = new Set(byUser.get(userId)?.map(([deviceId]) => deviceId));
      if (serverOf(userId) !== server || !isJsonObject(devices)) continue;
      const given = Object.entries(devices).flatMap(([deviceId, key]): [string, OneTimeKeys][] => {
        const shown = plain(key);
        return asked.has(deviceId) && isOneTimeKeys(shown) ? [[deviceId, shown]] : [];
      });
      if (given.length > 0) keys.set(userId, new Map(given));
    }
  return { keys, failures };
}

function objectIn(object: JsonObject, key: string): JsonObject {
  const value = own(object, key);
  return isJsonObject(value) ? value : {};
}

function entriesIn(object: JsonObject, key: string) {
  return Object.entries(objectIn(object, key));
}

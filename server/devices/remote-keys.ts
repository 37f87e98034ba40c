/** Keys of other servers' users, from these servers; each may tell of its own users only. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  own,
  takesMoreThan,
  tryCanonicalEventJson,
} from "@knockgen/auth";
import type { CrossSigningKey, OneTimeKeys } from "@knockgen/matrix/client-server";
import { isCrossSigningKey, isDeviceKeys, isOneTimeKeys } from "@knockgen/matrix/validators/client-server";
import { givingWay } from "../answers/answers-at-once.js";
import { mapInTurns, Turns } from "../bounds/turns.js";
import type { ServerContext } from "../context.js";
import type { KeyClaim } from "../store/devices/device-key-store.js";
import { groupBy } from "../values/group.js";
import { serverOf } from "../values/ids.js";
import { objectIn } from "../values/json-members.js";
import { plain } from "../values/plain.js";
import { askServers, type ServerFailures } from "./ask-servers.js";
import type { ShownDevice, WantedDevices } from "./local-keys.js";
import { type SignaturesOn, signaturesBy, withSignatures } from "./signed-keys.js";

export interface RemoteKeys {
  readonly devices: Map<string, Map<string, ShownDevice>>;
  readonly master: Map<string, CrossSigningKey>;
  readonly selfSigning: Map<string, CrossSigningKey>;
  readonly failures: ServerFailures;
}

/** Asks for keys, and adds the signatures that the viewer has made. For a server that is down, its last answers serve. */
export async function queryRemote(
  context: Pick<ServerContext, "federation" | "store">,
  wanted: WantedDevices,
  { viewer, timeoutMs }: { readonly viewer: string; readonly timeoutMs?: number | undefined },
): Promise<RemoteKeys> {
  const { federation, store } = context;
  const found: RemoteKeys = {
    devices: new Map(),
    master: new Map(),
    selfSigning: new Map(),
    failures: new Map(),
  };
  if (wanted.size === 0) return found;
  const askedAt = await store.position();
  const { answers, failures } = await givingWay(() =>
    askServers([...wanted], timeoutMs, federation.queryKeys),
  );
  const byUser = new Map<string, JsonObject>();
  const whole = new Map<string, JsonObject>();
  const missing: string[] = [];
  const turns = new Turns();
  for (const [userId, devices] of wanted) {
    await turns.next();
    const server = serverOf(userId);
    if (failures.has(server)) missing.push(userId);
    const answer = answers.get(server);
    const ofUser = answer && answerAbout(answer, userId);
    if (ofUser === undefined || takesMoreThan(ofUser, MAX_USER_BYTES)) continue;
    byUser.set(userId, ofUser);
    if (devices.length === 0 && tryCanonicalEventJson(ofUser).ok) whole.set(userId, ofUser);
  }
  await store.saveRemoteKeys(whole, askedAt);
  const kept = await store.remoteKeys(missing);
  const signatures = signaturesBy(await store.keySignatures([...byUser.keys(), ...kept.keys()], viewer));
  for (const [userId, answer] of [...byUser, ...kept])
    await take(found, userId, answer, wanted.get(userId) ?? [], signatures);
  return { ...found, failures: await unhelped(failures, missing, kept) };
}

/** Failures of servers, but for those whose earlier answers have served for all of their users. */
async function unhelped(
  failures: ServerFailures,
  missing: readonly string[],
  kept: ReadonlyMap<string, unknown>,
): Promise<ServerFailures> {
  const left: ServerFailures = new Map();
  const turns = new Turns();
  for (const userId of missing) {
    await turns.next();
    const server = serverOf(userId);
    const failure = failures.get(server);
    if (failure !== undefined && !kept.has(userId)) left.set(server, failure);
  }
  return left;
}

/** Some hundred devices of one user. */
const MAX_USER_BYTES = 512 * 1024;
/** A device's keys, or what was claimed of them. */
const MAX_KEY_BYTES = 64 * 1024;

const PARTS = ["device_keys", "master_keys", "self_signing_keys"] as const;

/** The parts of a server's answer that are about one user; undefined where there are none. */
function answerAbout(answer: JsonObject, userId: string): JsonObject | undefined {
  const parts = PARTS.flatMap((part): [string, JsonObject][] => {
    const ofUser = own(objectIn(answer, part), userId);
    return isJsonObject(ofUser) ? [[part, { [userId]: ofUser }]] : [];
  });
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

/** Takes keys out of an answer about one user. */
async function take(
  found: RemoteKeys,
  userId: string,
  answer: JsonObject,
  only: readonly string[],
  signatures: SignaturesOn,
): Promise<void> {
  const ofUser = own(objectIn(answer, "device_keys"), userId);
  if (isJsonObject(ofUser)) {
    // O1: both lists are as long as strangers like.
    const named = new Set(only);
    const wanted = Object.entries(ofUser).filter(([id]) => named.size === 0 || named.has(id));
    const devices = new Map<string, ShownDevice>();
    const turns = new Turns();
    for (const [id, keys] of wanted) {
      await turns.next();
      const shown = shownDevice(userId, id, keys);
      if (shown !== undefined) devices.set(id, shown);
    }
    found.devices.set(userId, devices);
  }
  for (const [name, into] of [
    ["master_keys", found.master],
    ["self_signing_keys", found.selfSigning],
  ] as const) {
    const key = own(objectIn(answer, name), userId);
    if (!isJsonObject(key) || own(key, "user_id") !== userId) continue;
    const [publicKey = ""] = Object.values(objectIn(key, "keys"));
    const shown = plain(withSignatures(key, signatures(userId, String(publicKey))));
    if (isCrossSigningKey(shown)) into.set(userId, shown);
  }
}

/** Keys of another device than the one that they are given for are dropped. */
function shownDevice(userId: string, deviceId: string, keys: JsonValue): ShownDevice | undefined {
  if (!isJsonObject(keys) || takesMoreThan(keys, MAX_KEY_BYTES)) return undefined;
  const shown = plain(withSignatures(keys, []));
  if (!isDeviceKeys(shown) || shown.user_id !== userId || shown.device_id !== deviceId) return undefined;
  const name = own(objectIn(keys, "unsigned"), "device_display_name");
  return { ...shown, ...(typeof name === "string" && { unsigned: { device_display_name: name } }) };
}

/** Claims keys, by user and device. */
export async function claimRemote(
  { federation }: Pick<ServerContext, "federation">,
  claims: readonly KeyClaim[],
  timeoutMs: number | undefined,
): Promise<{ readonly keys: Map<string, Map<string, OneTimeKeys>>; readonly failures: ServerFailures }> {
  const byUser = groupBy(claims, ({ userId, deviceId, algorithm }) => [
    userId,
    [deviceId, algorithm] as const,
  ]);
  const wanted = await mapInTurns(
    byUser,
    ([userId, devices]) => [userId, Object.fromEntries(devices)] as const,
  );
  const { answers, failures } = await askServers(wanted, timeoutMs, federation.claimKeys);
  const keys = new Map<string, Map<string, OneTimeKeys>>();
  const turns = new Turns();
  for (const [userId, asked] of byUser) {
    const ofUser = own(objectIn(answers.get(serverOf(userId)) ?? {}, "one_time_keys"), userId);
    if (!isJsonObject(ofUser)) continue;
    const given = new Map<string, OneTimeKeys>();
    for (const [deviceId] of asked) {
      await turns.next();
      const key = own(ofUser, deviceId);
      const shown = key === undefined || takesMoreThan(key, MAX_KEY_BYTES) ? undefined : plain(key);
      if (isOneTimeKeys(shown)) given.set(deviceId, shown);
    }
    if (given.size > 0) keys.set(userId, given);
  }
  return { keys, failures };
}

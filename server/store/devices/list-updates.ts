/** Changes of local users' lists of devices, which other servers are told of in the same transaction (C179). */
import { canonicalEventJson, type JsonObject } from "@knockgen/auth";
import { withSignatures } from "../../devices/signed-keys.js";
import { serverOf } from "../../values/ids.js";
import type { Database, Queries } from "../database/sql.js";
import { queueItems } from "../federation/outbox.js";
import { readObject } from "../read-json.js";
import type { Change } from "../rooms/change.js";
import type { Position } from "../rooms/room-records.js";
import type { DeviceName } from "./device-key-store.js";
import { lastListChange, noteDeviceList } from "./device-lists.js";

const SERVERS = `
  SELECT DISTINCT substr(state_key, strpos(state_key, ':') + 1) AS server FROM current_state
  WHERE room_id = ANY($1::text[]) AND type = 'm.room.member' AND membership = 'join'`;
const DEVICE = `
  SELECT d.display_name, k.json FROM devices d LEFT JOIN device_keys k USING (user_id, device_id)
  WHERE d.user_id = $1 AND d.device_id = $2`;
const SIGNATURES = `
  SELECT signer_key, signature FROM key_signatures WHERE user_id = $1 AND signer = $1 AND key_name = $2`;
/** Notes a change of a device, or of the cross-signing keys where it is empty or one of them, and tells other servers. */
export async function changeDeviceList(
  queries: Queries,
  position: Position,
  device: DeviceName,
): Promise<Pick<Change, "rooms" | "users" | "destinations">> {
  const touched = await noteDeviceList(queries, position, device);
  const servers = await queries.query<{ server: string }>(SERVERS, [[...touched.rooms]]);
  const here = serverOf(device.userId);
  const destinations = servers.map(({ server }) => server).filter((server) => server !== here);
  if (destinations.length === 0) return { ...touched, destinations };
  const edu = (await crossSigningEdu(queries, device)) ?? (await deviceEdu(queries, position, device));
  const text = canonicalEventJson(edu);
  await queueItems(
    queries,
    destinations.map((destination) => ({ destination, kind: "message", text })),
  );
  return { ...touched, destinations };
}

/** How a device is now, for other servers. */
async function deviceEdu(
  queries: Queries,
  position: Position,
  { userId, deviceId }: DeviceName,
): Promise<JsonObject> {
  const [row] = await queries.query<{ display_name: string | null; json: string | null }>(DEVICE, [
    userId,
    deviceId,
  ]);
  const previous = await lastListChange(queries, userId, position);
  const keys = row?.json == null ? undefined : await signed(queries, userId, deviceId, readObject(row.json));
  return {
    edu_type: "m.device_list_update",
    content: {
      user_id: userId,
      device_id: deviceId,
      stream_id: position,
      prev_id: previous === undefined ? [] : [previous],
      ...(row === undefined && { deleted: true }),
      ...(row?.display_name != null && { device_display_name: row.display_name }),
      ...(keys !== undefined && { keys }),
    },
  };
}

async function crossSigningEdu(
  queries: Queries,
  { userId, deviceId }: DeviceName,
): Promise<JsonObject | undefined> {
  const rows = await queries.query<{ usage: string; public_key: string; json: string }>(
    "SELECT usage, public_key, json FROM cross_signing_keys WHERE user_id = $1 AND usage <> 'user_signing'",
    [userId],
  );
  if (deviceId !== "" && rows.every(({ public_key }) => public_key !== deviceId)) return undefined;
  const content: Record<string, JsonObject | string> = { user_id: userId };
  for (const { usage, public_key, json } of rows)
    content[`${usage}_key`] = await signed(queries, userId, public_key, readObject(json));
  return { edu_type: "m.signing_key_update", content };
}

/** With the signatures of its own user. */
async function signed(
  queries: Queries,
  userId: string,
  keyName: string,
  key: JsonObject,
): Promise<JsonObject> {
  const rows = await queries.query<{ signer_key: string; signature: string }>(SIGNATURES, [userId, keyName]);
  const added = rows.map(({ signer_key, signature }) => ({
    userId,
    keyName,
    signer: userId,
    signerKey: signer_key,
    signature,
  }));
  return withSignatures(key, added);
}

/** Updates for servers that know nothing of a user yet. */
export interface ListUpdateStore {
  /** One for each device that has keys, as it is now. */
  deviceUpdates(userId: string): Promise<readonly JsonObject[]>;
}

export function createListUpdateStore(database: Database): ListUpdateStore {
  return {
    deviceUpdates: (userId) =>
      database.transaction(async (queries) => {
        const last = (await lastListChange(queries, userId)) ?? 0;
        const devices = await queries.query<{ device_id: string }>(
          "SELECT device_id FROM device_keys WHERE user_id = $1 ORDER BY device_id",
          [userId],
        );
        const updates: JsonObject[] = [];
        for (const { device_id } of devices)
          updates.push(await deviceEdu(queries, last, { userId, deviceId: device_id }));
        return updates;
      }),
  };
}

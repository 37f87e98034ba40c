/** Messages to devices: they wait here until the device has them. */
import type { JsonObject } from "@knockgen/auth";
import { pause } from "../../bounds/turns.js";
import { groupBy } from "../../values/group.js";
import { byWeight, rowsInBatches } from "../batches.js";
import type { Database, Queries } from "../database/sql.js";
import { queueItems } from "../federation/outbox.js";
import { keptObject } from "../kept-object.js";
import type { Change } from "../rooms/change.js";
import type { Position } from "../rooms/room-records.js";
import { type Tell, takePositions, tellOfOne } from "../stream.js";
import type { DeviceName } from "./device-key-store.js";

/** A message as the device gets it, or as another server does. */
export interface Addressed {
  readonly userId: string;
  /** `*` for all devices that the user has now. */
  readonly deviceId: string;
  /** In its canonical form. */
  readonly text: string;
}

/** An EDU for another server, in its canonical form. */
export interface Outgoing {
  readonly destination: string;
  readonly text: string;
}

/** Messages that are sent at once. */
export interface Sending {
  /** The sending device, or a server, whose device is empty; of one sender, a name that was used is a repeat. */
  readonly from: DeviceName;
  readonly name: string;
  readonly messages: readonly Addressed[];
  readonly outgoing: readonly Outgoing[];
  readonly now: number;
}

/** A message in its place. */
export interface WaitingMessage {
  readonly position: Position;
  readonly message: JsonObject;
}

export interface ToDeviceStore {
  /** Keeps messages for devices that there are, unless this is a repeat. Gives the change to announce. */
  sendToDevice(sending: Sending): Promise<Change>;
  /** Messages of a part of the stream, the oldest first. */
  toDevice(
    device: DeviceName,
    after: Position,
    upTo: Position,
    limit: number,
  ): Promise<readonly WaitingMessage[]>;
  /** Deletes those up to a position. */
  forgetToDevice(device: DeviceName, upTo: Position): Promise<void>;
}

/** Messages that wait for a device. Of a device that is never used, the later ones are dropped. */
const MAX_WAITING = 10_000;
/** Names that are remembered of a sender. */
const MAX_NAMES = 1_000;

/** A message to one device goes before one to all of them. */
const KEEP = `
  INSERT INTO to_device (user_id, device_id, position, json)
  SELECT DISTINCT ON (d.user_id, d.device_id) d.user_id, d.device_id, $4::bigint, t.j
  FROM unnest($1::text[], $2::text[], $3::text[]) AS t(u, d, j)
  JOIN devices d ON d.user_id = t.u AND (t.d = '*' OR d.device_id = t.d)
  WHERE NOT EXISTS (
    SELECT 1 FROM to_device q WHERE q.user_id = d.user_id AND q.device_id = d.device_id OFFSET ${MAX_WAITING - 1}
  )
  ORDER BY d.user_id, d.device_id, t.d = '*'
  RETURNING user_id`;

const DEVICES = "SELECT user_id, device_id FROM devices WHERE user_id = ANY($1::text[])";

/** Users of one statement, and messages that one keeps, but for more to a single user. */
const MAX_USERS = 1_000;
const MAX_MESSAGES = 100;
/** Of the EDUs that one statement queues. */
const MAX_EDU_LENGTH = 256 * 1024;

const REMEMBER = `
  INSERT INTO to_device_sent (user_id, device_id, name, position) VALUES ($1, $2, $3, $4)
  ON CONFLICT DO NOTHING RETURNING name`;

const PRUNE = `
  DELETE FROM to_device_sent WHERE user_id = $1 AND device_id = $2 AND position <= (
    SELECT position FROM to_device_sent WHERE user_id = $1 AND device_id = $2
    ORDER BY position DESC OFFSET ${MAX_NAMES} LIMIT 1
  )`;

const READ = `
  SELECT position, json FROM to_device
  WHERE user_id = $1 AND device_id = $2 AND position > $3 AND position <= $4 ORDER BY position LIMIT $5`;

/** Keeps messages to devices. */
export function createToDeviceStore(database: Database, tell: Tell): ToDeviceStore {
  return {
    sendToDevice: (sending) => database.transaction((queries) => send(queries, tell, sending)),
    toDevice: async ({ userId, deviceId }, after, upTo, limit) => {
      const values = [userId, deviceId, after, upTo, limit];
      const rows = await database.query<{ position: number; json: string }>(READ, values);
      return rows.map(({ position, json }) => {
        const message = keptObject(json);
        return {
          position,
          get message() {
            return message();
          },
        };
      });
    },
    forgetToDevice: async ({ userId, deviceId }, upTo) => {
      await database.query("DELETE FROM to_device WHERE user_id = $1 AND device_id = $2 AND position <= $3", [
        userId,
        deviceId,
        upTo,
      ]);
    },
  };
}

async function send(queries: Queries, tell: Tell, sending: Sending): Promise<Change> {
  const { from, name, messages, outgoing, now } = sending;
  const position = await takePositions(queries, 1);
  const fresh = await queries.query(REMEMBER, [from.userId, from.deviceId, name, position]);
  if (fresh.length === 0) return tellOfOne(queries, tell, position, {});
  await queries.query(PRUNE, [from.userId, from.deviceId]);
  const users = new Set<string>();
  // Those of one user together: which of them a device gets is decided among them.
  const byUser = groupBy(await deliverable(queries, messages), (message) => [message.userId, message]);
  for (const batch of byWeight(byUser.values(), MAX_MESSAGES, ({ length }) => length)) {
    const some = batch.flat();
    const kept = await queries.query<{ user_id: string }>(KEEP, [
      some.map(({ userId }) => userId),
      some.map(({ deviceId }) => deviceId),
      some.map(({ text }) => text),
      position,
    ]);
    for (const { user_id } of kept) users.add(user_id);
  }
  const destinations = [...new Set(outgoing.map(({ destination }) => destination))];
  for (const batch of byWeight(outgoing, MAX_EDU_LENGTH, ({ text }) => text.length)) {
    const items = batch.map((edu) => ({ ...edu, kind: "message" }) as const);
    await queueItems(queries, items, now);
  }
  return tellOfOne(queries, tell, position, { users: [...users], destinations });
}

/** Messages to devices that there are. Any number of others may be named (O1). */
async function deliverable(queries: Queries, messages: readonly Addressed[]): Promise<readonly Addressed[]> {
  const named = [...new Set(messages.map(({ userId }) => userId))];
  const rows = await rowsInBatches<{ user_id: string; device_id: string }>(
    queries,
    DEVICES,
    named,
    MAX_USERS,
  );
  const devices = groupBy(rows, ({ user_id, device_id }) => [user_id, device_id]);
  const known = new Map([...devices].map(([userId, ids]) => [userId, new Set(ids)]));
  await pause();
  return messages.filter(({ userId, deviceId }) => {
    const ofUser = known.get(userId);
    return ofUser !== undefined && (deviceId === "*" || ofUser.has(deviceId));
  });
}

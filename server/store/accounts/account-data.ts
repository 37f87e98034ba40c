/** Data that clients keep for their users, whole and by room, and the positions at which it changed. */
import { canonicalEventJson, type JsonObject } from "@knockgen/auth";
import { pause } from "../../bounds/turns.js";
import { entityTooLarge } from "../../errors.js";
import { writtenJson } from "../../values/written-json.js";
import { byWeight } from "../batches.js";
import type { Database, Queries } from "../database/sql.js";
import { isLargeText } from "../kept-object.js";
import { readObject, readShownObject } from "../read-json.js";
import type { Change } from "../rooms/change.js";
import type { Position } from "../rooms/room-records.js";
import { type Tell, takePositions, tellOfOne } from "../stream.js";

/** Of a user, or of a user's in one room. */
export interface AccountDataKey {
  readonly userId: string;
  /** Undefined for what is about no room. */
  readonly roomId: string | undefined;
  readonly type: string;
}

/** As it comes from a client, and goes to one: of JSON without big numbers that only the engine knows. */
export type PlainObject = Readonly<Record<string, unknown>>;

export interface AccountDatum extends AccountDataKey {
  readonly content: PlainObject;
}

/** Of these, processes keep a copy in memory, and hear of each change. */
export const PUSH_RULES = "m.push_rules";

/** A piece of account data of one type, with the size in bytes of what is kept. */
export interface SizedDatum {
  readonly userId: string;
  readonly content: JsonObject;
  readonly bytes: number;
}

export interface AccountDataStore {
  /**
   * Replaces one piece by another, or by what `change` makes of it; undefined for a piece that was never set, and for
   * leaving it as it is. Two changes at once are made one after the other. Gives the change to announce. Throws 413 where a user has too much.
   */
  changeAccountData(
    key: AccountDataKey,
    change: PlainObject | ((before: JsonObject | undefined) => JsonObject | undefined),
  ): Promise<Change>;
  accountData(key: AccountDataKey): Promise<JsonObject | undefined>;
  /** The same for an answer, which may stand for its text. */
  shownAccountData(key: AccountDataKey): Promise<PlainObject | undefined>;
  /** One type that is about no room, of those of some users who have it. */
  accountDataOfUsers(type: string, userIds: readonly string[]): Promise<readonly SizedDatum[]>;
  /** All users who have a type that is about no room. */
  usersWithAccountData(type: string): Promise<readonly string[]>;
  /** All that changed after a position, up to another, in order; each type once with its latest value, for an answer. */
  accountDataBetween(userId: string, after: Position, upTo: Position): Promise<readonly AccountDatum[]>;
}

/** In the key of the table, where nothing may be missing. */
const NO_ROOM = "";

/** A piece in each of thousands of rooms is usual; more is not. */
const MAX_PIECES = 20_000;
const MAX_BYTES = 64 * 2 ** 20;

interface Size {
  readonly pieces: number;
  readonly bytes: number;
}

interface Row {
  readonly room_id: string;
  readonly type: string;
  readonly json: string;
}

const READ = "SELECT room_id, type, json FROM account_data WHERE user_id = $1 AND room_id = $2 AND type = $3";
const BYTES = `
  SELECT octet_length(json)::bigint AS bytes FROM account_data WHERE user_id = $1 AND room_id = $2 AND type = $3`;
const SIZE = `
  SELECT count(*) AS pieces, coalesce(sum(octet_length(json)), 0)::bigint AS bytes FROM account_data
  WHERE user_id = $1 AND NOT (room_id = $2 AND type = $3)`;
const SAVE = `
  INSERT INTO account_data (user_id, room_id, type, json, position) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (user_id, room_id, type) DO UPDATE SET json = excluded.json, position = excluded.position`;

const SIZES = `
  SELECT position, sum(octet_length(json))::bigint AS bytes FROM account_data
  WHERE user_id = $1 AND position > $2 AND position <= $3 GROUP BY position ORDER BY position`;
const BETWEEN = `
  SELECT room_id, type, json FROM account_data
  WHERE user_id = $1 AND position > $2 AND position <= $3 ORDER BY position`;

interface PlacedSize {
  readonly position: Position;
  readonly bytes: number;
}

/** Bytes that one statement reads, more only where one piece has more. */
const MAX_BATCH_BYTES = 512 * 1024;

async function textAt(
  { userId, roomId = NO_ROOM, type }: AccountDataKey,
  queries: Queries,
): Promise<string | undefined> {
  const [row] = await queries.query<Row>(READ, [userId, roomId, type]);
  return row?.json;
}

async function pieceAt(key: AccountDataKey, queries: Queries): Promise<JsonObject | undefined> {
  const text = await textAt(key, queries);
  return text === undefined ? undefined : readObject(text);
}

/** A piece may be as large as a body may, and is not looked into. */
function shown(text: string): PlainObject {
  return isLargeText(text) ? writtenJson(text) : readShownObject(text);
}

function changed(content: JsonObject | undefined): string | undefined {
  return content && canonicalEventJson(content);
}

/** A piece that gets smaller is taken even so. */
function isTooMuch(
  size: number,
  held: Pick<Size, "bytes"> | undefined,
  { pieces, bytes }: Size = { pieces: 0, bytes: 0 },
): boolean {
  if (held === undefined && pieces >= MAX_PIECES) return true;
  return size > (held?.bytes ?? -1) && bytes + size > MAX_BYTES;
}

/** Keeps account data. */
export function createAccountDataStore(database: Database, tell: Tell): AccountDataStore {
  return {
    changeAccountData: async ({ userId, roomId = NO_ROOM, type }, change) => {
      const whole = typeof change === "function" ? undefined : JSON.stringify(change);
      await pause();
      return database.transaction(async (queries) => {
        // Counted before the stream is locked for all others.
        const [others] = await queries.query<Size>(SIZE, [userId, roomId, type]);
        const position = await takePositions(queries, 1);
        // Of a piece that is replaced, the size is enough: a large one takes long to read (O1).
        const [held] = await queries.query<Pick<Size, "bytes">>(BYTES, [userId, roomId, type]);
        const json =
          typeof change === "function"
            ? changed(change(await pieceAt({ userId, roomId, type }, queries)))
            : whole;
        if (json === undefined) return tellOfOne(queries, tell, position, {});
        if (isTooMuch(Buffer.byteLength(json), held, others))
          throw entityTooLarge("There is too much account data of this user");
        await queries.query(SAVE, [userId, roomId, type, json, position]);
        const pushRules = type === PUSH_RULES && roomId === NO_ROOM ? [userId] : undefined;
        return tellOfOne(queries, tell, position, { users: [userId], pushRules });
      });
    },
    accountData: (key) => pieceAt(key, database),
    shownAccountData: async (key) => {
      const text = await textAt(key, database);
      return text === undefined ? undefined : shown(text);
    },
    accountDataOfUsers: async (type, userIds) => {
      const rows = await database.query<Row & { readonly user_id: string }>(
        "SELECT user_id, json FROM account_data WHERE user_id = ANY($1::text[]) AND room_id = $2 AND type = $3",
        [[...userIds], NO_ROOM, type],
      );
      return rows.map(({ user_id, json }) => ({
        userId: user_id,
        content: readObject(json),
        bytes: Buffer.byteLength(json),
      }));
    },
    usersWithAccountData: async (type) => {
      const rows = await database.query<{ readonly user_id: string }>(
        "SELECT user_id FROM account_data WHERE type = $1 AND room_id = $2",
        [type, NO_ROOM],
      );
      return rows.map(({ user_id }) => user_id);
    },
    accountDataBetween: async (userId, after, upTo) => {
      const sizes = await database.query<PlacedSize>(SIZES, [userId, after, upTo]);
      const found: AccountDatum[] = [];
      let begin = after;
      for (const batch of byWeight(sizes, MAX_BATCH_BYTES, ({ bytes }) => bytes)) {
        const end = batch.at(-1)?.position ?? upTo;
        const rows = await database.query<Row>(BETWEEN, [userId, begin, end]);
        begin = end;
        for (const { room_id, type, json } of rows) {
          const roomId = room_id === NO_ROOM ? undefined : room_id;
          // Push rules are read before they are shown.
          const content = type === PUSH_RULES ? readShownObject(json) : shown(json);
          found.push({ userId, roomId, type, content });
        }
      }
      return found;
    },
  };
}

/** Rules about what is within rows, which the database cannot read by itself (O46). */
import { eventId, isJsonObject, type JsonValue, own, parseJson, roomVersionRules } from "@knockgen/auth";
import type { Queries } from "../database/sql.js";

/** Rows that break a rule. */
export interface FoundRows {
  readonly count: number;
  /** Names of some of them. */
  readonly examples: readonly string[];
}

/** One rule. */
export interface RowCheck {
  readonly name: string;
  /** Says of the rows that are found what is wrong with them. */
  readonly wrong: string;
  readonly look: (queries: Queries) => Promise<FoundRows>;
}

const ROWS_AT_ONCE = 500;
const EXAMPLES = 3;
const SEED = /^[A-Za-z0-9+/]{43}=?$/;

interface EventRow {
  readonly event_id: string;
  readonly room_id: string;
  readonly type: string;
  readonly state_key: string | null;
  readonly sender: string;
  readonly json: string;
  readonly version: string | null;
}

interface Row {
  readonly what: string;
  readonly fault: boolean;
}

/** In the order in which they are told. */
export const ROW_CHECKS: readonly RowCheck[] = [
  {
    name: "rooms",
    wrong: "rooms are of a version that is not known, or have damaged lists of tips",
    look: async (queries) => counted(await queries.query<RoomRow>(ROOMS), isRoomDamaged),
  },
  {
    name: "state",
    wrong: "states cannot be read",
    look: (queries) =>
      inPages(async (after) => {
        const rows = await queries.query<{ id: number; changes: string }>(
          "SELECT id, changes FROM state_groups WHERE id > $1 ORDER BY id LIMIT $2",
          [after === undefined ? -1 : Number(after), ROWS_AT_ONCE],
        );
        return rows.map(({ id, changes }) => ({ what: String(id), fault: read(changes) === undefined }));
      }),
  },
  {
    name: "events",
    wrong: "events are not what their ID, room, type, state key or sender says",
    look: (queries) =>
      inPages(async (after) => {
        const rows = await queries.query<EventRow>(EVENTS, [after ?? "", ROWS_AT_ONCE]);
        return rows.map((row) => ({ what: row.event_id, fault: isEventDamaged(row) }));
      }),
  },
  {
    name: "keys",
    wrong: "signing keys are damaged",
    look: async (queries) =>
      counted(await queries.query<{ what: string; seed: string }>(KEYS), ({ seed }) => !SEED.test(seed)),
  },
];

interface RoomRow {
  readonly what: string;
  readonly version: string;
  readonly extremities: string;
}

const ROOMS = "SELECT room_id AS what, version, extremities FROM rooms ORDER BY room_id";
const KEYS = "SELECT key_id AS what, seed FROM own_keys WHERE expired_ts IS NULL ORDER BY key_id";
const EVENTS = `
  SELECT e.event_id, e.room_id, e.type, e.state_key, e.sender, e.json, r.version FROM events e
  LEFT JOIN rooms r ON r.room_id = e.room_id WHERE e.event_id > $1 ORDER BY e.event_id LIMIT $2`;

function isRoomDamaged({ version, extremities }: RoomRow): boolean {
  const tips = read(extremities);
  const areTexts = Array.isArray(tips) && tips.every((tip) => typeof tip === "string");
  return roomVersionRules(version) === undefined || !areTexts;
}

function isEventDamaged({ event_id, room_id, type, state_key, sender, json, version }: EventRow): boolean {
  const event = read(json);
  if (!isJsonObject(event) || own(event, "type") !== type || own(event, "sender") !== sender) return true;
  if ((own(event, "state_key") ?? null) !== state_key) return true;
  const rules = roomVersionRules(version ?? "");
  if (rules === undefined) return false;
  // In version 12 a create event has no room ID.
  const room = own(event, "room_id");
  return (room !== undefined && room !== room_id) || eventId(event, rules) !== event_id;
}

function read(text: string): JsonValue | undefined {
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : undefined;
}

function counted<T extends { readonly what: string }>(
  rows: readonly T[],
  isWrong: (row: T) => boolean,
): FoundRows {
  const wrong = rows.filter(isWrong);
  return { count: wrong.length, examples: wrong.slice(0, EXAMPLES).map(({ what }) => what) };
}

/** Looks at rows page by page, each of which begins after the last row of the one before. */
async function inPages(page: (after: string | undefined) => Promise<readonly Row[]>): Promise<FoundRows> {
  let count = 0;
  const examples: string[] = [];
  for (let after: string | undefined; ; ) {
    const rows = await page(after);
    const wrong = rows.filter(({ fault }) => fault).map(({ what }) => what);
    count += wrong.length;
    examples.push(...wrong.slice(0, EXAMPLES - examples.length));
    after = rows.at(-1)?.what;
    if (rows.length < ROWS_AT_ONCE) return { count, examples };
  }
}

/** O1, C125: users of other servers are looked for among the members of large rooms a few at a time. */
import { afterAll, expect, it } from "vitest";
import { fittingMembers } from "../../../server/store/accounts/remote-candidates.js";
import type { Database } from "../../../server/store/database/sql.js";
import { openDatabase } from "../../../server/store/open.js";
import { migrate } from "../../../server/store/schema/migrate.js";

const database = await openDatabase({});
afterAll(() => database.close());
await migrate(database);

async function fill(room: string, from: number, to: number, name: string): Promise<void> {
  const parts = [room, from, to, name];
  await database.query(
    `INSERT INTO events (event_id, room_id, position, type, state_key, sender, status, json)
     SELECT $1 || i, $1, i, 'm.room.member', '@u' || i || ':them', '@u' || i || ':them', 'accepted', $4
     FROM generate_series($2::bigint, $3::bigint) i`,
    parts,
  );
  await database.query(
    `INSERT INTO current_state (room_id, type, state_key, event_id, membership)
     SELECT $1, 'm.room.member', '@u' || i || ':them', $1 || i, 'join' FROM generate_series($2::bigint, $3::bigint) i`,
    parts.slice(0, 3),
  );
}

await fill("!closed:us", 1, 300, "closed");
await fill("!open:us", 200, 900, "open");
await fill("!small:us", 1_000, 1_000, "open");

/** The largest number of rows that a statement gave, and that it was asked about. */
let largest = 0;
const counted: Database = {
  ...database,
  query: async <Row>(sql: string, values: Parameters<Database["query"]>[1]): Promise<readonly Row[]> => {
    const rows = await database.query<Row>(sql, values);
    largest = Math.max(largest, rows.length);
    return rows;
  },
};
const rooms = ["!closed:us", "!open:us", "!none:us", "!small:us"];
const query = { serverName: "us", rooms, open: ["!open:us", "!small:us"], limit: 5_000 };

it("all members are looked at, a few in each statement, and each is found once", async () => {
  const found = await fittingMembers(counted, { ...query, part: ":them" });
  expect(found).toHaveLength(901);
  expect(largest).toBeLessThanOrEqual(250);
  const ids = found.map((row) => row.user_id);
  expect(ids).toEqual([...new Set(ids)].sort());
});

it("who is in an open room as well is found by the name there, and others by their IDs alone", async () => {
  expect(await fittingMembers(database, { ...query, part: "open" })).toHaveLength(702);
  expect(await fittingMembers(database, { ...query, part: "closed" })).toEqual([]);
  const found = await fittingMembers(database, { ...query, part: "@u250:" });
  expect(found).toMatchObject([{ user_id: "@u250:them", open: true, json: "open" }]);
  expect(await fittingMembers(database, { ...query, part: "@u25:" })).toMatchObject([{ json: null }]);
  expect(await fittingMembers(database, { ...query, part: ":them", limit: 3 })).toHaveLength(3);
});

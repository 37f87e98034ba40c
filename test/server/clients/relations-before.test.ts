/** C83, C128: relations and words of events that a store held before it knew of relations. */
import { canonicalJson } from "@knockgen/auth";
import { afterAll, expect, it } from "vitest";
import { openDatabase } from "../../../server/store/open.js";
import { migrate } from "../../../server/store/schema/migrate.js";
import { MIGRATIONS } from "../../../server/store/schema/migrations.js";

const database = await openDatabase({});
afterAll(() => database.close());

const STEP = MIGRATIONS.findIndex((step) => step.includes("ADD COLUMN relates_to"));

it("C83 are found again, and odd ones stay out", async () => {
  expect(STEP).toBeGreaterThan(0);
  for (const step of MIGRATIONS.slice(0, STEP)) await database.script(step);
  const relation = { rel_type: "m.thread", event_id: "$root" };
  const events = {
    $thread: { content: { "m.relates_to": relation } },
    $edit: { content: { "m.relates_to": { ...relation, rel_type: "m.replace" }, "m.new_content": {} } },
    $noContent: { content: { "m.relates_to": { ...relation, rel_type: "m.replace" } } },
    $number: { content: { "m.relates_to": { ...relation, event_id: 4 } } },
    $long: { content: { "m.relates_to": { ...relation, event_id: "x".repeat(300) } } },
    $text: { content: { "m.relates_to": "x" } },
    $nul: { content: { "m.relates_to": relation, body: "\u0000" } },
    $none: { content: { origin_server_ts: 9 } },
  };
  let position = 0;
  for (const [id, event] of Object.entries(events))
    await database.query(
      "INSERT INTO events (event_id, room_id, position, type, sender, status, json) VALUES ($1, '!r', $2, 'm.t', '@s', 'accepted', $3)",
      [id, ++position, canonicalJson({ ...event, type: "m.t", origin_server_ts: 1_000 + position })],
    );
  await database.query(
    "INSERT INTO events (event_id, room_id, position, type, sender, status, json) VALUES ('$said', '!r', 0, 'm.room.message', '@s', 'accepted', $1)",
    [canonicalJson({ content: { body: "Hello, (World)!\n" }, type: "m.room.message" })],
  );
  for (const step of MIGRATIONS.slice(STEP)) await database.script(step);
  expect(await database.query("SELECT words FROM events WHERE words IS NOT NULL")).toEqual([
    { words: "hello world" },
  ]);
  const rows = await database.query(
    "SELECT event_id, relates_to, rel_type, ts FROM events WHERE position > 0 ORDER BY position",
  );
  const plain = (event_id: string, ts: number | null) => ({ event_id, relates_to: null, rel_type: null, ts });
  expect(rows).toEqual([
    { event_id: "$thread", relates_to: "$root", rel_type: "m.thread", ts: 1_001 },
    { event_id: "$edit", relates_to: "$root", rel_type: "m.replace", ts: 1_002 },
    plain("$noContent", 1_003),
    plain("$number", 1_004),
    plain("$long", 1_005),
    plain("$text", 1_006),
    plain("$nul", null),
    plain("$none", 1_008),
  ]);
});

it("a store that is new goes through the same steps", async () => {
  const other = await openDatabase({});
  await migrate(other);
  expect(await other.query("SELECT ts, relates_to, rel_type FROM events")).toEqual([]);
  await other.close();
});

/** O8: parsed events may take twenty times their text, so rows and answers do not hold what many large ones are parsed to. */
import { expect, it } from "vitest";
import { writeJsonInTurns } from "../../../server/answers/write-json.js";
import { clientEvent } from "../../../server/room/client-event.js";
import { createAccountDataStore } from "../../../server/store/accounts/account-data.js";
import type { BackupKey } from "../../../server/store/devices/backup-keys.js";
import { createKeyBackupStore } from "../../../server/store/devices/key-backups.js";
import { createToDeviceStore } from "../../../server/store/devices/to-device.js";
import { openDatabase, openStore } from "../../../server/store/open.js";
import { toEvent } from "../../../server/store/rooms/room-rows.js";
import { migrate } from "../../../server/store/schema/migrate.js";
import { readFilter } from "../../../server/sync/filter/filter.js";
import { sharedReads } from "../../../server/sync/kept/shared-reads.js";
import { shownEvent } from "../../../server/sync/timeline/shown-event.js";
import { madeWhenRead } from "../../../server/values/made-when-read.js";
import { eventRow } from "../support/event-row.js";

const nested = { list: Array.from({ length: 2_000 }, () => ({})) };
const view = { version: "10", now: 10, viewer: { userId: "@v:a", deviceId: "D", tokenHash: "" } } as const;

it("O8 a large row is parsed anew after another was, and a small one once", () => {
  const [large, other, small] = [
    toEvent(eventRow("$a", nested)),
    toEvent(eventRow("$b", { ...nested, b: 1 })),
    toEvent(eventRow("$c", {})),
  ];
  const first = large.json;
  expect(other.json).toEqual({ type: "m.x", content: { ...nested, b: 1 }, origin_server_ts: 5 });
  expect(large.json).not.toBe(first);
  expect(large.json).toEqual(first);
  expect(small.json).toBe(small.json);
});

it("O8 no answer holds what its large events hold, in whichever form it shows them", () => {
  const large = toEvent(eventRow("$a", nested));
  const replacing = toEvent(eventRow("$c", {}, { state_key: "", replaces: "$a" }));
  const plain = readFilter({}, new Set());
  const forms = [
    clientEvent(large, view),
    shownEvent(large, view, plain),
    shownEvent(large, view, readFilter({ event_fields: ["content"], event_format: "federation" }, new Set())),
  ];
  for (const form of forms) {
    expect(form.content).toEqual(nested);
    expect(form.content).not.toBe(form.content);
    expect(JSON.parse(JSON.stringify(form))).toEqual({ ...form });
  }
  const shown = shownEvent(replacing, { ...view, earlier: new Map([["$a", large]]) }, plain);
  expect(shown.unsigned).toMatchObject({ prev_content: nested });
  expect(shown.unsigned).not.toBe(shown.unsigned);
  const small = clientEvent(toEvent(eventRow("$d", { a: 1 })), view);
  expect(small.content).toBe(small.content);
});

it("O8 nor what large account data, messages to devices and keys of backups hold", async () => {
  const database = await openDatabase({});
  try {
    await migrate(database);
    const data = createAccountDataStore(database, async () => {});
    const key = { userId: "@u:a", roomId: undefined };
    await data.changeAccountData({ ...key, type: "m.large" }, nested);
    await data.changeAccountData({ ...key, type: "m.small" }, { a: 1 });
    const [large, small] = await data.accountDataBetween("@u:a", 0, Number.MAX_SAFE_INTEGER);
    expect(JSON.parse(JSON.stringify([large?.content, small?.content]))).toEqual([nested, { a: 1 }]);
    expect(Object.keys(large?.content ?? {})).toEqual([]);
    await database.query(
      "INSERT INTO to_device (user_id, device_id, position, json) VALUES ('@u:a', 'D', 1, $1)",
      [JSON.stringify(nested)],
    );
    await database.query(
      "INSERT INTO to_device (user_id, device_id, position, json) VALUES ('@u:a', 'D', 2, $1)",
      [JSON.stringify({ ...nested, b: 1 })],
    );
    const [one, two] = await createToDeviceStore(database, async () => {}).toDevice(
      { userId: "@u:a", deviceId: "D" },
      0,
      5,
      5,
    );
    const first = one?.message;
    expect([first, two?.message]).toEqual([nested, { ...nested, b: 1 }]);
    expect(one?.message).not.toBe(first);
    for (const id of ["one", "two"])
      await database.query(
        "INSERT INTO backup_keys (user_id, version, room_id, session_id, json) VALUES ('@u:a', 1, '!r:a', $1, $2)",
        [id, JSON.stringify({ ...nested, id })],
      );
    const kept: BackupKey[] = [];
    for await (const each of createKeyBackupStore(database).backupKeys({ userId: "@u:a", version: 1 }, {}))
      kept.push(each);
    const read = kept.map(({ data }) => data);
    expect(read).toEqual([
      { ...nested, id: "one" },
      { ...nested, id: "two" },
    ]);
    expect(kept[0]?.data).not.toBe(read[0]);
  } finally {
    await database.close();
  }
});

it("O8 rows that syncs share are not parsed to find out what they take", async () => {
  const large = toEvent(eventRow("$a", nested));
  let parsed = 0;
  const counted = {
    ...large,
    get json() {
      parsed++;
      return large.json;
    },
  };
  const store = await openStore();
  try {
    const reads = sharedReads({ ...store, events: async () => [counted] })(1);
    expect(await reads.events(["$a"])).toHaveLength(1);
    expect(parsed).toBe(0);
  } finally {
    await store.close();
  }
});

it("only what is large is made anew", () => {
  let made = 0;
  const make = () => ({ made: ++made, small: {}, large: "x".repeat(2_000) });
  const value = madeWhenRead(true, make);
  expect([value.small, value.made, made]).toEqual([{}, 1, 1]);
  expect([value.large.length, made]).toEqual([2_000, 2]);
});

it("O8 what is large is made once for an answer, which is written outside of the heap", async () => {
  let made = 0;
  const make = (size: number) => () => ({ made: ++made, large: "é".repeat(size) });
  const sizes = [1_000, 2_000, 40_000];
  const events = sizes.map((size) => madeWhenRead(true, make(size)));
  const written = await writeJsonInTurns({ first: events[0], events, few: [1, events[1], 2] });
  if (!(written instanceof Uint8Array)) throw new Error("not written outside of the heap");
  expect(made).toBe(sizes.length);
  const plain = sizes.map((size, at) => ({ made: at + 1, large: "é".repeat(size) }));
  expect(Buffer.from(written).toString()).toBe(
    JSON.stringify({ first: plain[0], events: plain, few: [1, plain[1], 2] }),
  );
});

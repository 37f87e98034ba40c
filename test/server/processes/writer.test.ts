/** The queue of changes of rooms. */
import { generateKeyPair } from "@knockgen/auth";
import { expect, it } from "vitest";
import { KnownRules } from "../../../server/push/known-rules.js";
import { EventCache } from "../../../server/room/event-cache.js";
import { EventSigner } from "../../../server/room/sign.js";
import { States } from "../../../server/room/states.js";
import { RoomWriter } from "../../../server/room/writer.js";
import { DatabaseLost } from "../../../server/store/database/database-lost.js";
import type { Database, Queries, SqlValue } from "../../../server/store/database/sql.js";
import { createDeviceKeyStore } from "../../../server/store/devices/device-keys.js";
import { openStore } from "../../../server/store/open.js";
import { kept, renewed, rowWriter } from "../../../server/store/rooms/columns.js";
import { createRoomReads } from "../../../server/store/rooms/read-rooms.js";
import type { Store } from "../../../server/store/store.js";
import { hasPostgres } from "../support/postgres.js";
import { lendSchema } from "../support/spare-schemas.js";

const SENDER = "@a:here.example";

const ROOM = "!r:here.example";

function emptyWriter(store: Store): RoomWriter {
  const key = generateKeyPair("a");
  return new RoomWriter({
    store,
    signer: new EventSigner("here.example", () => key),
    now: Date.now,
    rules: new KnownRules({ config: {}, store }),
  });
}

/** A writer with a room to write to. */
async function writerOn(store: Store): Promise<RoomWriter> {
  const writer = emptyWriter(store);
  await writer.make(ROOM, "10", async (draft) => {
    const state = (type: string, stateKey: string, content: Record<string, string>) =>
      draft.send({ type, sender: SENDER, stateKey, content });
    await state("m.room.create", "", { creator: SENDER, room_version: "10" });
    await state("m.room.member", SENDER, { membership: "join" });
  });
  return writer;
}

const send = (writer: RoomWriter, type: string): Promise<unknown> =>
  writer.change(ROOM, (draft) => draft.send({ type, sender: SENDER, content: {} }));

it("takes the next change whenever it comes, also just as the queue has run empty", async () => {
  const store = await openStore();
  const writer = await writerOn(store);
  for (let turns = 0; turns < 20; turns++) {
    await send(writer, "m.x");
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    const next = writer.change(ROOM, async () => "done");
    const late = new Promise((resolve) => setTimeout(resolve, 2_000, `${turns} turns later: never`));
    expect(await Promise.race([next, late])).toBe("done");
  }
  await store.close();
});

it("a job that fails after it has replaced the state leaves the changes of those before it", async () => {
  const store = await openStore();
  const writer = await writerOn(store);
  const topic = { type: "m.room.topic", sender: SENDER, stateKey: "", content: { topic: "kept" } };
  const results = await Promise.allSettled([
    writer.change(ROOM, (draft) => draft.send(topic)),
    writer.make(ROOM, "10", async (draft) => {
      const create = draft.room.at("m.room.create", "") ?? "";
      await draft.replaceState(new Map([["m.room.create", new Map([["", create]])]]));
      throw new Error("the room that was given is bad");
    }),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  const state = await store.currentState(ROOM);
  expect(state.map(({ type }) => type).sort()).toEqual(["m.room.create", "m.room.member", "m.room.topic"]);
  await store.close();
});

it("what the database refuses fails for those alone who want it", async () => {
  const store = await openStore();
  const writer = await writerOn({
    ...store,
    commit: async (batch) => {
      if (batch.rooms.some(({ events }) => events.some(({ type }) => type === "m.bad")))
        throw Object.assign(new Error("invalid byte sequence"), { code: "22021" });
      return store.commit(batch);
    },
  });
  const results = await Promise.allSettled(["m.x", "m.bad", "m.y"].map((type) => send(writer, type)));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  const position = await store.position();
  const query = { roomId: ROOM, after: 0, upTo: position, limit: 10, order: "oldest" } as const;
  const types = (await store.timeline(query)).map(({ type }) => type);
  expect(types.slice(-2)).toEqual(["m.x", "m.y"]);
  await store.close();
});

it("O47 a commit whose outcome is not known may have changed anything", async () => {
  const store = await openStore();
  await writerOn(store);
  const lost = new DatabaseLost(new Error("cut off"), "08006");
  const writer = emptyWriter({ ...store, commit: () => Promise.reject(lost) });
  const told: unknown[] = [];
  writer.onCommit((change) => told.push(change));
  await expect(send(writer, "m.x")).rejects.toBe(lost);
  expect(told).toEqual([undefined]);
  await store.close();
});

it("O1: the state of a large room is kept in many rows of bounded size", async () => {
  const store = await openStore();
  const sizes: number[] = [];
  const writer = await writerOn({
    ...store,
    commit: async (batch) => {
      for (const { groups } of batch.rooms) sizes.push(...groups.map(({ changes }) => changes.length));
      return store.commit(batch);
    },
  });
  const many = Array.from({ length: 2_500 }, (_, at): [string, string] => [`${at}`, `$event${at}`]);
  await writer.change(ROOM, async (draft) => {
    const { extremities, state } = draft.room;
    await draft.replaceState(new Map([...state, ["m.many", new Map(many)]]));
    draft.room.extremities = extremities;
    await draft.send({ type: "m.x", sender: SENDER, content: {} });
  });
  expect(Math.max(...sizes)).toBe(1_000);
  const group = (await store.room(ROOM))?.stateGroup ?? 0;
  const read = await new States(store, new EventCache(store)).of(group);
  expect(read.get("m.many")).toEqual(new Map(many));
  expect(read.get("m.room.create")?.size).toBe(1);
  await store.close();
});

/** A database that holds nothing, and notes what it is asked. */
function recorder(): {
  readonly asked: { sql: string; values: readonly SqlValue[] }[];
  readonly database: Database;
} {
  const asked: { sql: string; values: readonly SqlValue[] }[] = [];
  const queries: Queries = {
    query: async (sql, values = []) => {
      asked.push({ sql, values });
      return [];
    },
  };
  const database: Database = {
    ...queries,
    shared: false,
    transaction: (work) => work(queries),
    script: async () => {},
    listen: async () => {},
    load: () => undefined,
    close: async () => {},
  };
  return { asked, database };
}

it("O1: redactions of thousands of events are looked for in parts", async () => {
  const { asked, database } = recorder();
  const keys = Array.from({ length: 2_500 }, (_, at) => `$event${at}`);
  await createRoomReads(database).redactions(ROOM, keys);
  expect(asked.map(({ values }) => (Array.isArray(values[1]) ? values[1].length : 0))).toEqual([
    1_000, 1_000, 500,
  ]);
});

it("columns that no row of a statement has a value for are left out of it", async () => {
  const { asked, database } = recorder();
  const columns = {
    key: kept("key", "text", ({ key }: { key: string; text?: string }) => key),
    text: renewed("text", "text", ({ text }: { key: string; text?: string }) => text),
  };
  const write = rowWriter({ name: "texts", key: "key" }, columns);
  await write(database, [{ key: "a" }, { key: "b" }]);
  await write(database, [{ key: "a" }, { key: "b", text: "c" }]);
  expect(asked.map(({ values }) => values)).toEqual([
    [["a", "b"]],
    [
      ["a", "b"],
      [null, "c"],
    ],
  ]);
  expect(asked.map(({ sql }) => sql.slice(0, sql.indexOf(" SELECT")))).toEqual([
    "INSERT INTO texts (key)",
    "INSERT INTO texts (key, text)",
  ]);
  // A value that was there goes all the same.
  expect(asked[0]?.sql).toContain("text = excluded.text");
});

it("O1: of users who are named, however many, it is looked for in parts who is known", async () => {
  const { asked, database } = recorder();
  const users = Array.from({ length: 2_500 }, (_, at) => `@u${at}:here.example`);
  await createDeviceKeyStore(database, async () => {}).knownUsers(users);
  expect(asked.map(({ values }) => (Array.isArray(values[0]) ? values[0].length : 0))).toEqual([
    1_000, 1_000, 500,
  ]);
});

it("takes no commit of another process for one of its own", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await lendSchema();
  const [here, there] = await Promise.all([1, 2].map(() => openStore({ databaseUrl: schema.url })));
  if (here === undefined || there === undefined) throw new Error("no stores");
  let commits = 0;
  emptyWriter(there).onCommit(() => commits++);
  const heard = new Promise((resolve) => there.onChange(resolve));
  await writerOn(here);
  expect(await heard).toMatchObject({ rooms: [ROOM] });
  expect(commits).toBe(0);
  await Promise.all([here.close(), there.close()]);
  await schema.drop();
});

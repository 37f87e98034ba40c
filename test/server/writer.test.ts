/** The queue of changes of rooms. */

import { generateKeyPair } from "@knockgen/auth";
import { expect, it } from "vitest";
import { KnownRules } from "../../server/push/known-rules.js";
import { EventSigner } from "../../server/room/sign.js";
import { RoomWriter } from "../../server/room/writer.js";
import { openStore } from "../../server/store/open.js";
import type { Store } from "../../server/store/store.js";

const SENDER = "@a:here.example";

const ROOM = "!r:here.example";

/** A writer with a room to write to. */
async function writerOn(store: Store): Promise<RoomWriter> {
  const key = generateKeyPair("a");
  const signer = new EventSigner("here.example", () => key);
  const writer = new RoomWriter({
    store,
    signer,
    now: Date.now,
    rules: new KnownRules({ config: {}, store }),
    onCommit: () => {},
  });
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

/** The queue of changes of rooms. */
import { expect, it } from "vitest";
import { generateKeyPair } from "../../auth/index.js";
import { EventSigner } from "../../server/room/sign.js";
import { RoomWriter } from "../../server/room/writer.js";
import { openStore } from "../../server/store/open.js";

const SENDER = "@a:here.example";

it("takes the next change whenever it comes, also just as the queue has run empty", {
  timeout: 30_000,
}, async () => {
  const store = await openStore();
  const key = generateKeyPair("a");
  const signer = new EventSigner("here.example", () => key);
  const writer = new RoomWriter({ store, signer, now: Date.now, onCommit: () => {} });
  const room = "!r:here.example";
  await writer.make(room, "10", async (draft) => {
    const state = (type: string, stateKey: string, content: Record<string, string>) =>
      draft.send({ type, sender: SENDER, stateKey, content });
    await state("m.room.create", "", { creator: SENDER, room_version: "10" });
    await state("m.room.member", SENDER, { membership: "join" });
  });
  for (let turns = 0; turns < 20; turns++) {
    await writer.change(room, (draft) => draft.send({ type: "m.x", sender: SENDER, content: { turns } }));
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    const next = writer.change(room, async () => "done");
    const late = new Promise((resolve) => setTimeout(resolve, 2_000, `${turns} turns later: never`));
    expect(await Promise.race([next, late])).toBe("done");
  }
  await store.close();
});

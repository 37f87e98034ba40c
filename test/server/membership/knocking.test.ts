/** Knocking, in two set-ups: with a knocker on the room's server and on another. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { startServer, type TestServer } from "../support/servers.js";

let hs1: TestServer;
let hs2: TestServer;
/** A third server, which is in the room and watches what is pushed to it. */
let hs3: TestServer;
let count = 0;

beforeAll(async () => {
  hs1 = await startServer();
  hs2 = await startServer();
  hs3 = await startServer();
});
afterAll(async () => {
  await Promise.all([hs1?.close(), hs2?.close(), hs3?.close()]);
});

const setUps = [
  { version: "7", rule: "knock" },
  { version: "10", rule: "knock_restricted" },
] as const;

describe.each(setUps)("version $version, $rule", ({ version, rule }) => {
  describe.each(["local", "remote"] as const)("%s knocker", (where) => {
    let alice: Client;
    let bob: Client;
    let watcher: Client;
    let room: string;
    const via = (): string => hs1.serverName;
    const knock = (reason?: string) => bob.knock(room, via(), reason);

    beforeAll(async () => {
      count++;
      alice = await hs1.user(`alice${count}`);
      bob = await (where === "local" ? hs1 : hs2).user(`bob${count}`);
      watcher = await hs3.user(`watcher${count}`);
      room = await alice.createRoom({ preset: "private_chat", room_version: version });
      expect((await alice.act(room, "invite", watcher.userId)).status).toBe(200);
      expect((await watcher.join(room, via())).status).toBe(200);
    });

    it("#1 a private room cannot be knocked on", async () => {
      expect((await knock()).status).toBe(403);
    });

    it("#2 a member with enough power lets users knock, and sees that in sync", async () => {
      const { next_batch } = await alice.sync();
      expect((await alice.setState(room, "m.room.join_rules", { join_rule: rule })).status).toBe(200);
      const body = await alice.sync(next_batch, 5_000);
      const events = body.rooms.join[room].timeline.events;
      expect(events.map((event: { type: string }) => event.type)).toContain("m.room.join_rules");
    });

    it("#3 nobody joins without an invite", async () => {
      expect((await bob.join(room, via())).status).toBe(403);
    });

    it("#4 #8 a knock shows in the knocker's initial sync, with its reason", async () => {
      const answer = await knock("Let me in, it is cold");
      expect([answer.status, answer.body]).toEqual([200, { room_id: room }]);
      const event = await bob.see(room, bob.userId, "knock");
      expect(event.content.reason).toBe("Let me in, it is cold");
    });

    it("#5 #19 a knock may be repeated with another reason", async () => {
      expect((await knock("It is still cold")).status).toBe(200);
      const event = await bob.see(room, bob.userId, "knock");
      expect(event.content.reason).toBe("It is still cold");
    });

    it("#6 other servers in the room hear of it", async () => {
      const end = Date.now() + 120_000;
      const path = `/rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(bob.userId)}`;
      for (;;) {
        const { status, body } = await watcher.get(path);
        if (status === 200 && body.membership === "knock" && body.reason === "It is still cold") break;
        if (Date.now() > end) expect([status, body]).toEqual([200, "a knock"]);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });

    it("#7 X7 members see both knocks, the first one first, with name and reason", async () => {
      const event = await alice.see(room, bob.userId, "knock");
      expect(event.content).toMatchObject({
        reason: "Let me in, it is cold",
        displayname: bob.userId.slice(1, bob.userId.indexOf(":")),
      });
      const { events } = (await alice.sync()).rooms.join[room].timeline;
      const knocks = events.filter((each: { state_key?: string }) => each.state_key === bob.userId);
      expect(knocks).toHaveLength(2);
    });

    it("N7 N8 X3 the knocker sees stripped state, the create event above all", async () => {
      const { events } = (await bob.sync()).rooms.knock[room].knock_state;
      const types = events.map((event: { type: string }) => event.type);
      expect(types).toContain("m.room.create");
      expect(types).toContain("m.room.join_rules");
      const keys = new Set(events.flatMap((event: object) => Object.keys(event)));
      expect([...keys].sort()).toEqual(["content", "sender", "state_key", "type"]);
    });

    it("#9 a knock is withdrawn by leaving, which an incremental sync shows", async () => {
      const { next_batch } = await bob.sync();
      expect((await bob.act(room, "leave")).status).toBe(200);
      const event = await bob.seeSince(next_batch, room, bob.userId, "leave");
      expect(event.sender).toBe(bob.userId);
    });

    it("#10 after that, knocking again works", async () => {
      expect((await knock("Again")).status).toBe(200);
      await bob.see(room, bob.userId, "knock");
      await alice.see(room, bob.userId, "knock");
    });

    it("#11 X4 a knock is refused by a kick with a reason, and both sides see it", async () => {
      const { next_batch } = await bob.sync();
      const since = (await alice.sync()).next_batch;
      expect((await alice.act(room, "kick", bob.userId, "No room")).status).toBe(200);
      const event = await alice.seeSince(since, room, bob.userId, "leave");
      expect(event.content.reason).toBe("No room");
      const told = await bob.seeSince(next_batch, room, bob.userId, "leave");
      expect(told.sender).toBe(alice.userId);
    });

    it("#12 after a refusal, knocking again works", async () => {
      expect((await knock("And again")).status).toBe(200);
      await bob.see(room, bob.userId, "knock");
      await alice.see(room, bob.userId, "knock");
    });

    it("#13 a knock needs no reason, after a second kick either", async () => {
      expect((await alice.act(room, "kick", bob.userId)).status).toBe(200);
      expect((await knock()).status).toBe(200);
      expect((await bob.see(room, bob.userId, "knock")).content).not.toHaveProperty("reason");
    });

    it("#14 X5 a knock is accepted by an invite", async () => {
      const since = (await alice.sync()).next_batch;
      expect((await alice.act(room, "invite", bob.userId)).status).toBe(200);
      await alice.seeSince(since, room, bob.userId, "invite");
      await bob.see(room, bob.userId, "invite");
      expect((await bob.sync()).rooms.knock).toEqual({});
    });

    it("#15 who is invited cannot knock", async () => {
      expect((await knock()).status).toBe(403);
    });

    it("#16 who is invited can join", async () => {
      expect((await bob.join(room, via())).status).toBe(200);
      await bob.see(room, bob.userId, "join");
      await alice.see(room, bob.userId, "join");
    });

    it("#17 who is joined cannot knock", async () => {
      expect((await knock()).status).toBe(403);
    });

    it("#18 who is banned cannot knock", async () => {
      const since = (await alice.sync()).next_batch;
      expect((await alice.act(room, "ban", bob.userId)).status).toBe(200);
      await alice.seeSince(since, room, bob.userId, "ban");
      expect((await knock()).status).toBe(403);
    });

    it("#20 #21 the room can be listed, with its join rule", async () => {
      const path = `/directory/list/room/${encodeURIComponent(room)}`;
      expect((await alice.put(path, { visibility: "public" })).status).toBe(200);
      const list = await alice.get("/publicRooms");
      const entry = list.body.chunk.find((each: { room_id: string }) => each.room_id === room);
      expect(entry.join_rule).toBe(rule);
    });
  });
});

it("#22 a public room is listed as one", async () => {
  const alice = await hs1.user("lister");
  const room = await alice.createRoom({ preset: "public_chat", visibility: "public" });
  const bob = await hs2.user("reader");
  for (const list of [
    await alice.get("/publicRooms"),
    await bob.get(`/publicRooms?server=${encodeURIComponent(hs1.serverName)}`),
  ]) {
    const entry = list.body.chunk.find((each: { room_id: string }) => each.room_id === room);
    expect(entry?.join_rule).toBe("public");
  }
});

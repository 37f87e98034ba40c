/** Joins and knocks at one process on a PostgreSQL, and what follows them at the other. */
import type { JsonObject } from "@knockgen/auth";
import { beforeAll, describe, expect, it } from "vitest";
import { Client } from "../support/client.js";
import { FakeRoom } from "../support/fake-room.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { hasPostgres } from "../support/postgres.js";
import { startServer, type TestServer } from "../support/servers.js";
import { lendSchema } from "../support/spare-schemas.js";
import { testAuthority } from "../support/tls.js";

const aWhile = () => new Promise((resolve) => setTimeout(resolve, 300));

describe.skipIf(!(await hasPostgres()))("of two processes", () => {
  let one: TestServer;
  let two: TestServer;
  let fake: FakeServer;
  beforeAll(async () => {
    const schema = await lendSchema();
    const store = { databaseUrl: schema.url };
    fake = await startFakeServer({ authority: testAuthority() });
    one = await startServer({ store });
    two = await startServer({ store, config: { serverName: one.serverName } });
    return async () => {
      await Promise.all([one.close(), two.close(), fake.close()]);
      await schema.drop();
    };
  });

  let count = 0;
  const push = (...pdus: readonly JsonObject[]): Promise<unknown> =>
    fake.request({
      destination: one.serverName,
      method: "PUT",
      uri: `/_matrix/federation/v1/send/follows${++count}`,
      content: { origin: fake.name, origin_server_ts: Date.now(), pdus },
    });

  /** A room where something happens before it answers what the second process has sent. */
  function roomThat(entry: string, happens: (room: FakeRoom) => Promise<unknown>) {
    const room = new FakeRoom(fake, { join_rule: entry === "send_join" ? "public" : "knock" });
    const usual = fake.responders.at(-1);
    fake.responders.push(async (request) => {
      if (request.segments[3] !== entry || request.segments[4] !== room.id) return undefined;
      const answer = await usual?.(request);
      await happens(room);
      return answer;
    });
    return room;
  }

  /** One that tells the first process of something then. */
  function roomThatTells(entry: string, follows: (room: FakeRoom) => JsonObject) {
    const told: Promise<unknown>[] = [];
    const { id } = roomThat(entry, (room) => {
      told.push(push(follows(room)));
      return aWhile();
    });
    return { id, told };
  }

  it("a message is not lost that follows a join", async () => {
    const bob = await one.user("joins");
    const there = new Client(two.url, bob.token, bob.userId);
    const room = roomThatTells("send_join", (made) =>
      made.add({ type: "m.room.message", content: { body: `welcome ${room.told.length}` } }),
    );
    // The second time, the first process knows the room as one that it is not in.
    for (const time of [0, 1]) {
      expect((await there.join(room.id, fake.name)).status).toBe(200);
      await room.told[time];
      const { events } = (await bob.sync()).rooms.join[room.id].timeline;
      expect(events.at(-1).content).toEqual({ body: `welcome ${time}` });
      expect((await bob.act(room.id, "leave")).status).toBe(200);
    }
  });

  it.each([
    ["send_join", "ban"],
    ["send_knock", "leave"],
  ])("X4 after a %s, a %s is not lost", async (entry, membership) => {
    const bob = await one.user(membership);
    const { next_batch } = await bob.sync();
    const room = roomThatTells(entry, (made) =>
      made.add({ type: "m.room.member", stateKey: bob.userId, content: { membership } }),
    );
    const there = new Client(two.url, bob.token, bob.userId);
    const entered = await (entry === "send_join"
      ? there.join(room.id, fake.name)
      : there.knock(room.id, fake.name));
    expect(entered.status).toBe(200);
    await Promise.all(room.told);
    await bob.seeSince(next_batch, room.id, bob.userId, membership);
  });

  it("other rooms' events, and others' leaves, do not wait; the user's own leave does", async () => {
    const [bob, carol] = [await one.user("slow"), await one.user("other")];
    const mine = await carol.createRoom({ preset: "public_chat", room_version: "10" });
    const guest = await Guest.enter(fake, one.serverName, mine, "10");
    const order: string[] = [];
    const noted = async (name: string, work: Promise<unknown>): Promise<void> => {
      await work;
      order.push(name);
    };
    const waiting: Promise<unknown>[] = [];
    const room = roomThat("send_join", async (made) => {
      const leaving = guest.make("m.room.member", { membership: "leave" }, { state_key: guest.user });
      waiting.push(noted("all", push({ room_id: made.id, type: "x" }, leaving)));
      waiting.push(noted("own", bob.act(made.id, "leave")));
      await carol.see(mine, guest.user, "leave");
      expect((await carol.act(made.id, "leave")).status).toBe(403);
      order.push("others");
    });
    const there = new Client(two.url, bob.token, bob.userId);
    expect((await there.join(room.id, fake.name)).status).toBe(200);
    await Promise.all(waiting);
    expect([order[0], order.slice(1).sort()]).toEqual(["others", ["all", "own"]]);
  });
});

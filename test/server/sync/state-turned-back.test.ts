/** C93: state that changes although no new event stands at its key, since resolution goes back to one from before. */
import type { JsonObject } from "@knockgen/auth";
import { afterAll, expect, it } from "vitest";
import { Client } from "../support/client.js";
import { startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { hasPostgres } from "../support/postgres.js";
import { startServer } from "../support/servers.js";
import { lendSchema } from "../support/spare-schemas.js";
import { testAuthority } from "../support/tls.js";

const shared = (await hasPostgres()) ? await lendSchema() : undefined;
const options = shared === undefined ? {} : { store: { databaseUrl: shared.url } };
const hs = await startServer(options);
afterAll(async () => {
  await hs.close();
  await shared?.drop();
});
const fake = await startFakeServer({ authority: testAuthority() });
afterAll(() => fake.close());
const alice = await hs.user("alice");
const bob = await hs.user("bob");

interface Shown {
  readonly event_id: string;
  readonly type: string;
  readonly content: { readonly topic?: string };
}

/** A room whose topic bob has changed from "before" to "after"; gives how another server takes his power, as of before that. */
async function roomWithTopic() {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10", topic: "before" });
  await bob.join(room);
  const guest = await Guest.enter(fake, hs.serverName, room, "10");
  const users = { [alice.userId]: 100, [guest.user]: 100 };
  await alice.setState(room, "m.room.power_levels", { users: { ...users, [bob.userId]: 50 } });
  const state: readonly Shown[] = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/state`);
  const levels = state.find(({ type }) => type === "m.room.power_levels")?.event_id ?? "";
  await bob.setState(room, "m.room.topic", { topic: "after" });
  const { next_batch: since } = await alice.sync();
  const more = { state_key: "", auth_events: [guest.idOf("m.room.create"), levels, guest.join] };
  const disempower = () => guest.say(guest.make("m.room.power_levels", { users }, more, [levels]));
  return { room, guest, since, disempower };
}

async function news(client: Client, room: string, since: string, more = "") {
  const { rooms } = await client.ok("GET", `/sync?since=${since}${more}`);
  const { timeline, state, state_after } = rooms.join[room];
  const told: readonly Shown[] = (state ?? state_after).events;
  return { timeline: timeline.events, topics: told.flatMap(({ content }) => content.topic ?? []) };
}

it("C93 is told, in either form, by any process, and once", async () => {
  const { room, since, disempower } = await roomWithTopic();
  await disempower();
  const path = `/rooms/${encodeURIComponent(room)}/state/m.room.topic`;
  expect((await alice.ok("GET", path)).topic).toBe("before");
  for (const form of ["", "&use_state_after=true"]) {
    const { timeline, topics } = await news(alice, room, since, form);
    expect(timeline.map(({ type }: JsonObject) => type)).toEqual(["m.room.power_levels"]);
    expect(topics).toEqual(["before"]);
  }
  const later = (await alice.sync()).next_batch;
  await alice.ok("PUT", `/rooms/${encodeURIComponent(room)}/send/m.room.message/1`, { body: "x" });
  expect((await news(alice, room, later)).topics).toEqual([]);
  if (shared === undefined) return;
  const other = await startServer({ ...options, config: { serverName: hs.serverName } });
  const elsewhere = new Client(other.url, alice.token, alice.userId);
  expect((await news(elsewhere, room, since)).topics).toEqual(["before"]);
  await other.close();
});

it("C93 in a gap, is the state that the rules have chosen, and not the last that came", async () => {
  const { room, since, disempower } = await roomWithTopic();
  await disempower();
  const say = (n: number) =>
    alice.ok("PUT", `/rooms/${encodeURIComponent(room)}/send/m.room.message/${n}`, { body: "x" });
  await bob.setState(room, "m.room.topic", { topic: "refused" });
  for (let n = 1; n <= 3; n++) await say(n);
  const filter = `&filter=${encodeURIComponent('{"room":{"timeline":{"limit":1}}}')}`;
  expect((await news(alice, room, since, filter)).topics).toEqual(["before"]);
});

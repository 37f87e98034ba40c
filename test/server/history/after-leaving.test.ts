/** Servers that are told of the end of their stay, or of the room's, may ask for the events before it: without those, they refuse it. */
import { isJsonObject, type JsonObject, own } from "@knockgen/auth";
import { afterAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";
import { outcome } from "../support/remote.js";
import { testAuthority } from "../support/tls.js";

const { hs, fake, alice } = await startPair();
const stranger = await startFakeServer({ authority: testAuthority(), host: "localhost" });
afterAll(() => stranger.close());
let count = 0;

async function say(client: Client, room: string): Promise<string> {
  const path = `/rooms/${encodeURIComponent(room)}/send/m.room.message/${++count}`;
  return (await client.ok("PUT", path, { body: "x" })).event_id;
}

/** The answer of each endpoint to a question about an event. */
async function answers(from: FakeServer, room: string, event: string): Promise<readonly string[]> {
  const at = encodeURIComponent(room);
  const id = encodeURIComponent(event);
  const paths = [
    `event/${id}`,
    `event_auth/${at}/${id}`,
    `state/${at}?event_id=${id}`,
    `state_ids/${at}?event_id=${id}`,
    `backfill/${at}?v=${id}&limit=5`,
  ];
  const asked = paths.map(async (path) => {
    const uri = `/_matrix/federation/v1/${path}`;
    return outcome(await from.request({ destination: hs.serverName, method: "GET", uri }));
  });
  return [...(await Promise.all(asked)), outcome(await before(from, room, event))];
}

const before = (from: FakeServer, room: string, event: string) =>
  from.request({
    destination: hs.serverName,
    method: "POST",
    uri: `/_matrix/federation/v1/get_missing_events/${encodeURIComponent(room)}`,
    content: { earliest_events: [], latest_events: [event], limit: 3 },
  });

const all = (status: string): readonly string[] => Array.from({ length: 6 }, () => status);

it.each(["kick", "ban"])("O22 a server whose last user was removed by a %s", async (act) => {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, hs.serverName, room, "10");
  const missed = await say(alice, room);
  const { next_batch } = await alice.sync();
  expect((await alice.act(room, act, guest.user)).status).toBe(200);
  const end = (await alice.seeSince(next_batch, room, guest.user, act === "ban" ? "ban" : "leave")).event_id;
  const later = await say(alice, room);
  expect(await answers(fake, room, end)).toEqual(all("200"));
  const given = await before(fake, room, end);
  const events = given.ok && isJsonObject(given.value) ? own(given.value, "events") : undefined;
  const ids = Array.isArray(events) ? events.filter(isJsonObject).map((event) => guest.name(event)) : [];
  expect(ids).toContain(missed);
  expect(await answers(fake, room, later)).toEqual(all("403 M_FORBIDDEN"));
  expect(await answers(stranger, room, missed)).toEqual(all("403 M_FORBIDDEN"));
});

it("O22 a server whose last user was banned after a kick that it has not seen", async () => {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, hs.serverName, room, "10");
  const { next_batch } = await alice.sync();
  expect((await alice.act(room, "kick", guest.user)).status).toBe(200);
  const kick = (await alice.seeSince(next_batch, room, guest.user, "leave")).event_id;
  expect((await alice.act(room, "ban", guest.user)).status).toBe(200);
  expect(await answers(fake, room, kick)).toEqual(all("200"));
});

it("O22 a server that is told that ours has left", async () => {
  const bob = await hs.user("bob");
  const room = await bob.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, hs.serverName, room, "10");
  await say(bob, room);
  await bob.act(room, "leave");
  const isEnd = (event: JsonObject): boolean =>
    own(event, "state_key") === bob.userId && own(event, "room_id") === room;
  await fake.until(({ pdus }) => pdus.some(isEnd));
  const end = guest.name(fake.pdus.filter(isEnd).at(-1) ?? {});
  expect(await answers(fake, room, end)).toEqual(all("200"));
  expect(await answers(stranger, room, end)).toEqual(all("404 M_NOT_FOUND"));
});

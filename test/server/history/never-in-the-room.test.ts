/** Servers that never were in a room do not read its history by events of their own making. */
import { eventId, type JsonObject, type JsonValue, own, signEvent } from "@knockgen/auth";
import { beforeEach, expect, it } from "vitest";
import { startPair } from "../support/pair.js";
import { eventOf, makeTemplate, outcome, putEvent } from "../support/remote.js";

const { hs, fake, alice } = await startPair();
let count = 0;
let user = "";
let room = "";
/** Lets the user in, by the rules of the time when it was made. */
let join: JsonObject = {};

const sign = (more: JsonObject): JsonObject =>
  signEvent(eventOf(fake, room, user, more), "10", fake.name, fake.key);

const listed = (event: JsonObject, key: string): readonly JsonValue[] => {
  const list = own(event, key);
  return Array.isArray(list) ? list : [];
};

beforeEach(async () => {
  user = `@never${++count}:${fake.name}`;
  room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const path = `/rooms/${encodeURIComponent(room)}/send/m.room.message/${count}`;
  await alice.ok("PUT", path, { body: "secret" });
  join = sign(await makeTemplate(fake, hs.serverName, "join", room, user, "10"));
});

/** Sends events, and gives the answers to questions about the last. */
async function told(...pdus: readonly JsonObject[]): Promise<readonly string[]> {
  for (const each of pdus) {
    await fake.request({
      destination: hs.serverName,
      method: "PUT",
      uri: `/_matrix/federation/v1/send/never${++count}`,
      content: { origin: fake.name, origin_server_ts: Date.now(), pdus: [each] },
    });
  }
  const id = encodeURIComponent(eventId(pdus.at(-1) ?? {}, "10"));
  const at = encodeURIComponent(room);
  const asked = [`backfill/${at}?v=${id}&limit=50`, `state/${at}?event_id=${id}`].map(async (path) => {
    const uri = `/_matrix/federation/v1/${path}`;
    return outcome(await fake.request({ destination: hs.serverName, method: "GET", uri }));
  });
  return Promise.all(asked);
}

/** An event that follows the join. */
const after = (more: JsonObject): JsonObject =>
  sign({
    prev_events: [eventId(join, "10")],
    auth_events: [...listed(join, "auth_events").slice(0, 2), eventId(join, "10")],
    depth: 30,
    ...more,
  });

const REFUSED = ["403 M_FORBIDDEN", "403 M_FORBIDDEN"];

it("O22 a message after a join that failed softly", async () => {
  expect((await alice.act(room, "ban", user)).status).toBe(200);
  expect(await told(join, after({ type: "m.room.message", content: { body: "x" } }))).toEqual(REFUSED);
});

it("O22 a leave after a join that failed softly, of a user who knocks", async () => {
  const path = `/rooms/${encodeURIComponent(room)}/state/m.room.join_rules`;
  await alice.ok("PUT", path, { join_rule: "knock" });
  const knock = sign(await makeTemplate(fake, hs.serverName, "knock", room, user, "10"));
  expect(outcome(await putEvent(fake, hs.serverName, "v1/send_knock", knock, "10"))).toBe("200");
  const leave = after({ state_key: user, content: { membership: "leave" } });
  expect(await told(join, leave)).toEqual(REFUSED);
  // The room took the leave: the user knocks no longer.
  await alice.see(room, user, "leave");
});

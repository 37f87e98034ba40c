/** O8: what is sent to slow readers is read as they take it, a few answers at once for each of them. */
import { connect, type Socket } from "node:net";
import { afterAll, expect, it } from "vitest";
import { startServer } from "../support/servers.js";

const hs = await startServer();
afterAll(() => hs.close());

const [alice, bob] = [await hs.user("alice"), await hs.user("bob")];
const room = await alice.createRoom({ preset: "public_chat" });
await bob.ok("POST", `/rooms/${encodeURIComponent(room)}/join`);
const path = `/rooms/${encodeURIComponent(room)}/state`;

/** More than the buffers of a connection hold. */
const COUNT = 250;
for (let at = 0; at < COUNT; at++)
  await alice.ok("PUT", `${path}/m.large/${at}`, { text: `${at} `.padEnd(60_000, "x") });

/** Asks for the state, and reads no more than its beginning. */
function slowReader(): Promise<Socket> {
  const { hostname, port } = new URL(hs.url);
  const socket = connect(Number(port), hostname);
  const head = `GET /_matrix/client/v3${path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${alice.token}\r\n\r\n`;
  socket.write(head);
  return new Promise((resolve) => socket.once("readable", () => resolve(socket)));
}

it("a state comes whole, however large", async () => {
  const state: { type: string; state_key: string; content: { text: string } }[] = await bob.ok("GET", path);
  const large = state.filter(({ type }) => type === "m.large");
  expect(new Set(large.map(({ state_key }) => state_key)).size).toBe(COUNT);
  for (const { state_key, content } of large) expect(content.text.startsWith(`${state_key} `)).toBe(true);
  expect(state.length).toBeGreaterThan(COUNT);
});

it("so it comes in a first sync, with what it was before", async () => {
  await alice.ok("PUT", `${path}/m.large/0`, { text: "again" });
  const { state, timeline } = (await bob.sync()).rooms.join[room];
  const large = [...state.events, ...timeline.events].filter(({ type }) => type === "m.large");
  expect(new Set(large.map(({ state_key }) => state_key)).size).toBe(COUNT);
  expect(large.find(({ unsigned }) => unsigned.prev_content)?.unsigned.prev_content.text).toMatch(/^0 x/);
});

it("slow readers hold up their own answers and none of others, until they go away", async () => {
  const slow = await Promise.all(Array.from({ length: 4 }, slowReader));
  let isAnswered = false;
  const next = alice.ok("GET", path).then(() => {
    isAnswered = true;
  });
  for (let at = 0; at < 3; at++) await bob.ok("GET", path);
  expect(isAnswered).toBe(false);
  slow[0]?.destroy();
  await next;
  expect(isAnswered).toBe(true);
  for (const socket of slow) socket.destroy();
});

it("a sync that is far behind is a large answer, and waits for news without a place", async () => {
  const { next_batch: since } = await alice.sync();
  const type = `/rooms/${encodeURIComponent(room)}/send/m.room.message`;
  const send = (at: number) => bob.ok("PUT", `${type}/${at}`, { body: `${at}`, msgtype: "m.text" });
  await Promise.all(Array.from({ length: 1_100 }, (_, at) => send(at)));
  const slow = await Promise.all(Array.from({ length: 4 }, slowReader));
  let isAnswered = false;
  const next = alice.ok("GET", `/sync?since=${since}`).then(() => {
    isAnswered = true;
  });
  for (let at = 0; at < 3; at++) await bob.ok("GET", path);
  expect(isAnswered).toBe(false);
  slow[0]?.destroy();
  await next;
  for (const socket of slow) socket.destroy();
});

it("keys of users are a large answer", async () => {
  const slow = await Promise.all(Array.from({ length: 4 }, slowReader));
  let isAnswered = false;
  const query = { device_keys: { [bob.userId]: [] } };
  const next = alice.ok("POST", "/keys/query", query).then(() => {
    isAnswered = true;
  });
  for (let at = 0; at < 3; at++) await bob.ok("POST", "/keys/query", query);
  expect(isAnswered).toBe(false);
  slow[0]?.destroy();
  await next;
  for (const socket of slow) socket.destroy();
});

const NEWEST = encodeURIComponent('{"room":{"timeline":{"limit":1}}}');

it("a sync that is near waits for a place where its state is large, and has all of it", async () => {
  const { next_batch: since } = await bob.sync();
  for (let at = 0; at < 80; at++)
    await alice.ok("PUT", `${path}/m.later/${at}`, { text: `${at} `.padEnd(60_000, "x") });
  const slow = await Promise.all(Array.from({ length: 4 }, slowReader));
  let isAnswered = false;
  const next = alice.ok("GET", `/sync?since=${since}&filter=${NEWEST}`).then((answer) => {
    isAnswered = true;
    return answer;
  });
  const told = await bob.ok("GET", `/sync?since=${since}&filter=${NEWEST}`);
  expect(told.rooms.join[room].state.events).toHaveLength(79);
  for (let at = 0; at < 3; at++) await bob.ok("GET", path);
  expect(isAnswered).toBe(false);
  for (const socket of slow) socket.destroy();
  expect((await next).rooms.join[room].state.events).toHaveLength(79);
});

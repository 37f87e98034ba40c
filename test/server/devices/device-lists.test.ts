/** C154 to C158: who is told that a user's devices have changed, or that rooms are shared no more. */
import { beforeAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { device, keysOf, login } from "../support/device.js";
import { startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

const NONE = { changed: [], left: [] };

async function listsSince(client: Client, since: string) {
  return (await client.sync(since)).device_lists ?? NONE;
}

async function now(client: Client): Promise<string> {
  return (await client.sync()).next_batch;
}

async function together(name: string) {
  const alice = await device(server, `alice${name}`);
  const bob = await device(server, `bob${name}`);
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  const carol = await device(server, `carol${name}`);
  return { alice, bob, carol, room };
}

it("C154 keys, names, new and deleted devices are told to those in a room, and to one's own devices", async () => {
  const { alice, bob, carol } = await together("154");
  const told = async (change: () => Promise<unknown>) => {
    const [hers, his, others] = [await now(alice), await now(bob), await now(carol)];
    const waiting = bob.sync(his, 30_000);
    await change();
    const expected = { changed: [alice.userId], left: [] };
    expect((await waiting).device_lists).toEqual(expected);
    expect(await listsSince(alice, hers)).toEqual(expected);
    expect(await listsSince(carol, others)).toEqual(NONE);
  };
  await told(() => alice.ok("POST", "/keys/upload", { device_keys: keysOf(alice) }));
  await told(() => alice.ok("PUT", `/devices/${alice.deviceId}`, { display_name: "Phone" }));
  let second = alice;
  await told(async () => {
    second = await login(server, "alice154", "SECOND");
  });
  await told(() => second.ok("POST", "/logout"));
  // A change without effect is not told.
  const before = await now(bob);
  await alice.ok("POST", "/keys/upload", { device_keys: keysOf(alice) });
  await alice.ok("PUT", `/devices/${alice.deviceId}`, { display_name: "Phone" });
  await login(server, "alice154", alice.deviceId);
  expect(await listsSince(bob, before)).toEqual(NONE);
  expect(await bob.sync()).not.toHaveProperty("device_lists");
});

it("C155, C156, C157 rooms come to be shared, and are shared no more", async () => {
  const { alice, bob, carol, room } = await together("155");
  await carol.ok("POST", "/keys/upload", { device_keys: keysOf(carol) });
  const apart = await now(alice);
  const hers = await now(carol);
  await carol.ok("PUT", `/devices/${carol.deviceId}`, { display_name: "unseen" });
  expect(await listsSince(alice, apart)).toEqual(NONE);
  await carol.join(room);
  expect(await listsSince(alice, apart)).toEqual({ changed: [carol.userId], left: [] });
  const mine = await listsSince(carol, hers);
  expect(mine).toEqual({ changed: [alice.userId, bob.userId, carol.userId], left: [] });
  const joined = await now(alice);
  const hersJoined = await now(carol);
  await carol.act(room, "leave");
  for (let time = 0; time < 2; time += 1)
    expect(await listsSince(alice, joined)).toEqual({ changed: [], left: [carol.userId] });
  expect(await listsSince(carol, hersJoined)).toEqual({ changed: [], left: [alice.userId, bob.userId] });
});

it("C155 one's own ID is told after joining an encrypted room only", async () => {
  const alice = await device(server, "alice155e");
  const bob = await device(server, "bob155e");
  const plain = await alice.createRoom({ preset: "public_chat" });
  const content = { algorithm: "m.megolm.v1.aes-sha2" };
  const encryption = { type: "m.room.encryption", state_key: "", content };
  const encrypted = await alice.createRoom({ preset: "public_chat", initial_state: [encryption] });
  const first = await now(bob);
  await bob.join(plain);
  expect(await listsSince(bob, first)).toEqual({ changed: [alice.userId], left: [] });
  const second = await now(bob);
  await bob.join(encrypted);
  expect(await listsSince(bob, second)).toEqual({ changed: [alice.userId, bob.userId], left: [] });
});

it("C156 who is still in another room has not left", async () => {
  const { alice, bob, room } = await together("156");
  const other = await alice.createRoom({ preset: "public_chat" });
  await bob.join(other);
  const before = await now(alice);
  await bob.act(room, "leave");
  expect(await listsSince(alice, before)).toEqual(NONE);
  await alice.act(other, "kick", bob.userId);
  expect(await listsSince(alice, before)).toEqual({ changed: [], left: [bob.userId] });
});

it("C158 changes between two tokens, and no others", async () => {
  const { alice, bob, carol, room } = await together("158");
  const changes = (from: string, to: string) => alice.get(`/keys/changes?from=${from}&to=${to}`);
  const first = await now(alice);
  await bob.ok("POST", "/keys/upload", { device_keys: keysOf(bob) });
  const second = await now(alice);
  await carol.join(room);
  const third = await now(alice);
  expect((await changes(first, second)).body).toEqual({ changed: [bob.userId], left: [] });
  expect((await changes(second, third)).body).toEqual({ changed: [carol.userId], left: [] });
  expect((await changes(first, third)).body).toEqual({ changed: [bob.userId, carol.userId], left: [] });
  expect((await changes(third, third)).body).toEqual(NONE);
  expect(await changes("nonsense", third)).toMatchObject({
    status: 400,
    body: { errcode: "M_INVALID_PARAM" },
  });
});

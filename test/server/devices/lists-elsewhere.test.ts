/** C179, C180: changes of devices, told to and by other servers. */
import { generateKeyPair, isJsonObject, type JsonObject, type KeyPair, own, signJson } from "@knockgen/auth";
import { expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { device, keysOf, login } from "../support/device.js";
import { startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";
import { testAuthority } from "../support/tls.js";

const { hs, fake } = await startPair();

const contentOf = (edu: JsonObject): JsonObject => {
  const content = own(edu, "content");
  return isJsonObject(content) ? content : {};
};

function told(kind: string, userId: string): readonly JsonObject[] {
  return fake.edus
    .filter((edu) => own(edu, "edu_type") === kind)
    .map(contentOf)
    .filter((content) => own(content, "user_id") === userId);
}

async function together(name: string) {
  const alice = await device(hs, name);
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, hs.serverName, room, "10");
  return { alice, room, guest };
}

it("C179 servers that share a room hear of devices, each update naming the one before", async () => {
  const { alice } = await together("alice179");
  const { userId, deviceId } = alice;
  const updates = () => told("m.device_list_update", userId);
  await alice.ok("POST", "/keys/upload", { device_keys: keysOf(alice) });
  await fake.until(() => updates().length === 1);
  await alice.ok("PUT", `/devices/${deviceId}`, { display_name: "Phone" });
  const second = await login(hs, "alice179", "SECOND");
  await second.ok("POST", "/logout");
  await fake.until(() => updates().length === 4);
  const base = { user_id: userId, stream_id: expect.any(Number), prev_id: [expect.any(Number)] };
  const keys = keysOf(alice);
  expect(updates()).toEqual([
    { ...base, device_id: deviceId, keys },
    { ...base, device_id: deviceId, keys, device_display_name: "Phone" },
    { ...base, device_id: "SECOND" },
    { ...base, device_id: "SECOND", deleted: true },
  ]);
  const streams = updates().map((content) => own(content, "stream_id"));
  const before = updates().map((content) => own(content, "prev_id"));
  expect(before.slice(1)).toEqual(streams.slice(0, -1).map((id) => [id]));
  // Users without a room elsewhere are told of to none.
  const apart = await device(hs, "apart179");
  await apart.ok("POST", "/keys/upload", { device_keys: keysOf(apart) });
  await alice.ok("PUT", `/devices/${deviceId}`, { display_name: "Tablet" });
  await fake.until(() => updates().length === 5);
  expect(told("m.device_list_update", apart.userId)).toEqual([]);
});

it("C179 a user who joins is told of to servers that are new to them", async () => {
  const { room } = await together("bob179");
  const carol = await device(hs, "carol179");
  const keys = keysOf(carol);
  await carol.ok("POST", "/keys/upload", { device_keys: keys });
  await carol.join(room);
  const updates = () => told("m.device_list_update", carol.userId);
  await fake.until(() => updates().length === 1);
  expect(updates()).toMatchObject([{ device_id: carol.deviceId, keys }]);
  // The next room of the same servers is not news.
  const { room: second } = await together("dan179");
  await carol.join(second);
  await carol.ok("PUT", `/devices/${carol.deviceId}`, { display_name: "Phone" });
  await fake.until(() => updates().length === 2);
  expect(updates()[1]).toMatchObject({ device_display_name: "Phone" });
});

it("C170, C179 they hear of cross-signing keys and of new signatures, and not of the key that signs users", async () => {
  const { alice } = await together("alice179s");
  const { userId, deviceId } = alice;
  const pair = () => {
    const made = generateKeyPair("x");
    return { ...made, keyId: `ed25519:${made.publicKey}` };
  };
  const [master, selfSigning, userSigning] = [pair(), pair(), pair()];
  const key = (usage: string, { keyId, publicKey }: typeof master): JsonObject => ({
    user_id: userId,
    usage: [usage],
    keys: { [keyId]: publicKey },
  });
  const master_key = key("master", master);
  const self_signing_key = signJson(key("self_signing", selfSigning), userId, master);
  const user_signing_key = signJson(key("user_signing", userSigning), userId, master);
  await alice.ok("POST", "/keys/device_signing/upload", { master_key, self_signing_key, user_signing_key });
  await fake.until(() => told("m.signing_key_update", userId).length === 1);
  expect(told("m.signing_key_update", userId)).toEqual([{ user_id: userId, master_key, self_signing_key }]);
  const keys = keysOf(alice);
  await alice.ok("POST", "/keys/upload", { device_keys: keys });
  const signed = signJson(keys, userId, selfSigning);
  await alice.ok("POST", "/keys/signatures/upload", { [userId]: { [deviceId]: signed } });
  const updates = () => told("m.device_list_update", userId);
  await fake.until(() => updates().length === 2);
  expect(updates().map((content) => own(content, "keys"))).toEqual([keys, signed]);
});

it("C159, C181 what a server has told serves while it is down, until it tells of a change", async () => {
  const { alice, guest } = await together("alice181");
  const keys = keysOf({ userId: guest.user, deviceId: "THERE" });
  const apart = `@apart:${fake.name}`;
  const answer: JsonObject = {
    device_keys: {
      [guest.user]: { THERE: keys },
      [apart]: { THERE: keysOf({ userId: apart, deviceId: "THERE" }) },
    },
  };
  let isDown = false;
  fake.responders.push(({ uri }) => {
    if (!uri.endsWith("/user/keys/query")) return undefined;
    return isDown ? { status: 500, json: {} } : { json: answer };
  });
  const query = async (...users: string[]) => {
    const device_keys = Object.fromEntries(users.map((user) => [user, []]));
    const found = await alice.ok("POST", "/keys/query", { device_keys });
    return [Object.keys(found.device_keys).toSorted(), Object.keys(found.failures)];
  };
  expect(await query(guest.user, apart)).toEqual([[apart, guest.user].toSorted(), []]);
  isDown = true;
  expect(await query(guest.user)).toEqual([[guest.user], []]);
  expect(await query(guest.user, apart)).toEqual([[guest.user], [fake.name]]);
  const content = { user_id: guest.user, device_id: "THERE", stream_id: 5, prev_id: [] };
  await fake.request({
    destination: hs.serverName,
    method: "PUT",
    uri: "/_matrix/federation/v1/send/stale",
    content: {
      origin: fake.name,
      origin_server_ts: 1,
      pdus: [],
      edus: [{ edu_type: "m.device_list_update", content }],
    },
  });
  expect(await query(guest.user)).toEqual([[], [fake.name]]);
});

it("C180 what other servers tell of their users wakes those who share a room", async () => {
  const { alice, guest } = await together("alice180");
  let sent = 0;
  const send = (...edus: JsonObject[]) => {
    sent += 1;
    return fake.request({
      destination: hs.serverName,
      method: "PUT",
      uri: `/_matrix/federation/v1/send/lists${sent}`,
      content: { origin: fake.name, origin_server_ts: 1, pdus: [], edus },
    });
  };
  const update = (user_id: string): JsonObject => ({
    edu_type: "m.device_list_update",
    content: { user_id, device_id: "D", stream_id: 5, prev_id: [] },
  });
  const since = async (by: Client) => (await by.sync()).next_batch;
  const outsider = await hs.user("outsider180");
  const outside = await since(outsider);
  const waiting = alice.sync(await since(alice), 30_000);
  await send(update(alice.userId), update(`@else:${fake.name}`), update("@x:elsewhere.example"));
  await send(update(guest.user));
  const news = await waiting;
  expect(news.device_lists).toEqual({ changed: [guest.user], left: [] });
  await send({ edu_type: "m.signing_key_update", content: { user_id: guest.user } });
  expect((await alice.sync(news.next_batch)).device_lists).toEqual({ changed: [guest.user], left: [] });
  expect(await outsider.sync(outside)).not.toHaveProperty("device_lists");
});

it("C180 a change that follows what is kept of a list is added to it, for any other it is fetched anew", async () => {
  const { alice, guest } = await together("carol180");
  const keys = (deviceId: string) => keysOf({ userId: guest.user, deviceId });
  let list: JsonObject = {
    user_id: guest.user,
    stream_id: 5,
    devices: [{ device_id: "ONE", keys: keys("ONE") }],
  };
  let fetched = 0;
  fake.responders.push(({ uri }) => {
    if (uri.endsWith("/user/keys/query")) return { status: 500, json: {} };
    if (!decodeURIComponent(uri).endsWith(`/user/devices/${guest.user}`)) return undefined;
    fetched++;
    return { json: list };
  });
  let sent = 0;
  const tell = (content: JsonObject, edu_type = "m.device_list_update") =>
    fake.request({
      destination: hs.serverName,
      method: "PUT",
      uri: `/_matrix/federation/v1/send/follows${++sent}`,
      content: {
        origin: fake.name,
        origin_server_ts: 1,
        pdus: [],
        edus: [{ edu_type, content: { user_id: guest.user, ...content } }],
      },
    });
  const query = () => alice.ok("POST", "/keys/query", { device_keys: { [guest.user]: [] } });
  const devices = async () => Object.keys((await query()).device_keys[guest.user] ?? {});
  await tell({ device_id: "ONE", stream_id: 5, prev_id: [4] });
  await expect.poll(devices).toEqual(["ONE"]);
  await tell({
    device_id: "TWO",
    stream_id: 6,
    prev_id: [5],
    keys: keys("TWO"),
    device_display_name: "Phone",
  });
  const found = (await query()).device_keys[guest.user];
  expect(found).toEqual({
    ONE: keys("ONE"),
    TWO: { ...keys("TWO"), unsigned: { device_display_name: "Phone" } },
  });
  await tell({ device_id: "ONE", stream_id: 7, prev_id: [6], deleted: true });
  expect(await devices()).toEqual(["TWO"]);
  const master_key = { user_id: guest.user, usage: ["master"], keys: { "ed25519:abc": "abc" } };
  await tell({ master_key }, "m.signing_key_update");
  expect((await query()).master_keys).toEqual({ [guest.user]: master_key });
  expect([fetched, await devices()]).toEqual([1, ["TWO"]]);
  list = { ...list, stream_id: 9 };
  await tell({ device_id: "NINE", stream_id: 9, prev_id: [8], keys: keys("NINE") });
  await expect.poll(devices).toEqual(["ONE"]);
  expect(fetched).toBe(2);
});

it.each(["asked for", "told of"])(
  "C168 a signature goes with the key elsewhere that it is on: %s",
  async (how) => {
    const fake = await startFakeServer({ authority: testAuthority() });
    const alice = await device(hs, `alice168.${how.slice(0, 5).trim()}`);
    const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
    const guest = await Guest.enter(fake, hs.serverName, room, "10");
    const pair = (): KeyPair => {
      const made = generateKeyPair("x");
      return { ...made, keyId: `ed25519:${made.publicKey}` };
    };
    const key = (user_id: string, usage: string, { keyId, publicKey }: KeyPair): JsonObject => ({
      user_id,
      usage: [usage],
      keys: { [keyId]: publicKey },
    });
    const [hers, userSigning, first, next] = [pair(), pair(), pair(), pair()];
    let master_key = key(guest.user, "master", first);
    fake.responders.push(({ uri }) =>
      uri.endsWith("/user/keys/query") ? { json: { master_keys: { [guest.user]: master_key } } } : undefined,
    );
    const query = async () =>
      (await alice.ok("POST", "/keys/query", { device_keys: { [guest.user]: [] } })).master_keys[guest.user];
    await alice.ok("POST", "/keys/device_signing/upload", {
      master_key: key(alice.userId, "master", hers),
      user_signing_key: signJson(key(alice.userId, "user_signing", userSigning), alice.userId, hers),
    });
    expect(await query()).toEqual(master_key);
    const signed = signJson(master_key, alice.userId, userSigning);
    const body = { [guest.user]: { [first.publicKey]: signed } };
    expect(await alice.ok("POST", "/keys/signatures/upload", body)).toEqual({ failures: {} });
    expect(await query()).toEqual(signed);
    let sent = 0;
    const change = async (to: KeyPair) => {
      master_key = key(guest.user, "master", to);
      if (how === "asked for") await query();
      else
        await fake.request({
          destination: hs.serverName,
          method: "PUT",
          uri: `/_matrix/federation/v1/send/keys${++sent}`,
          content: {
            origin: fake.name,
            origin_server_ts: 1,
            pdus: [],
            edus: [{ edu_type: "m.signing_key_update", content: { user_id: guest.user, master_key } }],
          },
        });
    };
    await change(next);
    await change(first);
    expect(await query()).toEqual(master_key);
    await fake.close();
  },
);

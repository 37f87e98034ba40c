/** C145 to C153, C62: keys of devices are uploaded, found, and given once each. */
import { beforeAll, expect, it } from "vitest";
import { Client } from "../support/client.js";
import { type Device, device, keysOf, login } from "../support/device.js";
import { hasPostgres } from "../support/postgres.js";
import { startServer, type TestServer } from "../support/servers.js";
import { lendSchema } from "../support/spare-schemas.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

const oneTime = ({ userId, deviceId }: Device, ...ids: string[]) =>
  Object.fromEntries(
    ids.map((id) => [
      `signed_curve25519:${id}`,
      { key: `key ${id}`, signatures: { [userId]: { [`ed25519:${deviceId}`]: "signed" } } },
    ]),
  );

const upload = (client: Client, body: object) => client.post("/keys/upload", body);
const claim = (
  by: Client,
  { userId, deviceId }: Pick<Device, "userId" | "deviceId">,
  algorithm = "signed_curve25519",
) => by.ok("POST", "/keys/claim", { one_time_keys: { [userId]: { [deviceId]: algorithm } } });

it("C145, C146, C151, C184 keys come out as they went in, with the device's name", async () => {
  const alice = await device(server, "alice145");
  const bob = await device(server, "bob145");
  expect((await upload(alice, {})).body).toEqual({ one_time_key_counts: {} });
  const keys = keysOf(alice, { "org.example.more": { deep: [1, null] } });
  expect((await upload(alice, { device_keys: keys })).status).toBe(200);
  await alice.ok("PUT", `/devices/${alice.deviceId}`, { display_name: "Phone" });
  const all = await bob.ok("POST", "/keys/query", {
    device_keys: {
      [alice.userId]: [],
      [bob.userId]: [],
      "@none:elsewhere": [],
      [`@none:${server.serverName}`]: [],
    },
  });
  const shown = { ...keys, unsigned: { device_display_name: "Phone" } };
  expect(all.device_keys).toEqual({ [alice.userId]: { [alice.deviceId]: shown }, [bob.userId]: {} });
  const one = (ids: unknown) => bob.post("/keys/query", { device_keys: { [alice.userId]: ids } });
  expect((await one([alice.deviceId])).body.device_keys[alice.userId]).toHaveProperty([alice.deviceId]);
  expect((await one(["OTHER"])).body.device_keys).toEqual({ [alice.userId]: {} });
  expect(await one({ [alice.deviceId]: [] })).toMatchObject({ status: 400, body: { errcode: "M_BAD_JSON" } });
  const other = { [`ed25519:${alice.deviceId}`]: "new" };
  const replaced = keysOf(alice, { keys: other });
  expect((await upload(alice, { device_keys: replaced })).status).toBe(200);
  expect((await one([])).body.device_keys[alice.userId][alice.deviceId].keys).toEqual(other);
});

it("C146, C182 keys of another device, or parts of keys, are refused", async () => {
  const alice = await device(server, "alice146");
  for (const [more, errcode] of [
    [{ user_id: "@bob:example.org" }, "M_INVALID_PARAM"],
    [{ device_id: "OTHER" }, "M_INVALID_PARAM"],
    [{ algorithms: null }, "M_BAD_JSON"],
    [{ signatures: 1 }, "M_BAD_JSON"],
  ] as const)
    expect(await upload(alice, { device_keys: keysOf(alice, more) })).toMatchObject({
      status: 400,
      body: { errcode },
    });
});

it("C147, C149, C150 one-time keys are given once each, the oldest first", async () => {
  const alice = await device(server, "alice147");
  const bob = await device(server, "bob147");
  expect((await upload(alice, { one_time_keys: oneTime(alice, "B", "A") })).body).toEqual({
    one_time_key_counts: { signed_curve25519: 2 },
  });
  expect((await upload(alice, { one_time_keys: oneTime(alice, "A", "C") })).body).toEqual({
    one_time_key_counts: { signed_curve25519: 3 },
  });
  const other = { "signed_curve25519:A": { key: "another", signatures: {} } };
  expect(await upload(alice, { one_time_keys: { ...other, ...oneTime(alice, "D") } })).toMatchObject({
    status: 400,
    body: { errcode: "M_UNKNOWN" },
  });
  const given = [];
  for (let count = 0; count < 4; count += 1) given.push((await claim(bob, alice)).one_time_keys);
  expect(given).toEqual([
    ...["B", "A", "C"].map((id) => ({ [alice.userId]: { [alice.deviceId]: oneTime(alice, id) } })),
    {},
  ]);
  expect((await claim(bob, { userId: bob.userId, deviceId: "NONE" })).one_time_keys).toEqual({});
});

it("C147 keys that cannot be named, or are too many, are refused", async () => {
  const alice = await device(server, "alice147b");
  const many = (count: number, from = 0) =>
    oneTime(alice, ...Array.from({ length: count }, (_, at) => String(from + at)));
  for (const one_time_keys of [
    { nameless: "x" },
    { ":x": "x" },
    { [`a:${"x".repeat(255)}`]: "x" },
    many(501),
  ])
    expect((await upload(alice, { one_time_keys })).body.errcode).toBe("M_INVALID_PARAM");
  expect((await upload(alice, { one_time_keys: many(500) })).status).toBe(200);
  expect((await upload(alice, { one_time_keys: many(500, 500) })).status).toBe(200);
  expect((await upload(alice, { one_time_keys: many(1, 1_000) })).body.errcode).toBe("M_INVALID_PARAM");
  expect((await upload(alice, {})).body.one_time_key_counts).toEqual({ signed_curve25519: 1_000 });
});

it("C148, C149, C153 a fallback key serves again and again, until it is replaced", async () => {
  const alice = await device(server, "alice148");
  const bob = await device(server, "bob148");
  const unused = async () => (await alice.sync()).device_unused_fallback_key_types;
  expect(await unused()).toEqual([]);
  const first = await upload(alice, {
    fallback_keys: oneTime(alice, "F"),
    one_time_keys: oneTime(alice, "A"),
  });
  expect(first.body.one_time_key_counts).toEqual({ signed_curve25519: 1 });
  expect(await unused()).toEqual(["signed_curve25519"]);
  const given = [];
  for (let count = 0; count < 3; count += 1)
    given.push((await claim(bob, alice)).one_time_keys[alice.userId][alice.deviceId]);
  expect(given).toEqual([oneTime(alice, "A"), oneTime(alice, "F"), oneTime(alice, "F")]);
  expect(await unused()).toEqual([]);
  await upload(alice, { fallback_keys: oneTime(alice, "F") });
  expect(await unused()).toEqual([]);
  await upload(alice, { fallback_keys: oneTime(alice, "G") });
  expect(await unused()).toEqual(["signed_curve25519"]);
});

it("C153 counts are in every answer, and a claim wakes the device", async () => {
  const alice = await device(server, "alice153");
  const bob = await device(server, "bob153");
  expect(await alice.sync()).not.toHaveProperty("device_one_time_keys_count");
  await upload(alice, { one_time_keys: { ...oneTime(alice, "A"), "other:B": "plain" } });
  const { next_batch, device_one_time_keys_count } = await alice.sync();
  expect(device_one_time_keys_count).toEqual({ other: 1, signed_curve25519: 1 });
  const waiting = alice.sync(next_batch, 30_000);
  await claim(bob, alice);
  const news = await waiting;
  expect(news.device_one_time_keys_count).toEqual({ other: 1, signed_curve25519: 0 });
  const later = await alice.sync(news.next_batch);
  expect(later.device_one_time_keys_count).toEqual({ other: 1, signed_curve25519: 0 });
});

it("C62 a device that is deleted loses its keys", async () => {
  const alice = await device(server, "alice62");
  const bob = await device(server, "bob62");
  await upload(alice, { device_keys: keysOf(alice), fallback_keys: oneTime(alice, "F") });
  await upload(alice, { one_time_keys: oneTime(alice, "A") });
  await alice.ok("POST", "/logout");
  expect((await claim(bob, alice)).one_time_keys).toEqual({});
  const { device_keys } = await bob.ok("POST", "/keys/query", { device_keys: { [alice.userId]: [] } });
  expect(device_keys).toEqual({ [alice.userId]: {} });
});

it.skipIf(!(await hasPostgres()))("C149 two processes give no key twice", async () => {
  const schema = await lendSchema();
  const store = { databaseUrl: schema.url };
  const config = { serverName: "shared.example" };
  const [one, two] = [await startServer({ store, config }), await startServer({ store, config })];
  const alice = await device(one, "alice149");
  const bob = await one.user("bob149");
  const elsewhere = new Client(two.url, bob.token, bob.userId);
  const ids = Array.from({ length: 20 }, (_, at) => `K${at}`);
  await upload(alice, { one_time_keys: oneTime(alice, ...ids) });
  const given = await Promise.all(ids.map((_, at) => claim(at % 2 === 0 ? bob : elsewhere, alice)));
  const names = given.flatMap(({ one_time_keys }) =>
    Object.keys(one_time_keys[alice.userId]?.[alice.deviceId] ?? {}),
  );
  expect(names.toSorted()).toEqual(ids.map((id) => `signed_curve25519:${id}`).toSorted());
  await one.close();
  await two.close();
  await schema.drop();
});

it("C147, O8: a key of a size that no device needs is refused", async () => {
  const alice = await device(server, "alice147large");
  const [signed] = Object.values(oneTime(alice, "a"));
  const [text, objects] = ["a".repeat(70_000), Array.from({ length: 30_000 }, () => ({}))];
  for (const more of [text, objects])
    for (const body of [
      { device_keys: keysOf(alice, { more }) },
      { one_time_keys: { "signed_curve25519:a": { ...signed, more } } },
      { fallback_keys: { "signed_curve25519:a": { ...signed, fallback: true, more } } },
    ])
      expect(await upload(alice, body)).toMatchObject({ status: 400, body: { errcode: "M_INVALID_PARAM" } });
  const shown = await alice.ok("POST", "/keys/query", { device_keys: { [alice.userId]: [] } });
  expect(shown.device_keys).toEqual({ [alice.userId]: {} });
});

it("C183 what clients sign or encrypt for each other is theirs to check", async () => {
  const [alice, bob] = [await device(server, "alice183"), await device(server, "bob183")];
  const keys = keysOf(alice, {
    signatures: { [alice.userId]: { [`ed25519:${alice.deviceId}`]: "no signature" } },
  });
  const stock = { "signed_curve25519:A": { key: "no key" } };
  await alice.ok("POST", "/keys/upload", { device_keys: keys, one_time_keys: stock, fallback_keys: stock });
  const given = { "signed_curve25519:A": { key: "no key", signatures: {} } };
  expect((await claim(bob, alice)).one_time_keys[alice.userId]).toEqual({ [alice.deviceId]: given });
  const { signatures: _, ...unsigned } = keys;
  await alice.ok("POST", "/keys/upload", { device_keys: unsigned });
  const query = { device_keys: { [alice.userId]: [] } };
  const { device_keys: found } = await bob.ok("POST", "/keys/query", query);
  expect(found[alice.userId][alice.deviceId]).toEqual({ ...unsigned, signatures: {} });
  for (const odd of [null, 7, { one_time_keys: 7 }, { one_time_keys: { "signed_curve25519:B": 7 } }])
    expect([odd, (await alice.post("/keys/upload", odd)).body.errcode]).toEqual([odd, "M_BAD_JSON"]);
  const content = { algorithm: "none", ciphertext: [null] };
  await bob.ok("PUT", "/sendToDevice/m.room.encrypted/1", {
    messages: { [alice.userId]: { [alice.deviceId]: content } },
  });
  expect((await alice.sync()).to_device.events).toEqual([
    { sender: bob.userId, type: "m.room.encrypted", content },
  ]);
  const room = await alice.createRoom({
    initial_state: [{ type: "m.room.encryption", state_key: "", content: { algorithm: "org.example.none" } }],
  });
  const path = `/rooms/${encodeURIComponent(room)}/send/m.room.encrypted/1`;
  expect(await alice.ok("PUT", path, content)).toHaveProperty("event_id");
});

it("O8 of a user whose devices have large keys the small ones are given, and what is claimed is small", async () => {
  const alice = await device(server, "alice8d");
  for (let n = 0; n < 20; n++) {
    const each = await login(server, "alice8d", `D${n}`);
    const keys = keysOf(each, n === 10 ? {} : { "org.example.junk": "x".repeat(60_000) });
    expect((await upload(each, { device_keys: keys })).status).toBe(200);
  }
  const found = await alice.ok("POST", "/keys/query", { device_keys: { [alice.userId]: [] } });
  const names = Object.keys(found.device_keys[alice.userId]);
  expect(names).toContain("D10");
  expect(names.length).toBeLessThan(19);
  expect(names.length).toBeGreaterThan(10);
  const large = { "signed_curve25519:A": { key: "x".repeat(5_000), signatures: {} } };
  for (const kind of ["one_time_keys", "fallback_keys"])
    expect(await upload(alice, { [kind]: large })).toMatchObject({
      status: 400,
      body: { errcode: "M_INVALID_PARAM" },
    });
});

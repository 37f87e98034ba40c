/** C165 to C170: keys by which users vouch for their devices and for each other. */
import { generateKeyPair, type JsonObject, type KeyPair, signJson } from "@knockgen/auth";
import { beforeAll, expect, it } from "vitest";
import { Client } from "../support/client.js";
import { type Device, device } from "../support/device.js";
import { PASSWORD, startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

/** A key whose name is its public half. */
function keyPair(): KeyPair {
  const pair = generateKeyPair("x");
  return { ...pair, keyId: `ed25519:${pair.publicKey}` };
}

function unsigned(userId: string, usage: string, { keyId, publicKey }: KeyPair): JsonObject {
  return { user_id: userId, usage: [usage], keys: { [keyId]: publicKey } };
}

function keysFor(userId: string, master = keyPair()) {
  const [selfSigning, userSigning] = [keyPair(), keyPair()];
  const signed = (usage: string, key: KeyPair) => signJson(unsigned(userId, usage, key), userId, master);
  return {
    master,
    selfSigning,
    userSigning,
    body: {
      master_key: unsigned(userId, "master", master),
      self_signing_key: signed("self_signing", selfSigning),
      user_signing_key: signed("user_signing", userSigning),
    },
  };
}

const upload = (by: Client, body: object) => by.post("/keys/device_signing/upload", body);
const sign = (by: Client, body: object) => by.post("/keys/signatures/upload", body);
const query = (by: Client, ...users: Client[]) =>
  by.ok("POST", "/keys/query", {
    device_keys: Object.fromEntries(users.map(({ userId }) => [userId, []])),
  });

const proof = (session: string) => ({
  type: "m.login.password",
  user: "alice166",
  password: PASSWORD,
  session,
});

/** The keys of a device, signed by a key of its own. */
function deviceKeys({ userId, deviceId }: Device) {
  const pair = { ...generateKeyPair("x"), keyId: `ed25519:${deviceId}` };
  const algorithms = ["m.olm.v1.curve25519-aes-sha2"];
  const keys = { [pair.keyId]: pair.publicKey };
  return { pair, json: signJson({ user_id: userId, device_id: deviceId, algorithms, keys }, userId, pair) };
}

it("C152, C165, C184 keys are found by others, but for the one that signs users", async () => {
  const alice = await server.user("alice165", PASSWORD);
  const bob = await server.user("bob165", PASSWORD);
  const { body } = keysFor(alice.userId);
  expect(await upload(alice, body)).toMatchObject({ status: 200, body: {} });
  expect(await query(alice, alice)).toMatchObject({
    master_keys: { [alice.userId]: body.master_key },
    self_signing_keys: { [alice.userId]: body.self_signing_key },
    user_signing_keys: { [alice.userId]: body.user_signing_key },
  });
  const seen = await query(bob, alice, bob);
  expect([seen.master_keys, seen.self_signing_keys, seen.user_signing_keys]).toEqual([
    { [alice.userId]: body.master_key },
    { [alice.userId]: body.self_signing_key },
    {},
  ]);
});

it("C165, C167, C182 keys that cannot be are refused", async () => {
  const alice = await device(server, "alice167");
  const { body, master } = keysFor(alice.userId);
  const two = { ...keyPair(), keyId: "ed25519:other" };
  const mine = (usage: string, key: KeyPair) => unsigned(alice.userId, usage, key);
  const named = { ...keyPair(), publicKey: alice.deviceId, keyId: `ed25519:${alice.deviceId}` };
  for (const [bad, status, errcode] of [
    [{ master_key: unsigned("@bob:example.org", "master", master) }, 400, "M_INVALID_PARAM"],
    [{ master_key: mine("self_signing", master) }, 400, "M_INVALID_PARAM"],
    [{ master_key: mine("master", two) }, 400, "M_INVALID_PARAM"],
    [{ master_key: { ...body.master_key, keys: {} } }, 400, "M_INVALID_PARAM"],
    [{ master_key: { ...body.master_key, keys: { a: "a", b: "b" } } }, 400, "M_INVALID_PARAM"],
    [{ master_key: { ...body.master_key, usage: undefined } }, 400, "M_INVALID_PARAM"],
    [{ master_key: 5 }, 400, "M_BAD_JSON"],
    [{ self_signing_key: body.self_signing_key }, 400, "M_MISSING_PARAM"],
    [{ ...body, self_signing_key: keysFor(alice.userId).body.self_signing_key }, 400, "M_INVALID_SIGNATURE"],
    [{ master_key: mine("master", named) }, 403, "M_FORBIDDEN"],
  ] as const)
    expect(await upload(alice, bad)).toMatchObject({ status, body: { errcode } });
  expect((await query(alice, alice)).master_keys).toEqual({});
  expect((await upload(alice, body)).status).toBe(200);
  const login = await new Client(server.url, undefined, "").post("/login", {
    type: "m.login.password",
    user: "alice167",
    password: PASSWORD,
    device_id: master.publicKey,
  });
  expect([login.status, login.body.errcode]).toEqual([403, "M_FORBIDDEN"]);
});

it("C154, C166, C168 other keys take the password, and drop what was signed", async () => {
  const alice = await device(server, "alice166");
  const bob = await server.user("bob166", PASSWORD);
  const room = await alice.createRoom({ preset: "public_chat" });
  await bob.join(room);
  const told = async (by: Client, since: string) => (await by.sync(since)).device_lists?.changed ?? [];
  const [hers, his] = [(await alice.sync()).next_batch, (await bob.sync()).next_batch];
  const first = keysFor(alice.userId);
  await upload(alice, first.body);
  expect([await told(alice, hers), await told(bob, his)]).toEqual([[alice.userId], [alice.userId]]);
  expect((await upload(alice, first.body)).status).toBe(200);
  const { pair, json } = deviceKeys(alice);
  await alice.ok("POST", "/keys/upload", { device_keys: json });
  const added = signJson(json, alice.userId, first.selfSigning);
  expect((await sign(alice, { [alice.userId]: { [alice.deviceId]: added } })).body).toEqual({ failures: {} });
  const userSigning = keysFor(alice.userId, first.master).body.user_signing_key;
  const [later, hisLater] = [(await alice.sync()).next_batch, (await bob.sync()).next_batch];
  const asked = await upload(alice, { user_signing_key: userSigning });
  expect(asked).toMatchObject({ status: 401, body: { flows: [{ stages: ["m.login.password"] }] } });
  expect(asked.body).not.toHaveProperty("errcode");
  const again = { user_signing_key: userSigning, auth: proof(asked.body.session) };
  expect((await upload(alice, again)).status).toBe(200);
  expect([await told(alice, later), await told(bob, hisLater)]).toEqual([[alice.userId], []]);
  const keyOf = async () => (await query(bob, alice)).device_keys[alice.userId][alice.deviceId];
  expect((await keyOf()).signatures[alice.userId]).toHaveProperty([first.selfSigning.keyId]);
  const { master_key } = keysFor(alice.userId).body;
  const { session } = (await upload(alice, { master_key })).body;
  expect((await upload(alice, { master_key, auth: proof(session) })).status).toBe(200);
  const seen = await query(alice, alice);
  expect([seen.self_signing_keys, seen.user_signing_keys]).toEqual([{}, {}]);
  expect(Object.keys((await keyOf()).signatures[alice.userId])).toEqual([pair.keyId]);
});

it("C169, C170, C182 signatures are added, and those on others' keys are one's own", async () => {
  const alice = await device(server, "alice169");
  const bob = await device(server, "bob169");
  const carol = await server.user("carol169", PASSWORD);
  const [hers, his] = [keysFor(alice.userId), keysFor(bob.userId)];
  await upload(alice, hers.body);
  await upload(bob, his.body);
  const { pair, json } = deviceKeys(alice);
  await alice.ok("POST", "/keys/upload", { device_keys: json });
  const since = (await alice.sync()).next_batch;
  const bobs = his.body.master_key;
  const answer = await sign(alice, {
    [alice.userId]: {
      [alice.deviceId]: signJson(json, alice.userId, hers.selfSigning),
      [hers.master.publicKey]: signJson(hers.body.master_key, alice.userId, pair),
      NONE: json,
    },
    [bob.userId]: {
      [his.master.publicKey]: signJson(bobs, alice.userId, hers.userSigning),
      [his.selfSigning.publicKey]: signJson(his.body.self_signing_key, alice.userId, hers.userSigning),
    },
  });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      failures: {
        [alice.userId]: { NONE: { errcode: "M_NOT_FOUND" } },
        [bob.userId]: { [his.selfSigning.publicKey]: { errcode: "M_NOT_FOUND" } },
      },
    },
  });
  expect((await alice.sync(since)).device_lists.changed).toEqual([alice.userId, bob.userId]);
  const wrong = [
    signJson(bobs, alice.userId, keyPair()),
    signJson(bobs, alice.userId, { ...keyPair(), keyId: hers.userSigning.keyId }),
    signJson(bobs, alice.userId, hers.selfSigning),
    signJson({ ...bobs, more: 1 }, alice.userId, hers.userSigning),
  ];
  for (const signed of wrong)
    expect((await sign(alice, { [bob.userId]: { [his.master.publicKey]: signed } })).body).toMatchObject({
      failures: { [bob.userId]: { [his.master.publicKey]: { errcode: "M_INVALID_SIGNATURE" } } },
    });
  const masters = async (by: Client) => (await query(by, alice, bob)).master_keys;
  expect(await masters(alice)).toEqual({
    [alice.userId]: signJson(hers.body.master_key, alice.userId, pair),
    [bob.userId]: signJson(bobs, alice.userId, hers.userSigning),
  });
  for (const other of [bob, carol])
    expect(await masters(other)).toEqual({
      [alice.userId]: signJson(hers.body.master_key, alice.userId, pair),
      [bob.userId]: bobs,
    });
  const shown = (await query(carol, alice)).device_keys[alice.userId][alice.deviceId];
  expect(shown.signatures).toEqual(signJson(json, alice.userId, hers.selfSigning).signatures);
});

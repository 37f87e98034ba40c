/** C150, C151, C169, C177, C178, C181: keys of users of other servers. */
import { generateKeyPair, isJsonObject, type JsonObject, type KeyPair, own, signJson } from "@knockgen/auth";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { device, keysOf } from "../support/device.js";
import { startFakeServer } from "../support/fake-server.js";
import { outcome } from "../support/remote.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

let near: TestServer;
let far: TestServer;
beforeAll(async () => {
  near = await startServer();
  far = await startServer();
  return async () => {
    await near.close();
    await far.close();
  };
});

const oneTime = (id: string) => ({ [`signed_curve25519:${id}`]: { key: id, signatures: {} } });

function keyPair(): KeyPair {
  const pair = generateKeyPair("x");
  return { ...pair, keyId: `ed25519:${pair.publicKey}` };
}

const crossKey = (userId: string, usage: string, { keyId, publicKey }: KeyPair): JsonObject => ({
  user_id: userId,
  usage: [usage],
  keys: { [keyId]: publicKey },
});

it("C150, C151, C177 keys are found and claimed at the user's server, from the same stock", async () => {
  const alice = await device(near, "alice177");
  const bob = await device(far, "bob177");
  const other = await far.user("other177");
  const keys = keysOf(bob, { "org.example.more": { deep: [1, null] } });
  await bob.ok("POST", "/keys/upload", {
    device_keys: keys,
    one_time_keys: { ...oneTime("A"), ...oneTime("B") },
    fallback_keys: oneTime("F"),
  });
  await bob.ok("PUT", `/devices/${bob.deviceId}`, { display_name: "Phone" });
  const unknown = `@none:${far.serverName}`;
  const asked = { [bob.userId]: [], [other.userId]: [], [unknown]: [], [alice.userId]: [] };
  const found = await alice.ok("POST", "/keys/query", { device_keys: asked });
  expect(found).toMatchObject({ failures: {} });
  expect(found.device_keys).toEqual({
    [bob.userId]: { [bob.deviceId]: { ...keys, unsigned: { device_display_name: "Phone" } } },
    [other.userId]: {},
    [alice.userId]: {},
  });
  const claim = async () => {
    const body = {
      one_time_keys: { [bob.userId]: { [bob.deviceId]: "signed_curve25519", NONE: "signed_curve25519" } },
    };
    return (await alice.ok("POST", "/keys/claim", body)).one_time_keys;
  };
  expect(await claim()).toEqual({ [bob.userId]: { [bob.deviceId]: oneTime("A") } });
  const here = { one_time_keys: { [bob.userId]: { [bob.deviceId]: "signed_curve25519" } } };
  expect((await other.ok("POST", "/keys/claim", here)).one_time_keys[bob.userId]).toEqual({
    [bob.deviceId]: oneTime("B"),
  });
  expect(await claim()).toEqual({ [bob.userId]: { [bob.deviceId]: oneTime("F") } });
});

it("C150, C151, C181 servers that do not answer, or answer for others, are told apart", async () => {
  const fake = await startFakeServer({ authority: testAuthority() });
  onTestFinished(() => fake.close());
  const alice = await device(near, "alice181");
  const bob = await device(near, "bob181");
  await bob.ok("POST", "/keys/upload", { device_keys: keysOf(bob), one_time_keys: oneTime("A") });
  const remote = `@far:${fake.name}`;
  const ask = () => alice.ok("POST", "/keys/query", { device_keys: { [remote]: [], [bob.userId]: [] } });
  const mine = { [bob.userId]: { [bob.deviceId]: keysOf(bob) } };
  const failed = await ask();
  expect([failed.device_keys, Object.keys(failed.failures)]).toEqual([mine, [fake.name]]);
  const claims = {
    [remote]: { THERE: "signed_curve25519" },
    [bob.userId]: { [bob.deviceId]: "signed_curve25519" },
  };
  const claimed = await alice.ok("POST", "/keys/claim", { one_time_keys: claims });
  expect(Object.keys(claimed.failures)).toEqual([fake.name]);
  expect(Object.keys(claimed.one_time_keys)).toEqual([bob.userId]);
  const there = { userId: remote, deviceId: "THERE" };
  const master = keyPair();
  const lies: JsonObject = {
    device_keys: {
      [remote]: { THERE: keysOf(there), OTHER: keysOf(there), ODD: 1, MORE: { user_id: remote } },
      [bob.userId]: { [bob.deviceId]: keysOf(bob, { lie: true }) },
      [`@unasked:${fake.name}`]: {},
    },
    master_keys: {
      [remote]: crossKey(remote, "master", master),
      [bob.userId]: crossKey(bob.userId, "master", master),
    },
    self_signing_keys: { [remote]: crossKey("@another:x", "self_signing", master) },
  };
  fake.responders.push(({ uri }) => (uri.endsWith("/user/keys/query") ? { json: lies } : undefined));
  const told = await ask();
  expect(told.device_keys).toEqual({ ...mine, [remote]: { THERE: keysOf(there) } });
  expect(told.master_keys).toEqual({ [remote]: crossKey(remote, "master", master) });
  expect([told.self_signing_keys, told.failures]).toEqual([{}, {}]);
});

it("O1 a name longer than any goes nowhere, however many devices it is said to have", async () => {
  const fake = await startFakeServer({ authority: testAuthority() });
  onTestFinished(() => fake.close());
  const alice = await device(near, "alice-long");
  const devices = (value: unknown) =>
    Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`D${at}`, value]));
  for (const server of [fake.name, near.serverName]) {
    const long = `@${"x".repeat(510)}:${server}`;
    expect((await alice.put("/sendToDevice/m.x/1", { messages: { [long]: devices({}) } })).status).toBe(200);
    const asked = await alice.ok("POST", "/keys/query", { device_keys: { [long]: [] } });
    const claimed = await alice.ok("POST", "/keys/claim", {
      one_time_keys: { [long]: devices("curve25519") },
    });
    expect([asked.device_keys, claimed.one_time_keys]).toEqual([{}, {}]);
  }
  const there = { [`@there:${fake.name}`]: { D: {} } };
  await alice.ok("PUT", "/sendToDevice/m.x/2", { messages: there });
  await fake.until(({ edus }) => edus.length > 0);
  expect(fake.requests.map(({ segments }) => segments[3])).toEqual(["send"]);
  expect(JSON.stringify(fake.edus)).not.toContain("xxx");
});

it("C169, C170, C177 a master key elsewhere is signed, for the signing user alone", async () => {
  const alice = await device(near, "alice170");
  const bob = await device(far, "bob170");
  const carol = await near.user("carol170");
  const [hers, userSigning, his] = [keyPair(), keyPair(), keyPair()];
  const upload = "/keys/device_signing/upload";
  await alice.ok("POST", upload, {
    master_key: crossKey(alice.userId, "master", hers),
    user_signing_key: signJson(crossKey(alice.userId, "user_signing", userSigning), alice.userId, hers),
  });
  const bobs = crossKey(bob.userId, "master", his);
  await bob.ok("POST", upload, { master_key: bobs });
  const signed = signJson(bobs, alice.userId, userSigning);
  const body = { [bob.userId]: { [his.publicKey]: signed } };
  expect(await alice.ok("POST", "/keys/signatures/upload", body)).toEqual({ failures: {} });
  const masters = async (by: typeof carol) =>
    (await by.ok("POST", "/keys/query", { device_keys: { [bob.userId]: [] } })).master_keys;
  expect(await masters(alice)).toEqual({ [bob.userId]: signed });
  expect(await masters(carol)).toEqual({ [bob.userId]: bobs });
  expect(await masters(bob)).toEqual({ [bob.userId]: bobs });
});

it("C169 the servers of all whose keys are signed are asked at once", async () => {
  const alice = await device(near, "alice169");
  const asked: string[] = [];
  const remote = await Promise.all(
    (["127.0.0.1", "localhost"] as const).map(async (host) => {
      const fake = await startFakeServer({ authority: testAuthority(), host });
      onTestFinished(() => fake.close());
      const userId = `@far:${fake.name}`;
      const answer = { master_keys: { [userId]: crossKey(userId, "master", keyPair()) } };
      fake.responders.push(async ({ uri }) => {
        if (!uri.endsWith("/user/keys/query")) return undefined;
        asked.push(host);
        await expect.poll(() => asked.length, { timeout: 60_000 }).toBe(2);
        return { json: answer };
      });
      return [userId, answer.master_keys[userId]] as const;
    }),
  );
  const signed = remote.map(([userId, key]) => {
    const [publicKey = ""] = Object.values(own(key ?? {}, "keys") ?? {});
    return [userId, { [publicKey]: { ...key, usage: [] } }] as const;
  });
  const { failures } = await alice.ok("POST", "/keys/signatures/upload", Object.fromEntries(signed));
  const codes = Object.values<Record<string, { errcode: string }>>(failures).flatMap((keys) =>
    Object.values(keys).map(({ errcode }) => errcode),
  );
  expect(codes).toEqual(["M_INVALID_SIGNATURE", "M_INVALID_SIGNATURE"]);
});

it("C178 a server lists the devices of its users", async () => {
  const fake = await startFakeServer({ authority: testAuthority() });
  onTestFinished(() => fake.close());
  const alice = await device(near, "alice178");
  const get = async (userId: string) => {
    const uri = `/_matrix/federation/v1/user/devices/${encodeURIComponent(userId)}`;
    const answer = await fake.request({ destination: near.serverName, method: "GET", uri });
    return answer.ok && isJsonObject(answer.value) ? answer.value : outcome(answer);
  };
  const streamOf = async () => {
    const answer = await get(alice.userId);
    return typeof answer === "string" ? 0 : Number(own(answer, "stream_id"));
  };
  const first = await streamOf();
  await alice.ok("POST", "/keys/upload", { device_keys: keysOf(alice) });
  const master = keyPair();
  const master_key = crossKey(alice.userId, "master", master);
  await alice.ok("POST", "/keys/device_signing/upload", { master_key });
  expect(await get(alice.userId)).toEqual({
    user_id: alice.userId,
    stream_id: expect.any(Number),
    devices: [{ device_id: alice.deviceId, keys: keysOf(alice) }],
    master_key,
  });
  expect(await streamOf()).toBeGreaterThan(first);
  expect(await get(`@none:${near.serverName}`)).toBe("404 M_NOT_FOUND");
  expect(await get("@alice:elsewhere.example")).toBe("404 M_NOT_FOUND");
  expect(await get("@alice178:localhost:http")).toBe("400 M_INVALID_PARAM");
});

/** C171 to C176: backups of keys, which clients encrypt. */
import { beforeAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { startServer, type TestServer } from "../support/servers.js";
import { isThroughProxy } from "../support/through-proxy.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

const ALGORITHM = "m.megolm_backup.v1.curve25519-aes-sha2";

const create = async (by: Client, algorithm = ALGORITHM, auth_data: object = { public_key: "x" }) =>
  (await by.ok("POST", "/room_keys/version", { algorithm, auth_data })).version;

const key = (more: object = {}) => ({
  first_message_index: 5,
  forwarded_count: 5,
  is_verified: false,
  session_data: { ciphertext: "c", mac: "m" },
  ...more,
});

it("C171, C172 versions rise, and the newest is read without naming it", async () => {
  const alice = await server.user("alice171");
  const bob = await server.user("bob171");
  const current = () => alice.get("/room_keys/version");
  expect((await current()).body.errcode).toBe("M_NOT_FOUND");
  for (let n = 1; n <= 11; n += 1) expect(await create(alice, ALGORITHM, { n })).toBe(String(n));
  const newest = { algorithm: ALGORITHM, auth_data: { n: 11 }, count: 0, etag: "0", version: "11" };
  expect((await current()).body).toEqual(newest);
  expect((await alice.get("/room_keys/version/2")).body).toMatchObject({ version: "2", auth_data: { n: 2 } });
  for (const wrong of ["12", "0", "x", "1e1"])
    expect((await alice.get(`/room_keys/version/${wrong}`)).status).toBe(404);
  expect((await bob.get("/room_keys/version/2")).status).toBe(404);
  const change = (version: string, body: object) => alice.put(`/room_keys/version/${version}`, body);
  const data = { algorithm: ALGORITHM, auth_data: { n: 0 } };
  expect((await change("11", { ...data, version: "11" })).status).toBe(200);
  expect((await current()).body.auth_data).toEqual({ n: 0 });
  for (const other of [
    { ...data, algorithm: "other" },
    { ...data, version: "10" },
  ])
    expect((await change("11", other)).body.errcode).toBe("M_INVALID_PARAM");
  expect((await change("12", data)).status).toBe(404);
  const remove = (version: string) => alice.call("DELETE", `/room_keys/version/${version}`);
  expect([(await remove("11")).status, (await remove("11")).status, (await remove("12")).status]).toEqual([
    200, 200, 404,
  ]);
  expect((await current()).body.version).toBe("10");
  expect(await create(alice, "m.some.other", {})).toBe("12");
  // The specification names one algorithm; the proxy would say so.
  if (!isThroughProxy)
    expect((await current()).body).toMatchObject({ algorithm: "m.some.other", version: "12" });
});

it("C173, C174, C176 keys are put, read and deleted in one version", async () => {
  const alice = await server.user("alice173");
  const old = await create(alice);
  const version = await create(alice);
  const at = (rest = "") => `/room_keys/keys${rest}?version=${version}`;
  const [one, two] = [encodeURIComponent("!one:x"), encodeURIComponent("!two:y")];
  expect((await alice.get(at())).body).toEqual({ rooms: {} });
  expect((await alice.get(at(`/${one}`))).body).toEqual({ sessions: {} });
  expect((await alice.get(at(`/${one}/s`))).body.errcode).toBe("M_NOT_FOUND");
  expect(await alice.ok("PUT", at(`/${one}/a`), key())).toEqual({ count: 1, etag: "1" });
  expect(await alice.ok("PUT", at(`/${one}/a`), key())).toEqual({ count: 1, etag: "1" });
  expect(await alice.ok("PUT", at(`/${one}`), { sessions: { b: key() } })).toEqual({ count: 2, etag: "2" });
  const rooms = { "!one:x": { sessions: { c: key() } }, "!two:y": { sessions: { a: key({ extra: 1 }) } } };
  expect(await alice.ok("PUT", at(), { rooms })).toEqual({ count: 4, etag: "3" });
  expect((await alice.get(at())).body).toEqual({
    rooms: {
      "!one:x": { sessions: { a: key(), b: key(), c: key() } },
      "!two:y": { sessions: { a: key({ extra: 1 }) } },
    },
  });
  expect((await alice.get(at(`/${two}`))).body).toEqual({ sessions: { a: key({ extra: 1 }) } });
  expect((await alice.get(at(`/${one}/b`))).body).toEqual(key());
  expect(await alice.ok("DELETE", at(`/${one}/b`))).toEqual({ count: 3, etag: "4" });
  expect(await alice.ok("DELETE", at(`/${one}/b`))).toEqual({ count: 3, etag: "4" });
  expect(await alice.ok("DELETE", at(`/${one}`))).toEqual({ count: 1, etag: "5" });
  expect(await alice.ok("DELETE", at())).toEqual({ count: 0, etag: "6" });
  const wrong = await alice.put(`/room_keys/keys/${one}/a?version=${old}`, key());
  expect(wrong).toMatchObject({
    status: 403,
    body: { errcode: "M_WRONG_ROOM_KEYS_VERSION", current_version: version },
  });
  // Keys of an older one can still go.
  expect((await alice.call("DELETE", `/room_keys/keys/${one}/a?version=${old}`)).status).toBe(200);
  const unknown = await alice.put(`/room_keys/keys/${one}/a?version=99`, key());
  expect([unknown.status, unknown.body.errcode]).toEqual([404, "M_NOT_FOUND"]);
  await alice.ok("PUT", at(`/${one}/a`), key());
  await alice.ok("DELETE", `/room_keys/version/${version}`);
  expect((await alice.get(at())).status).toBe(404);
});

it("C175 a better key replaces a worse one", async () => {
  const alice = await server.user("alice175");
  const at = `/room_keys/keys/${encodeURIComponent("!r:x")}/s?version=${await create(alice)}`;
  let kept = key();
  const put = async (next: ReturnType<typeof key>, isKept: boolean) => {
    await alice.ok("PUT", at, next);
    if (isKept) kept = next;
    expect(await alice.ok("GET", at)).toEqual(kept);
  };
  await put(key(), true);
  await put(key({ forwarded_count: 6 }), false);
  await put(key({ forwarded_count: 4 }), true);
  await put(key({ first_message_index: 6, forwarded_count: 0 }), false);
  await put(key({ first_message_index: 4, forwarded_count: 9 }), true);
  await put(key({ is_verified: true, first_message_index: 9, forwarded_count: 9 }), true);
  await put(key({ first_message_index: 0, forwarded_count: 0 }), false);
});

it("O1: thousands of keys are put, read and deleted in parts, and all of them are there", async () => {
  const alice = await server.user("alice-many");
  const version = await create(alice);
  const sessions = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`session ${at}`, key()]));
  const rooms = {
    "!one:here.example": { sessions: sessions(1_250) },
    "!two:here.example": { sessions: sessions(100) },
    "!three:here.example": { sessions: sessions(1) },
  };
  const path = `/room_keys/keys?version=${version}`;
  expect((await alice.ok("PUT", path, { rooms })).count).toBe(1_351);
  expect((await alice.ok("GET", path)).rooms).toEqual(rooms);
  const two = `/room_keys/keys/${encodeURIComponent("!two:here.example")}?version=${version}`;
  expect((await alice.ok("GET", two)).sessions).toEqual(sessions(100));
  // Nothing in it is better than what is there.
  expect(await alice.ok("PUT", path, { rooms })).toEqual({ count: 1_351, etag: "1" });
  const last = { "!one:here.example": { sessions: { "session 1249": key({ is_verified: true }) } } };
  expect((await alice.ok("PUT", path, { rooms: last })).etag).toBe("2");
  expect((await alice.ok("DELETE", two)).count).toBe(1_251);
  expect(await alice.ok("DELETE", path)).toEqual({ count: 0, etag: "4" });
  expect(await alice.ok("DELETE", path)).toEqual({ count: 0, etag: "4" });
});

it("O8, C173 large keys come out as they went in", async () => {
  const alice = await server.user("alice-large");
  const version = await create(alice);
  const large = key({ session_data: { list: Array.from({ length: 5_000 }, () => ({})) } });
  const rooms = { "!r:a": { sessions: { one: large, two: key() } } };
  await alice.ok("PUT", `/room_keys/keys?version=${version}`, { rooms });
  expect((await alice.ok("GET", `/room_keys/keys?version=${version}`)).rooms).toEqual(rooms);
});

it("O8: a key that is larger than any is refused, and nothing of its request is kept", async () => {
  const alice = await server.user("alice-larger");
  const version = await create(alice);
  const rooms = {
    "!r:a": { sessions: { one: key(), two: key({ session_data: { text: "x".repeat(66_000) } }) } },
  };
  const { status, body } = await alice.put(`/room_keys/keys?version=${version}`, { rooms });
  expect([status, body.errcode]).toEqual([400, "M_INVALID_PARAM"]);
  expect((await alice.ok("GET", `/room_keys/keys?version=${version}`)).rooms).toEqual({});
});

it("O8 a backup of any size is read while it is sent, by room and by key", async () => {
  const alice = await server.user("alice8");
  const version = await create(alice);
  const at = (rest = "") => `/room_keys/keys${rest}?version=${version}`;
  const rooms = ["!a:x", "!b:x", "!c:x"];
  const sessions = Object.fromEntries(
    Array.from({ length: 150 }, (_, n) => [
      `s${n}`,
      { ...key(), session_data: { text: `${n} `.padEnd(1_000, "x") } },
    ]),
  );
  for (const room of rooms) await alice.ok("PUT", at(`/${encodeURIComponent(room)}`), { sessions });
  const all = await alice.ok("GET", at());
  expect(Object.keys(all.rooms)).toEqual(rooms);
  for (const room of rooms) {
    expect(all.rooms[room].sessions).toEqual(sessions);
    expect(await alice.ok("GET", at(`/${encodeURIComponent(room)}`))).toEqual({ sessions });
  }
  expect(await alice.ok("GET", at("/!b:x/s149"))).toEqual(sessions.s149);
  expect(await alice.ok("GET", at("/!d:x"))).toEqual({ sessions: {} });
});

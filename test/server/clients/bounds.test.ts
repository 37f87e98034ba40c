/** Bounds on bodies, and on what one user may keep: account data and devices. */
import { afterAll, expect, it } from "vitest";
import { TokenCache } from "../../../server/client-server/sessions/authenticate.js";
import { MAX_DEVICES, openDevice } from "../../../server/client-server/sessions/sessions.js";
import { Notifier } from "../../../server/notifier.js";
import { createAccountDataStore } from "../../../server/store/accounts/account-data.js";
import { createDeviceListStore, noteDeviceList } from "../../../server/store/devices/device-lists.js";
import { createKeyBackupStore, MAX_BACKUPS } from "../../../server/store/devices/key-backups.js";
import { openDatabase, openStore } from "../../../server/store/open.js";
import { migrate } from "../../../server/store/schema/migrate.js";
import { hasPostgres } from "../support/postgres.js";
import { startServer } from "../support/servers.js";
import { lendSchema } from "../support/spare-schemas.js";

const database = await openDatabase({});
await migrate(database);
afterAll(() => database.close());
const store = createAccountDataStore(database, async () => {});

it("C31 account data of a user has a bound in number, within which pieces still change", async () => {
  await database.query(
    "INSERT INTO account_data (user_id, room_id, type, json, position) SELECT '@many:a', '', 'x.' || n, '{}', 0 FROM generate_series(1, 20000) n",
  );
  const put = (userId: string, type: string) =>
    store.changeAccountData({ userId, roomId: undefined, type }, () => ({ a: 1 }));
  await expect(put("@many:a", "x.0")).rejects.toMatchObject({ status: 413, errcode: "M_TOO_LARGE" });
  expect((await put("@many:a", "x.1")).users).toEqual(["@many:a"]);
  expect((await put("@other:a", "x.0")).users).toEqual(["@other:a"]);
});

it("C31 and one in size, under which pieces may shrink", async () => {
  await database.query(
    `INSERT INTO account_data (user_id, room_id, type, json, position)
     SELECT '@large:a', '', 'x.' || n, '{"a":"' || repeat('x', 16777216) || '"}', 0 FROM generate_series(0, 3) n`,
  );
  const put = (type: string, length: number) =>
    store.changeAccountData({ userId: "@large:a", roomId: undefined, type }, () => ({
      a: "x".repeat(length),
    }));
  await expect(put("x.4", 1)).rejects.toMatchObject({ status: 413 });
  await expect(put("x.0", 2 ** 24 + 1)).rejects.toMatchObject({ status: 413 });
  await put("x.0", 1);
  await put("x.4", 1);
});

it("C154 changes that only some users hear of do not take the place of those for all", async () => {
  const device = { userId: "@listed:a", deviceId: "D" };
  const rows = async () =>
    (await database.query("SELECT 1 FROM device_list_changes WHERE user_id = $1", [device.userId])).length;
  await noteDeviceList(database, 1, device);
  for (let n = 2; n < 300; n++) await noteDeviceList(database, n, device, `@signer${n % 2}:a`);
  expect([await createDeviceListStore(database).deviceListPosition(device.userId), await rows()]).toEqual([
    1, 3,
  ]);
  for (let n = 300; n < 500; n++) await noteDeviceList(database, n, device);
  expect(await rows()).toBe(102);
});

it("C171, C172 backups have a bound in number, and deleted ones leave one row", async () => {
  const backups = createKeyBackupStore(database);
  const make = () => backups.createBackup("@keeper:a", "x", { a: 1 });
  for (let n = 1; n <= MAX_BACKUPS; n++) expect(await make()).toBe(n);
  await expect(make()).rejects.toMatchObject({ status: 413, errcode: "M_TOO_LARGE" });
  const drop = (version: number) => backups.deleteBackup({ userId: "@keeper:a", version });
  for (let n = 1; n <= MAX_BACKUPS; n++) expect(await drop(n)).toBe(true);
  expect([await drop(1), await drop(MAX_BACKUPS), await drop(MAX_BACKUPS + 1), await drop(0)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  const rows = "SELECT version, auth_data FROM key_backups WHERE user_id = '@keeper:a'";
  expect(await database.query(rows)).toEqual([{ version: MAX_BACKUPS, auth_data: "{}" }]);
  expect(await make()).toBe(MAX_BACKUPS + 1);
});

it("C63 of too many devices, those go that were opened the longest time ago", async () => {
  let now = 1_000;
  const schema = (await hasPostgres()) ? await lendSchema() : undefined;
  const held = await openStore(schema === undefined ? {} : { databaseUrl: schema.url });
  const context = {
    store: held,
    announce: () => {},
    notifier: new Notifier(0),
    tokens: new TokenCache(held, () => now),
    now: () => now,
  };
  const open = (id: string) => openDevice(context, "@a:b", { device_id: id });
  await open("FIRST");
  for (let n = 0; n < MAX_DEVICES - 1; n++) {
    now++;
    await open(`D${n}`);
  }
  now++;
  await open("FIRST");
  now++;
  const { access_token: token } = await open("LAST");
  const ids = (await held.devicesOf("@a:b")).map(({ deviceId }) => deviceId);
  expect([ids.length, ids.includes("D0"), ids.includes("D1"), ids.includes("FIRST")]).toEqual([
    MAX_DEVICES,
    false,
    true,
    true,
  ]);
  expect(await context.tokens.find(token)).toMatchObject({ deviceId: "LAST" });
  await held.close();
  await schema?.drop();
});

it("C56 a list of devices to delete has a bound", async () => {
  const server = await startServer();
  const alice = await server.user("alice");
  const devices = Array.from({ length: MAX_DEVICES + 1 }, (_, n) => `${n}`);
  const refused = await alice.post("/delete_devices", { devices });
  expect([refused.status, refused.body.errcode]).toEqual([400, "M_INVALID_PARAM"]);
  expect((await alice.post("/delete_devices", { devices: devices.slice(1) })).status).toBe(401);
  await server.close();
});

it("C10 bodies have at most 64 KiB, but for those that need more", async () => {
  const server = await startServer();
  const alice = await server.user("alice");
  const [user, room] = [encodeURIComponent(alice.userId), encodeURIComponent(await alice.createRoom())];
  const a = "x".repeat(66_000);
  const status = async (method: string, path: string): Promise<unknown> => {
    const answer = await alice.call(method, path, { a });
    return [path, answer.status === 413 ? answer.body.errcode : "read"];
  };
  for (const [method, path] of [
    ["POST", "/login"],
    ["POST", "/register"],
    ["POST", "/createRoom"],
    ["POST", "/search"],
    ["POST", "/publicRooms"],
    ["POST", "/account/password"],
    ["PUT", "/devices/X"],
    ["POST", `/rooms/${room}/invite`],
    ["POST", `/rooms/${room}/upgrade`],
    ["PUT", `/rooms/${room}/send/x.y/1`],
    ["PUT", `/rooms/${room}/state/x.y`],
    ["PUT", "/pushrules/global/override/x"],
    ["POST", "/room_keys/version"],
  ] as const)
    expect(await status(method, path)).toEqual([path, "M_TOO_LARGE"]);
  for (const [method, path] of [
    ["PUT", `/user/${user}/account_data/x.y`],
    ["PUT", `/user/${user}/rooms/${room}/account_data/x.y`],
    ["POST", `/user/${user}/filter`],
    ["POST", "/keys/upload"],
    ["POST", "/keys/query"],
    ["POST", "/keys/claim"],
    ["POST", "/keys/device_signing/upload"],
    ["POST", "/keys/signatures/upload"],
    ["PUT", "/sendToDevice/x.y/1"],
    ["PUT", "/room_keys/keys?version=1"],
    ["PUT", `/profile/${user}/displayname`],
  ] as const)
    expect(await status(method, path)).toEqual([path, "read"]);
  await server.close();
});

it("C96 of a user's filters, the oldest go where they take too much", async () => {
  const server = await startServer();
  try {
    const alice = await server.user("alice");
    const path = `/user/${encodeURIComponent(alice.userId)}/filter`;
    const ids: string[] = [];
    for (let at = 0; at < 12; at++) {
      const not_types = [`org.${at}`, "x".repeat(at === 0 ? 10 : 900_000)];
      ids.push((await alice.ok("POST", path, { account_data: { not_types } })).filter_id);
    }
    const kept: number[] = [];
    for (const id of ids) kept.push((await alice.get(`${path}/${id}`)).status);
    expect(kept).toEqual([...ids.slice(9).map(() => 404), ...ids.slice(3).map(() => 200)]);
  } finally {
    await server.close();
  }
});

it("C37 the tags of a room have a bound, under which they still change", async () => {
  const server = await startServer();
  try {
    const alice = await server.user("alice");
    const room = await alice.createRoom();
    const path = (tag: string): string =>
      `/user/${encodeURIComponent(alice.userId)}/rooms/${encodeURIComponent(room)}/tags/${tag}`;
    const put = async (tag: string, length: number) =>
      (await alice.put(path(tag), { order: 0.5, more: "x".repeat(length) })).status;
    for (const tag of ["u.a", "u.b", "u.c", "u.d"]) expect(await put(tag, 60_000)).toBe(200);
    expect(await put("u.e", 60_000)).toBe(413);
    expect(await put("u.f", 70_000)).toBe(413);
    expect(await put("u.a", 10)).toBe(200);
    expect(await put("u.e", 60_000)).toBe(200);
  } finally {
    await server.close();
  }
});

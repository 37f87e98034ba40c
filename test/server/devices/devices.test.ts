/** C54, C55, C63, C64, C70, C139: devices, names that are free, and the end of all sessions. */
import { beforeAll, expect, it } from "vitest";
import { TokenCache } from "../../../server/client-server/sessions/authenticate.js";
import type { TokenRecord } from "../../../server/store/store.js";
import { Client } from "../support/client.js";
import { PASSWORD, startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

async function login(name: string, device: string): Promise<Client> {
  const body = await new Client(server.url, undefined, "").ok("POST", "/login", {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: name },
    password: PASSWORD,
    device_id: device,
    initial_device_display_name: `on ${device}`,
  });
  return new Client(server.url, body.access_token, body.user_id);
}

it("C54, C55 devices are listed and named, each user's own", async () => {
  const first = await server.user("alice54", PASSWORD);
  const alice = await login("alice54", "PHONE");
  const { devices } = await alice.ok("GET", "/devices");
  expect(devices).toHaveLength(2);
  expect(devices).toContainEqual(expect.objectContaining({ device_id: "PHONE", display_name: "on PHONE" }));
  await first.ok("PUT", "/devices/PHONE", { display_name: "The phone" });
  await first.ok("PUT", "/devices/PHONE", {});
  expect(await alice.ok("GET", "/devices/PHONE")).toMatchObject({
    device_id: "PHONE",
    display_name: "The phone",
  });
  const bob = await server.user("bob54", PASSWORD);
  for (const answer of [
    await bob.get("/devices/PHONE"),
    await bob.put("/devices/PHONE", { display_name: "mine" }),
    await bob.put("/devices/NONE", {}),
  ])
    expect([answer.status, answer.body.errcode]).toEqual([404, "M_NOT_FOUND"]);
});

it("C54, C143 a device was last seen when it last called, give or take a minute", async () => {
  let ahead = 0;
  const there = await startServer({ now: () => Date.now() + ahead });
  const alice = await there.user("alice54", PASSWORD);
  const seen = async (): Promise<number> => (await alice.ok("GET", "/devices")).devices[0].last_seen_ts ?? 0;
  await expect.poll(seen).toBeGreaterThan(0);
  ahead = 10 * 60_000;
  const later = Date.now() + ahead;
  await expect.poll(seen).toBeGreaterThanOrEqual(later);
  const [device] = (await alice.ok("GET", "/devices")).devices;
  expect(device.last_seen_ip).toMatch(/127\.0\.0\.1|::1/);
  const { devices } = await alice.ok("GET", `/admin/whois/${encodeURIComponent(alice.userId)}`);
  expect(devices[device.device_id].sessions[0].connections).toEqual([
    { ip: device.last_seen_ip, last_seen: device.last_seen_ts },
  ]);
  await there.close();
});

it("C63 a login with a known device keeps its name, and ends its former token", async () => {
  const first = await server.user("alice63", PASSWORD);
  const phone = await login("alice63", "PHONE");
  await first.ok("PUT", "/devices/PHONE", { display_name: "Mine" });
  const again = await login("alice63", "PHONE");
  expect(await again.ok("GET", "/devices/PHONE")).toMatchObject({ device_id: "PHONE", display_name: "Mine" });
  expect((await phone.get("/account/whoami")).status).toBe(401);
});

it("C63 an empty device ID is none: each such login makes a device", async () => {
  await server.user("alice63e", PASSWORD);
  const [one, two] = [await login("alice63e", ""), await login("alice63e", "")];
  const ids = [];
  for (const each of [one, two]) ids.push((await each.ok("GET", "/account/whoami")).device_id);
  expect([new Set(ids).size, ids.includes("")]).toEqual([2, false]);
});

it("C70 all sessions end at once, those of others stay", async () => {
  const first = await server.user("alice70", PASSWORD);
  const second = await login("alice70", "SECOND");
  const bob = await server.user("bob70", PASSWORD);
  // One before SECOND by name, and one behind it: none hears of the end of the other.
  const third = await login("alice70", "THIRD");
  const { next_batch } = await first.sync();
  const waiting = [first, second, third].map((each) =>
    each.call("GET", `/sync?timeout=30000&since=${next_batch}`),
  );
  await second.ok("POST", "/logout/all", {});
  for (const answer of [
    ...(await Promise.all(waiting)),
    await first.get("/account/whoami"),
    await second.get("/devices"),
  ])
    expect([answer.status, answer.body.errcode]).toEqual([401, "M_UNKNOWN_TOKEN"]);
  expect((await bob.get("/account/whoami")).status).toBe(200);
  expect((await (await login("alice70", "NEW")).ok("GET", "/devices")).devices).toHaveLength(1);
});

it("C70 a token that is looked up while its device is logged out is not remembered", async () => {
  const device = { userId: "@alice70:here.example", deviceId: "ONE" };
  let kept: TokenRecord | undefined = { ...device, ends: undefined };
  const tokens = new TokenCache(
    {
      deviceByToken: async () => {
        const found = kept;
        await Promise.resolve();
        return found;
      },
    },
    () => 0,
  );
  const under = tokens.find("token");
  kept = undefined;
  tokens.forget(device);
  expect(await under).toMatchObject(device);
  expect(await tokens.find("token")).toBeUndefined();
});

it("C64 whether a name is free is told without a token", async () => {
  await server.user("taken64", PASSWORD);
  const anonymous = new Client(server.url, undefined, "");
  const ask = (name: string) => anonymous.get(`/register/available?username=${encodeURIComponent(name)}`);
  expect(await ask("free64")).toMatchObject({ status: 200, body: { available: true } });
  expect(await ask("taken64")).toMatchObject({ status: 400, body: { errcode: "M_USER_IN_USE" } });
  expect(await ask("no name!")).toMatchObject({ status: 400, body: { errcode: "M_INVALID_USERNAME" } });
});

it("C139 there are no bridges", async () => {
  const alice = await server.user("alice139", PASSWORD);
  expect(await alice.ok("GET", "/thirdparty/protocols")).toEqual({});
});

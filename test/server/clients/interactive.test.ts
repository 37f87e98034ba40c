/** C56 to C62, C67: what cannot be undone takes the password once more. */
import { beforeAll, expect, it } from "vitest";
import { Client } from "../support/client.js";
import { PASSWORD, startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
let now = 1_700_000_000_000;
beforeAll(async () => {
  server = await startServer({ now: () => now });
  return () => server.close();
});

async function login(name: string, device: string, password = PASSWORD): Promise<Client> {
  const body = await new Client(server.url, undefined, "").ok("POST", "/login", {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: name },
    password,
    device_id: device,
  });
  return new Client(server.url, body.access_token, body.user_id);
}

function proof(user: string, session?: string, password = PASSWORD) {
  return {
    type: "m.login.password",
    identifier: { type: "m.id.user", user },
    password,
    ...(session && { session }),
  };
}

it("C56, C57, C58, C61, C62 a device goes with the password only", async () => {
  const alice = await server.user("alice56", PASSWORD);
  const phone = await login("alice56", "PHONE");
  const asked = await alice.call("DELETE", "/devices/PHONE");
  expect(asked).toMatchObject({
    status: 401,
    body: { flows: [{ stages: ["m.login.password"] }], params: {}, session: expect.any(String) },
  });
  expect(asked.body).not.toHaveProperty("errcode");
  const { session } = asked.body;
  const wrong = await alice.call("DELETE", "/devices/PHONE", { auth: proof("alice56", session, "wrong") });
  expect(wrong).toMatchObject({
    status: 401,
    body: { errcode: "M_FORBIDDEN", completed: [], flows: [{ stages: ["m.login.password"] }], session },
  });
  expect((await phone.get("/account/whoami")).status).toBe(200);
  const waiting = phone.call("GET", `/sync?timeout=30000&since=${(await phone.sync()).next_batch}`);
  expect((await alice.call("DELETE", "/devices/PHONE", { auth: proof(alice.userId, session) })).status).toBe(
    200,
  );
  for (const answer of [await waiting, await phone.get("/account/whoami")])
    expect([answer.status, answer.body.errcode, answer.body.soft_logout]).toEqual([
      401,
      "M_UNKNOWN_TOKEN",
      undefined,
    ]);
  // Gone already counts as deleted; the session may be missing; the old form of the name is read.
  const old = { type: "m.login.password", user: "ALICE56", password: PASSWORD };
  expect((await alice.call("DELETE", "/devices/PHONE", { auth: old })).status).toBe(200);
});

it("C59, C60 neither another's password nor a session of something else is a proof", async () => {
  const alice = await server.user("alice59", PASSWORD);
  const bob = await server.user("bob59", PASSWORD);
  await login("alice59", "ONE");
  const ask = (client: Client, devices: string[], auth?: object) =>
    client.post("/delete_devices", { devices, ...(auth && { auth }) });
  const { session } = (await ask(alice, ["ONE"])).body;
  for (const refused of [
    await ask(alice, ["ONE"], proof("bob59", session)),
    await ask(alice, ["ONE", "TWO"], proof("alice59", session)),
    await ask(bob, ["ONE"], proof("bob59", session)),
    await alice.call("DELETE", "/devices/ONE", { auth: proof("alice59", session) }),
    await ask(alice, ["ONE"], proof("alice59", `9${session}`)),
    await ask(alice, ["ONE"], proof("alice59", "made up")),
  ])
    expect([refused.status, refused.body.errcode]).toEqual([403, "M_FORBIDDEN"]);
  now += 15 * 60_000 + 1;
  expect((await ask(alice, ["ONE"], proof("alice59", session))).status).toBe(403);
  expect((await alice.get("/devices/ONE")).status).toBe(200);
  expect((await ask(alice, ["ONE"], proof("alice59"))).status).toBe(200);
  expect((await alice.get("/devices/ONE")).status).toBe(404);
});

it("C67 a new password ends the other sessions, unless it should not", async () => {
  const alice = await server.user("alice67", PASSWORD);
  const other = await login("alice67", "OTHER");
  const change = (password: string, more: object, was: string) =>
    alice.post("/account/password", {
      new_password: password,
      ...more,
      auth: proof("alice67", undefined, was),
    });
  expect((await alice.post("/account/password", { new_password: "x" })).status).toBe(401);
  expect(
    (await new Client(server.url, undefined, "").post("/account/password", { new_password: "x" })).status,
  ).toBe(401);
  expect((await change("second", { logout_devices: false }, PASSWORD)).status).toBe(200);
  expect((await other.get("/account/whoami")).status).toBe(200);
  await expect(login("alice67", "X")).rejects.toThrow("403");
  expect((await change("dritte ß 密", {}, "second")).status).toBe(200);
  expect((await other.get("/account/whoami")).status).toBe(401);
  expect((await alice.get("/account/whoami")).status).toBe(200);
  await login("alice67", "X", "dritte ß 密");
});

it("C58, O10 guesses are limited, with interactive authentication as at login", async () => {
  const limited = await startServer({ config: { loginFailureRate: { burst: 3, perSecond: 0.001 } } });
  const alice = await limited.user("alice58", PASSWORD);
  const statuses: number[] = [];
  for (let time = 0; time < 5; time++)
    statuses.push(
      (await alice.call("DELETE", "/devices/X", { auth: proof("alice58", undefined, "guess") })).status,
    );
  expect(statuses).toEqual([401, 401, 401, 429, 429]);
  await limited.close();
});

it("C60 a session ends with success, and is for the whole body", async () => {
  const alice = await server.user("alice60", PASSWORD);
  const change = (body: object, auth?: object) =>
    alice.post("/account/password", { ...body, ...(auth && { auth }) });
  const wanted = { new_password: "next", logout_devices: false };
  const { session } = (await change(wanted)).body;
  for (const other of [
    { ...wanted, new_password: "other" },
    { new_password: "next" },
    { ...wanted, more: 1 },
  ])
    expect((await change(other, proof("alice60", session))).status).toBe(403);
  const swapped = { logout_devices: false, new_password: "next" };
  expect((await change(swapped, proof("alice60", session))).status).toBe(200);
  expect((await change(wanted, proof("alice60", session, "next"))).status).toBe(403);
  const devices = { devices: ["A"] };
  const next = (await alice.post("/delete_devices", devices)).body.session;
  const once = { ...devices, auth: proof("alice60", next, "next") };
  expect([
    (await alice.post("/delete_devices", once)).status,
    (await alice.post("/delete_devices", once)).status,
    (await alice.post("/delete_devices", { ...devices, auth: proof("alice60", `${next}.x`, "next") })).status,
  ]).toEqual([200, 403, 403]);
});

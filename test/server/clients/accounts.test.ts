/** C65, C66, C71, C72, C136: accounts, and what the server says that it can do. */
import { beforeAll, expect, it } from "vitest";
import { Client } from "../support/client.js";
import { startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
let anybody: Client;
/** The server's clock is ahead by this. */
let ahead = 0;
beforeAll(async () => {
  server = await startServer({ now: () => Date.now() + ahead });
  anybody = new Client(server.url, undefined, "");
  return () => server.close();
});

const PASSWORD = "pässwörd 密码 🐈";
const register = (username: string, more: object = {}) =>
  anybody.ok("POST", "/register", { username, password: PASSWORD, auth: { type: "m.login.dummy" }, ...more });
const login = (user: string, more: object = {}, password = PASSWORD) =>
  anybody.post("/login", {
    type: "m.login.password",
    identifier: { type: "m.id.user", user },
    password,
    ...more,
  });

it("C65, C66 an account without a device, whose name and password are any", async () => {
  const made = await register("Alice66", { inhibit_login: true, device_id: "NONE" });
  expect(made).toEqual({ user_id: `@alice66:${server.serverName}` });
  const answer = await login("ALICE66", { device_id: "ONE" });
  expect(answer.body.home_server).toBe(server.serverName);
  const alice = new Client(server.url, answer.body.access_token, answer.body.user_id);
  expect((await alice.ok("GET", "/devices")).devices).toMatchObject([{ device_id: "ONE" }]);
  const free = await anybody.get("/register/available?username=ALICE66");
  expect([free.status, free.body.errcode]).toEqual([400, "M_USER_IN_USE"]);
  expect((await login("alice66", {}, "passwort")).status).toBe(403);
  expect((await login(`@Alice66:${server.serverName}`)).status).toBe(200);
});

it("C66 an empty password is none", async () => {
  const auth = { type: "m.login.dummy" };
  const made = await anybody.post("/register", { username: "empty66", password: "", auth });
  expect([made.status, made.body.errcode]).toEqual([400, "M_WEAK_PASSWORD"]);
  const alice = await server.user("alice66e", PASSWORD);
  const changed = await alice.post("/account/password", { new_password: "" });
  expect([changed.status, changed.body.errcode]).toEqual([400, "M_WEAK_PASSWORD"]);
});

it("C72 logins are those that work, and a token knows whose it is", async () => {
  const { body } = await anybody.get("/login");
  expect(body).toEqual({ flows: [{ type: "m.login.password" }] });
  const made = await register("alice72", { device_id: "D72" });
  const alice = new Client(server.url, made.access_token, made.user_id);
  expect(await alice.ok("GET", "/account/whoami")).toEqual({
    user_id: made.user_id,
    device_id: "D72",
    is_guest: false,
  });
  expect((await login("alice72", { type: "m.login.token", token: "x" })).body.errcode).toBe("M_UNKNOWN");
});

it("C136 capabilities are those that are here", async () => {
  const alice = await server.user("alice136");
  const { capabilities } = await alice.ok("GET", "/capabilities");
  const enabled = Object.entries(capabilities).flatMap(([name, value]) =>
    typeof value === "object" && value !== null && "enabled" in value ? [[name, value.enabled]] : [],
  );
  expect(Object.fromEntries(enabled)).toEqual({
    "m.change_password": true,
    "m.profile_fields": true,
    "m.set_displayname": true,
    "m.set_avatar_url": true,
    "m.3pid_changes": false,
    "m.get_login_token": false,
    "m.forget_forced_upon_leave": false,
  });
  const { available, default: usual } = capabilities["m.room_versions"];
  expect(available[usual]).toBe("stable");
  expect((await anybody.get("/capabilities")).body.errcode).toBe("M_MISSING_TOKEN");
});

const as = (tokens: { readonly access_token: string }): Client =>
  new Client(server.url, tokens.access_token, "");
const refresh = (refresh_token: string) => anybody.post("/refresh", { refresh_token });
const code = async (client: Client) => {
  const { status, body } = await client.get("/account/whoami");
  return status === 200 ? 200 : [body.errcode, body.soft_logout ?? false];
};

it("C71 without asking, tokens do not end; with a refresh token they do, and are renewed", async () => {
  expect(await register("alice71", { device_id: "PLAIN" })).not.toHaveProperty("refresh_token");
  const first = (await login("alice71", { device_id: "D", refresh_token: true })).body;
  expect(first).toMatchObject({ refresh_token: expect.any(String), expires_in_ms: expect.any(Number) });
  const lost = (await refresh(first.refresh_token)).body;
  // The answer did not arrive: the former pair goes on, until one of the new pair is used.
  expect(await code(as(first))).toBe(200);
  const second = (await refresh(first.refresh_token)).body;
  expect(new Set([first, lost, second].map(({ refresh_token }) => refresh_token)).size).toBe(3);
  expect(await as(second).ok("GET", "/account/whoami")).toMatchObject({ device_id: "D" });
  expect(await code(as(lost))).toEqual(["M_UNKNOWN_TOKEN", false]);
  for (const gone of [first, lost])
    expect((await refresh(gone.refresh_token)).body.errcode).toBe("M_UNKNOWN_TOKEN");
  const third = (await refresh(second.refresh_token)).body;
  expect((await refresh(third.refresh_token)).status).toBe(200);
  expect((await refresh(second.refresh_token)).status).toBe(401);
  expect((await refresh("none")).status).toBe(401);
});

it("C8, C71 a transaction ID is known after a refresh, and its event", async () => {
  const made = await register("bob71", { refresh_token: true });
  const room = await as(made).createRoom();
  const path = `/rooms/${encodeURIComponent(room)}/send/m.room.message/once`;
  const { event_id } = await as(made).ok("PUT", path, { body: "once" });
  const next = as((await refresh(made.refresh_token)).body);
  expect(await next.ok("PUT", path, { body: "twice" })).toEqual({ event_id });
  const { events } = (await next.sync()).rooms.join[room].timeline;
  expect(events.at(-1)).toMatchObject({ event_id, unsigned: { transaction_id: "once" } });
});

it("C71 an ended token may be renewed, also one on which a sync waits", async () => {
  const made = await register("carol71", { refresh_token: true });
  const { next_batch } = await as(made).sync();
  ahead += made.expires_in_ms - 1_000;
  const ended = await as(made).get(`/sync?since=${next_batch}&timeout=30000`);
  expect(ended).toMatchObject({ status: 401, body: { soft_logout: true } });
  expect(await code(as(made))).toEqual(["M_UNKNOWN_TOKEN", true]);
  const next = (await refresh(made.refresh_token)).body;
  expect(await code(as(next))).toBe(200);
  // Logging in anew ends what was there before.
  await login("carol71", { device_id: made.device_id });
  expect(await code(as(next))).toEqual(["M_UNKNOWN_TOKEN", false]);
  expect((await refresh(next.refresh_token)).status).toBe(401);
});

/** C65, C66, C72, C136: accounts, and what the server says that it can do. */
import { beforeAll, expect, it } from "vitest";
import { Client } from "../support/client.js";
import { startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
let anybody: Client;
beforeAll(async () => {
  server = await startServer();
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
  const alice = new Client(server.url, answer.body.access_token, answer.body.user_id);
  expect((await alice.ok("GET", "/devices")).devices).toEqual([{ device_id: "ONE" }]);
  const free = await anybody.get("/register/available?username=ALICE66");
  expect([free.status, free.body.errcode]).toEqual([400, "M_USER_IN_USE"]);
  expect((await login("alice66", {}, "passwort")).status).toBe(403);
  expect((await login(`@Alice66:${server.serverName}`)).status).toBe(200);
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

/** C135 to C144, C251 to C253: small endpoints, and honest answers where there is nothing. */
import { createHmac } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { type Answer, Client } from "../support/client.js";
import { startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
let anybody: Client;
let ahead = 0;
const reports: unknown[] = [];
beforeAll(async () => {
  server = await startServer({
    config: {
      turn: { uris: ["turn:turn.example?transport=udp"], secret: "shared", lifetimeS: 600 },
      support: { page: "https://help.example/", admin: "@admin:help.example" },
    },
    now: () => Date.now() + ahead,
    log: (_, message, details) => {
      if (message === "a report") reports.push(details);
    },
  });
  anybody = new Client(server.url, undefined, "");
  return () => server.close();
});

const code = ({ status, body }: Answer): string => `${status} ${body.errcode ?? ""}`.trim();
const id = encodeURIComponent;

it("C135 clients find who helps", async () => {
  const answer = await fetch(`${server.url}/.well-known/matrix/support`);
  expect(await answer.json()).toEqual({
    contacts: [{ matrix_id: "@admin:help.example", role: "m.role.admin" }],
    support_page: "https://help.example/",
  });
  expect(answer.headers.get("access-control-allow-origin")).toBe("*");
});

it("C137 credentials for calls are made with the shared secret", async () => {
  const alice = await server.user("alice137");
  const { username, password, uris, ttl } = await alice.ok("GET", "/voip/turnServer");
  expect([uris, ttl]).toEqual([["turn:turn.example?transport=udp"], 600]);
  const [ends, user] = [Number(username.split(":")[0]), username.slice(username.indexOf(":") + 1)];
  expect([Math.abs(ends - Date.now() / 1000 - 600) < 60, user]).toEqual([true, alice.userId]);
  expect(password).toBe(createHmac("sha1", "shared").update(username).digest("base64"));
  expect(code(await anybody.get("/voip/turnServer"))).toBe("401 M_MISSING_TOKEN");
});

it("C138 events that the user sees are reported, rooms and users by anybody", async () => {
  const [alice, bob] = [await server.user("alice138"), await server.user("bob138")];
  const room = await alice.createRoom({ preset: "public_chat" });
  const { event_id: event } = await alice.ok("PUT", `/rooms/${id(room)}/send/m.room.message/1`, {
    body: "bad",
  });
  const path = `/rooms/${id(room)}/report/${id(event)}`;
  expect(code(await bob.post(path, { reason: "outside" }))).toBe("404 M_NOT_FOUND");
  await bob.join(room);
  reports.length = 0;
  await bob.ok("POST", path, { reason: "bad \u0000 word", score: -100 });
  await bob.ok("POST", path);
  expect(code(await bob.post(`/rooms/${id(room)}/report/${id("$none")}`, {}))).toBe("404 M_NOT_FOUND");
  await bob.ok("POST", `/rooms/${id(room)}/report`, { reason: "" });
  await bob.ok("POST", `/users/${id(alice.userId)}/report`, { reason: "x".repeat(20_000) });
  expect(reports).toEqual([
    { roomId: room, eventId: event, reporter: bob.userId },
    { roomId: room, eventId: event, reporter: bob.userId },
    { roomId: room, reporter: bob.userId },
    { userId: alice.userId, reporter: bob.userId },
  ]);
});

it("C139 nothing is found through bridges", async () => {
  const alice = await server.user("alice139");
  for (const path of [
    "protocol/irc",
    "user/irc",
    "location/irc",
    "user",
    "location",
    "user?userid=@a:b",
    "location?alias=%23a:b",
  ])
    expect(code(await alice.get(`/thirdparty/${path}`))).toBe("404 M_NOT_FOUND");
});

it("C140 a token says who a user is, for a time, and opens nothing", async () => {
  const [alice, bob] = [await server.user("alice140"), await server.user("bob140")];
  const path = `/user/${id(alice.userId)}/openid/request_token`;
  expect(code(await bob.post(path))).toBe("403 M_FORBIDDEN");
  const token = await alice.ok("POST", path);
  expect(token).toMatchObject({ token_type: "Bearer", matrix_server_name: server.serverName });
  const ask = async (query: string) => {
    const answer = await fetch(`${server.url}/_matrix/federation/v1/openid/userinfo${query}`);
    const body = await answer.json();
    return answer.status === 200 ? body : `${answer.status} ${body.errcode}`;
  };
  const query = `?access_token=${token.access_token}`;
  expect(await ask(query)).toEqual({ sub: alice.userId });
  expect(await ask("")).toBe("401 M_MISSING_TOKEN");
  expect(await ask(`?access_token=${alice.token}`)).toBe("401 M_UNKNOWN_TOKEN");
  const client = new Client(server.url, token.access_token, alice.userId);
  expect(code(await client.get("/account/whoami"))).toBe("401 M_UNKNOWN_TOKEN");
  ahead += token.expires_in * 1000;
  expect(await ask(query)).toBe("401 M_UNKNOWN_TOKEN");
});

it("C142 rooms in common, page by page", async () => {
  const [alice, bob] = [await server.user("alice142"), await server.user("bob142")];
  const rooms: string[] = [];
  for (let at = 0; at < 3; at++) rooms.push(await alice.createRoom({ preset: "public_chat" }));
  for (const room of rooms.slice(0, 2)) await bob.join(room);
  const ask = (query: string) => bob.get(`/v1/mutual_rooms${query}`);
  expect((await ask(`?user_id=${id(alice.userId)}`)).body).toEqual({
    joined: rooms.slice(0, 2).sort(),
    count: 2,
  });
  const [first, second] = rooms.slice(0, 2).sort();
  expect((await ask(`?user_id=${id(alice.userId)}&from=${id(first ?? "")}`)).body.joined).toEqual([second]);
  expect((await ask(`?user_id=${id("@none:a.example")}`)).body).toEqual({ joined: [], count: 0 });
  for (const query of [
    "",
    "?user_id=junk",
    `?user_id=${id(bob.userId)}`,
    `?user_id=${id(alice.userId)}&from=junk`,
  ])
    expect(code(await ask(query))).toBe("400 M_INVALID_PARAM");
});

it("C143 a user is told of their own sessions only", async () => {
  const [alice, bob] = [await server.user("alice143"), await server.user("bob143")];
  const { device_id } = await alice.ok("GET", "/account/whoami");
  const own = await alice.ok("GET", `/admin/whois/${id(alice.userId)}`);
  expect(own).toMatchObject({ user_id: alice.userId, devices: { [device_id]: {} } });
  expect(code(await bob.get(`/admin/whois/${id(alice.userId)}`))).toBe("403 M_FORBIDDEN");
});

it("C144 creators named among the levels of version 12 are left out", async () => {
  const alice = await server.user("alice144");
  const room = await alice.createRoom({
    room_version: "12",
    power_level_content_override: { users: { [alice.userId]: 100, "@b:b.example": 50 } },
  });
  const levels = await alice.ok("GET", `/rooms/${id(room)}/state/m.room.power_levels`);
  expect(levels.users).toEqual({ "@b:b.example": 50 });
});

it("C251, C252, C253 there are no guests, addresses and numbers", async () => {
  const alice = await server.user("alice252");
  const room = await alice.createRoom();
  const other = { id_server: "id.example", id_access_token: "x", medium: "email", address: "a@b.example" };
  const mail = { client_secret: "secret", email: "a@b.example", send_attempt: 1 };
  const phone = { client_secret: "secret", country: "NO", phone_number: "1", send_attempt: 1 };
  const expected: readonly (readonly [Client, string, object, string])[] = [
    [anybody, "/register?kind=guest", {}, "403 M_FORBIDDEN"],
    [alice, "/account/3pid/email/requestToken", mail, "400 M_THREEPID_MEDIUM_NOT_SUPPORTED"],
    [alice, "/account/3pid/msisdn/requestToken", phone, "400 M_THREEPID_MEDIUM_NOT_SUPPORTED"],
    [anybody, "/account/password/email/requestToken", mail, "403 M_THREEPID_DENIED"],
    [anybody, "/account/password/msisdn/requestToken", phone, "403 M_THREEPID_DENIED"],
    [anybody, "/register/email/requestToken", mail, "403 M_THREEPID_DENIED"],
    [anybody, "/register/msisdn/requestToken", phone, "403 M_THREEPID_DENIED"],
    [
      alice,
      "/account/3pid",
      { three_pid_creds: { client_secret: "s", id_server: "i", id_access_token: "t", sid: "s" } },
      "403 M_THREEPID_DENIED",
    ],
    [alice, "/account/3pid/add", { client_secret: "s", sid: "s" }, "403 M_THREEPID_DENIED"],
    [
      alice,
      "/account/3pid/bind",
      { client_secret: "s", id_server: "i", id_access_token: "t", sid: "s" },
      "403 M_THREEPID_DENIED",
    ],
    [alice, "/account/3pid/delete", { medium: "email", address: "a@b.example" }, "200"],
    [alice, "/account/3pid/unbind", { medium: "email", address: "a@b.example" }, "200"],
    [alice, `/rooms/${id(room)}/invite`, other, "400 M_SERVER_NOT_TRUSTED"],
    [alice, "/createRoom", { invite_3pid: [other] }, "400 M_SERVER_NOT_TRUSTED"],
    [
      anybody,
      "/login",
      {
        type: "m.login.password",
        identifier: { type: "m.id.thirdparty", medium: "email", address: "a@b.example" },
        password: "x",
      },
      "403 M_FORBIDDEN",
    ],
  ];
  for (const [client, path, body, answer] of expected)
    expect([path, code(await client.post(path, body))]).toEqual([path, answer]);
  expect(await alice.ok("GET", "/account/3pid")).toEqual({ threepids: [] });
});

/** C6, C11, C72, C136, C207, C214, C221, C235 and C254 to C257: pushers, presence, media and bridges are not here, and every answer says so alike. */
import { beforeAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
let alice: Client;
beforeAll(async () => {
  server = await startServer();
  alice = await server.user("alice");
  return () => server.close();
});

const PUSHER = {
  app_id: "x.y",
  pushkey: "key",
  kind: "http",
  app_display_name: "App",
  device_display_name: "Device",
  lang: "en",
  data: { url: "https://push.example/_matrix/push/v1/notify" },
};

it("C6, C207, C214, C221, C235 what is left out is not recognised, as if it had never been", async () => {
  const presence = `v3/presence/${encodeURIComponent(alice.userId)}/status`;
  for (const [method, path, body] of [
    ["GET", "client/v3/pushers", undefined],
    ["POST", "client/v3/pushers/set", PUSHER],
    ["GET", `client/${presence}`, undefined],
    ["PUT", `client/${presence}`, { presence: "online" }],
    ["POST", "media/v3/upload", "bytes"],
    ["GET", "media/v3/config", undefined],
    ["GET", "media/v3/download/a.example/x", undefined],
    ["GET", "media/v3/thumbnail/a.example/x?width=1&height=1", undefined],
    ["POST", "media/v1/create", {}],
    ["GET", "client/v1/media/config", undefined],
    ["GET", "client/v1/media/download/a.example/x", undefined],
    ["GET", "client/v1/media/thumbnail/a.example/x?width=1&height=1", undefined],
    ["GET", "client/v1/media/preview_url?url=https%3A%2F%2Fa.example", undefined],
    ["POST", "client/v1/appservice/x/ping", {}],
    ["POST", "client/v1/login/get_token", {}],
  ] as const) {
    const response = await fetch(`${server.url}/_matrix/${path}`, {
      method,
      headers: { authorization: `Bearer ${alice.token}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    expect(
      [method, path, response.status, answer.errcode],
      "an operation that answers now is to be taken off this list",
    ).toEqual([method, path, 404, "M_UNRECOGNIZED"]);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  }
});

it("C11, C72, C136 nothing that is said of the server promises them", async () => {
  const { flows } = await alice.ok("GET", "/login");
  expect(flows).toEqual([{ type: "m.login.password" }]);
  const { capabilities } = await alice.ok("GET", "/capabilities");
  for (const [name, value] of Object.entries(capabilities))
    if (/token|3pid|moderation/.test(name)) expect([name, value]).toEqual([name, { enabled: false }]);
  expect(await alice.ok("GET", "/thirdparty/protocols")).toEqual({});
});

it("C214 a sync has no presence, whatever is set by it", async () => {
  const room = await alice.createRoom({ preset: "public_chat" });
  const bob = await server.user("bob");
  await bob.join(room);
  for (const presence of ["online", "unavailable", "offline"]) {
    const { presence: shown } = await alice.ok("GET", `/sync?set_presence=${presence}`);
    expect([presence, shown?.events ?? []]).toEqual([presence, []]);
  }
});

it("C254 passwords are the one way to log in", async () => {
  for (const type of ["m.login.token", "m.login.sso", "m.login.cas", "m.login.application_service"])
    expect([type, (await alice.post("/login", { type, token: "t" })).status]).toEqual([type, 400]);
  const { capabilities } = await alice.ok("GET", "/capabilities");
  expect(capabilities["m.get_login_token"]).toEqual({ enabled: false });
});

it("C254 to C257 neither other ways to log in, nor old, unstable and administrators' paths are known", async () => {
  const room = encodeURIComponent(await alice.createRoom({ preset: "public_chat" }));
  for (const [method, path] of [
    ["GET", "/_matrix/client/v3/login/sso/redirect?redirectUrl=https%3A%2F%2Fa.example"],
    ["GET", "/_matrix/client/v3/login/cas/redirect?redirectUrl=https%3A%2F%2Fa.example"],
    ["GET", "/_matrix/client/v1/auth_metadata"],
    ["GET", "/_matrix/client/v3/events"],
    ["GET", "/_matrix/client/v3/initialSync"],
    ["GET", `/_matrix/client/v3/rooms/${room}/initialSync`],
    ["POST", `/_matrix/client/v3/peek/${room}`],
    ["POST", "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync"],
    ["GET", "/_matrix/client/unstable/org.matrix.msc2965/auth_metadata"],
    ["GET", "/_synapse/admin/v1/server_version"],
    ["GET", "/_synapse/admin/v1/register"],
  ] as const) {
    const answer = await fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${alice.token}`, "content-type": "application/json" },
      ...(method === "POST" && { body: "{}" }),
    });
    expect([path, answer.status, (await answer.json()).errcode]).toEqual([path, 404, "M_UNRECOGNIZED"]);
  }
  const { unstable_features } = await alice.ok("GET", "/../versions");
  expect(Object.keys(unstable_features ?? {})).toEqual([]);
});

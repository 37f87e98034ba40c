/** C2 to C9: what holds for the requests of clients, whatever they ask for. */
import { beforeAll, expect, it } from "vitest";
import { LIMITS } from "../../../server/limits/table.js";
import { device } from "../support/device.js";
import { startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

const id = encodeURIComponent;

/** A request as it is, without a client's care for its body. */
async function send(method: string, path: string, headers: Record<string, string>, body?: string) {
  const response = await fetch(`${server.url}/_matrix/client/v3${path}`, {
    method,
    headers,
    ...(body !== undefined && { body }),
  });
  const { errcode } = JSON.parse((await response.text()) || "{}");
  return errcode === undefined ? `${response.status}` : `${response.status} ${errcode}`;
}

it("C2 a token counts in the header and in the query, for reads and writes", async () => {
  const { token, userId } = await server.user("alice2");
  const profile = `/profile/${id(userId)}/displayname`;
  const name = JSON.stringify({ displayname: "A" });
  for (const [method, path, body] of [
    ["GET", "/account/whoami"],
    ["GET", "/sync?timeout=0"],
    ["PUT", profile, name],
    ["POST", "/createRoom", "{}"],
  ] as const) {
    const also = path.includes("?") ? "&" : "?";
    expect([path, await send(method, path, { authorization: `Bearer ${token}` }, body)]).toEqual([
      path,
      "200",
    ]);
    expect([path, await send(method, `${path}${also}access_token=${token}`, {}, body)]).toEqual([
      path,
      "200",
    ]);
    expect([path, await send(method, path, {}, body)]).toEqual([path, "401 M_MISSING_TOKEN"]);
    expect([path, await send(method, path, { authorization: "Bearer x" }, body)]).toEqual([
      path,
      "401 M_UNKNOWN_TOKEN",
    ]);
    expect([path, await send(method, `${path}${also}access_token=x`, {}, body)]).toEqual([
      path,
      "401 M_UNKNOWN_TOKEN",
    ]);
  }
});

it("C3 the path of state may leave out the empty key, with and without a slash", async () => {
  const alice = await server.user("alice3");
  const room = `/rooms/${id(await alice.createRoom())}/state/m.room.topic`;
  for (const path of [room, `${room}/`]) {
    await alice.ok("PUT", path, { topic: path });
    for (const read of [room, `${room}/`]) expect((await alice.ok("GET", read)).topic).toBe(path);
  }
});

it("C4 an optional property that is null counts as absent, and unknown ones are passed over", async () => {
  const [alice, bob] = [await server.user("alice4"), await server.user("bob4")];
  const room = await alice.createRoom({ preset: "public_chat", topic: null, "org.example.more": [1] });
  for (const act of ["kick", "ban", "unban", "invite"]) {
    const path = `/rooms/${id(room)}/${act}?_cacheBuster=1&org.matrix.more=a`;
    if (act === "kick") await bob.join(room);
    await alice.ok("POST", path, { user_id: bob.userId, reason: null, "org.example.more": null });
  }
  await bob.ok("POST", `/join/${id(room)}?_cacheBuster=2`, { reason: null, third_party_signed: null });
  await bob.ok("GET", "/sync?timeout=0&_cacheBuster=3&org.matrix.more=");
});

it("C5 an empty body is an empty object, where all that a body may hold is optional", async () => {
  const [alice, bob] = [await server.user("alice5"), await device(server, "bob5")];
  const [open, asked] = [
    await alice.createRoom({ preset: "public_chat" }),
    await alice.createRoom({
      initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
    }),
  ];
  const { event_id: event } = await alice.ok("PUT", `/rooms/${id(open)}/send/m.room.message/1`, {
    body: "a",
  });
  const authorization = `Bearer ${bob.token}`;
  for (const [method, path] of [
    ["POST", `/join/${id(open)}`],
    ["POST", `/rooms/${id(open)}/receipt/m.read/${id(event)}`],
    ["POST", `/rooms/${id(open)}/leave`],
    ["POST", `/rooms/${id(open)}/join`],
    ["POST", `/rooms/${id(open)}/leave`],
    ["POST", `/rooms/${id(open)}/forget`],
    ["POST", `/knock/${id(asked)}`],
  ] as const)
    expect([path, await send(method, path, { authorization })]).toEqual([path, "200"]);
  // The password is asked for, as with a body.
  expect(await send("DELETE", `/devices/${bob.deviceId}`, { authorization })).toBe("401");
  expect(await send("POST", "/logout", { authorization })).toBe("200");
});

it("C7 every path may be asked for what it allows, and every answer lets pages of other sites read it", async () => {
  const alice = await server.user("alice7");
  const allowed = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": expect.stringMatching(/GET.*POST.*PUT.*DELETE.*OPTIONS/),
    "access-control-allow-headers": expect.stringMatching(/X-Requested-With.*Content-Type.*Authorization/),
  };
  for (const path of [
    "/_matrix/client/versions",
    "/_matrix/client/v3/sync",
    "/_matrix/client/v3/logout",
    "/_matrix/client/v3/none",
    "/_matrix/media/v3/upload",
    "/.well-known/matrix/client",
  ]) {
    const authorization = `Bearer ${alice.token}`;
    const asked = await fetch(server.url + path, { method: "OPTIONS", headers: { authorization } });
    expect([path, asked.ok, Object.fromEntries(asked.headers)]).toMatchObject([path, true, allowed]);
    const answered = await fetch(server.url + path);
    expect([path, Object.fromEntries(answered.headers)]).toMatchObject([path, allowed]);
  }
  // Asked about, and not done.
  expect((await alice.get("/account/whoami")).status).toBe(200);
});

it("C9 who asks too often is told how long to wait, in the header and in the body", async () => {
  const few = await startServer({
    config: { rateLimits: true, userWriteRate: { burst: 3, perSecond: 0.01 } },
  });
  try {
    const alice = await few.user("alice9");
    const write = () => alice.put(`/profile/${id(alice.userId)}/displayname`, { displayname: "A" });
    const statuses = [await write(), await write(), await write(), await write()];
    const [last] = statuses.slice(-1);
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(last?.body).toMatchObject({ errcode: "M_LIMIT_EXCEEDED", retry_after_ms: expect.any(Number) });
    const seconds = Number(last?.headers.get("retry-after"));
    expect(Number.isInteger(seconds) && seconds * 1_000 >= last?.body.retry_after_ms).toBe(true);
    // Reads are not writes.
    expect((await alice.get("/sync?timeout=0")).status).toBe(200);
  } finally {
    await few.close();
  }
});

it("C9 a client may change something ten times a second for as long as it likes", () => {
  for (const name of ["userWrite", "addressWrite", "roomWrite"] as const)
    expect([name, LIMITS[name].usual.perSecond >= 10]).toEqual([name, true]);
});

it("a message without a transaction ID is sent each time, as the older API had it", async () => {
  const alice = await server.user("alicesends");
  const room = await alice.createRoom();
  const path = `/rooms/${id(room)}/send/m.room.message`;
  const body = { msgtype: "m.text", body: "once" };
  const [first, second] = [await alice.ok("POST", path, body), await alice.ok("POST", path, body)];
  expect(first.event_id).not.toBe(second.event_id);
  for (const odd of ["text", { body: 1.1 }])
    expect((await alice.post(path, odd)).body.errcode).toBe("M_BAD_JSON");
  const bob = await server.user("bobsends");
  expect((await bob.post(path, body)).status).toBe(403);
});

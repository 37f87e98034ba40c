/** The mock: the in-memory server first, what was put second, then the specification; a real client lives on it. */
import { request } from "node:http";
import path from "node:path";
import { ClientEvent, createClient, type MatrixClient } from "matrix-js-sdk";
import { logger } from "matrix-js-sdk/lib/logger.js";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { createMock } from "../../cli/mock/create-mock.js";
import { createProxy } from "../../inspect/proxy/create-proxy.js";
import { printFinding } from "../../inspect/report/terminal.js";
import { writeFolder } from "../generator/support/emit.js";
import { root } from "../support/built.js";
import { asking, started, user } from "./support-mock.js";

const plain = await createMock();
afterAll(() => plain.close());
/** Of a mock without options, for tests with accounts of their own: starting one takes longer than most tests. */
const { url } = plain;

test("what is put can be got: account data, tags, devices, keys, profile", async () => {
  const { ask, id, path, device } = await user(url);
  const { body: room } = await ask("POST", "createRoom", {});
  const roomPath = `${path}/rooms/${encodeURIComponent(room.room_id)}`;

  expect(await ask("GET", `${path}/account_data/org.example`)).toMatchObject({
    status: 404,
    source: "server",
  });
  expect((await ask("PUT", `${path}/account_data/org.example`, { a: 1 })).status).toBe(200);
  expect(await ask("GET", `${path}/account_data/org.example`)).toEqual({
    status: 200,
    source: "server",
    body: { a: 1 },
  });
  expect((await ask("PUT", `${roomPath}/account_data/org.example`, { b: 2 })).status).toBe(200);
  expect((await ask("GET", `${roomPath}/account_data/org.example`)).body).toEqual({ b: 2 });

  expect((await ask("PUT", `${roomPath}/tags/u.work`, { order: 0.5 })).status).toBe(200);
  expect((await ask("GET", `${roomPath}/tags`)).body).toEqual({ tags: { "u.work": { order: 0.5 } } });
  await ask("DELETE", `${roomPath}/tags/u.work`);
  expect((await ask("GET", `${roomPath}/tags`)).body).toEqual({ tags: {} });

  expect((await ask("PUT", `devices/${device}`, { display_name: "phone" })).status).toBe(200);
  const seen = { last_seen_ip: expect.any(String), last_seen_ts: expect.any(Number) };
  const shown = { device_id: device, display_name: "phone", ...seen };
  expect((await ask("GET", "devices")).body).toEqual({ devices: [shown] });
  expect((await ask("GET", `devices/${device}`)).body).toEqual(shown);

  const keys = { user_id: id, device_id: device, algorithms: [], keys: {}, signatures: {} };
  const uploaded = await ask("POST", "keys/upload", {
    device_keys: keys,
    one_time_keys: { "curve:A": "a", "curve:B": "b" },
  });
  expect(uploaded.body).toEqual({ one_time_key_counts: { curve: 2 } });
  expect((await ask("POST", "keys/query", { device_keys: { [id]: [] } })).body.device_keys).toEqual({
    [id]: { [device]: { ...keys, unsigned: { device_display_name: "phone" } } },
  });

  expect(
    (await ask("PUT", `profile/${encodeURIComponent(id)}/displayname`, { displayname: "Ada" })).status,
  ).toBe(200);
  expect((await ask("GET", `profile/${encodeURIComponent(id)}/displayname`)).body).toEqual({
    displayname: "Ada",
  });
});

test("what is put can be got however its path is escaped, and asked for without its body", async () => {
  const { ask, id, token } = await user(url);
  await ask("PUT", `presence/${id}/status`, { presence: "online", status_msg: "here" });
  const path = `presence/${encodeURIComponent(id)}/status`;
  expect((await ask("GET", path)).body).toEqual({ presence: "online", status_msg: "here" });
  const headers = { authorization: `Bearer ${token}` };
  const head = await fetch(`${url}/_matrix/client/v3/${path}`, { method: "HEAD", headers });
  expect([head.status, head.headers.get("knockgen-mock")]).toEqual([200, "stored"]);
});

test("media that were uploaded can be downloaded", async () => {
  const { token } = await user(url);
  const headers = { authorization: `Bearer ${token}` };
  const sent = await fetch(`${url}/_matrix/media/v3/upload`, {
    method: "POST",
    headers: { ...headers, "content-type": "image/png" },
    body: new Uint8Array([1, 2, 3]),
  });
  const { content_uri: uri }: { content_uri: string } = await sent.json();
  const got = await fetch(`${url}/_matrix/client/v1/media/download/${uri.slice("mxc://".length)}`, {
    headers,
  });
  expect([got.status, got.headers.get("content-type")]).toEqual([200, "image/png"]);
  expect([...new Uint8Array(await got.arrayBuffer())]).toEqual([1, 2, 3]);
});

test("media can be promised first, and uploaded once", async () => {
  const { token } = await user(url);
  const headers = { authorization: `Bearer ${token}`, "content-type": "image/png" };
  const made = await fetch(`${url}/_matrix/media/v1/create`, { method: "POST", headers });
  const { content_uri: uri }: { content_uri: string } = await made.json();
  const at = uri.slice("mxc://".length);
  const put = async (): Promise<number> =>
    (await fetch(`${url}/_matrix/media/v3/upload/${at}`, { method: "PUT", headers, body: "picture" })).status;
  expect([await put(), await put()]).toEqual([200, 409]);
  const got = await fetch(`${url}/_matrix/client/v1/media/download/${at}`, { headers });
  expect([got.headers.get("content-type"), await got.text()]).toEqual(["image/png", "picture"]);
});

test("pushers that were set are listed to their user, until they are taken away", async () => {
  const [ada, bob] = [await user(url), await user(url)];
  const name = { app_id: "org.example", pushkey: "key" };
  const texts = { app_display_name: "Example", device_display_name: "phone", lang: "en" };
  const pusher = { ...name, ...texts, kind: "http", data: { url: "https://push.example/" } };
  expect((await ada.ask("POST", "pushers/set", { ...name, kind: "http" })).status).toBe(400);
  expect((await ada.ask("POST", "pushers/set", pusher)).status).toBe(200);
  expect((await ada.ask("GET", "pushers")).body).toEqual({ pushers: [pusher] });
  expect((await bob.ask("GET", "pushers")).body).toEqual({ pushers: [] });
  await ada.ask("POST", "pushers/set", { ...name, kind: null });
  expect((await ada.ask("GET", "pushers")).body).toEqual({ pushers: [] });
});

test("an operation that the server lacks is answered by an example", async () => {
  const { ask, path } = await user(url);
  const presence = await ask("GET", `presence/${path.slice("user/".length)}/status`);
  expect(presence).toMatchObject({ source: "example", body: { status_msg: "In the garden" } });
  const turn = await ask("GET", "voip/turnServer");
  expect([turn.source, turn.body.uris.length]).toEqual(["example", 2]);
});

test("the header says where an answer comes from, and another status can be asked for", async () => {
  const { ask } = await user(url);
  expect((await ask("GET", "account/whoami")).source).toBe("server");
  const example = await ask("GET", "voip/turnServer");
  expect([example.status, example.source]).toEqual([200, "example"]);
  expect((await asking(url)("GET", "devices")).status).toBe(401);
  const asked = await ask("GET", "voip/turnServer", undefined, { prefer: "code=429" });
  expect([asked.status, asked.body.errcode]).toEqual([429, "M_LIMIT_EXCEEDED"]);
  const places = await ask("GET", "thirdparty/location/irc", undefined, { prefer: "code=200" });
  expect(places).toMatchObject({ status: 200, source: "example", body: [{ protocol: "irc" }] });
  const old = await ask("PUT", "room_keys/keys?version=2", { rooms: {} }, { prefer: "code=403" });
  const stale = { errcode: "M_WRONG_ROOM_KEYS_VERSION", current_version: "3" };
  expect(old).toMatchObject({ status: 403, source: "example", body: stale });
  for (const code of ["000", "101", "999"])
    expect((await ask("GET", "account/whoami", undefined, { prefer: `code=${code}` })).status).toBe(200);
  // A client that always asks for success would spin.
  expect((await ask("GET", "sync?timeout=0", undefined, { prefer: "code=200" })).source).toBe("server");
  expect((await ask("GET", "nothing/of/the/kind")).body.errcode).toBe("M_UNRECOGNIZED");
});

test("where the specification has no example that fits, the answer is the smallest value that does", async () => {
  const spec = writeFolder([
    [
      "api/client-server/lookup.yaml",
      `openapi: 3.1.0
info: { title: Lookup, version: "1" }
servers: [{ url: "https://matrix.test/_matrix/client/v3" }]
paths:
  /thirdparty/location:
    get:
      operationId: queryLocationByAlias
      responses:
        "200":
          description: Places.
          content:
            application/json:
              schema: { type: array, items: { type: object } }
              example: no list
`,
    ],
  ]);
  const { ask } = await user((await started({ spec })).url);
  const places = await ask("GET", "thirdparty/location", undefined, { prefer: "code=200" });
  expect(places).toMatchObject({ status: 200, source: "generated", body: [] });
});

test("a single file of Matrix is answered with its examples, though its API has another name", async () => {
  const spec = path.join(root, "schemas/api/client-server/knocking.yaml");
  const { ask } = await user((await started({ spec })).url);
  const knock = await ask("POST", "knock/%23porch%3Aknock.example", {}, { prefer: "code=403" });
  expect(knock).toMatchObject({ status: 403, source: "example", body: { errcode: "M_FORBIDDEN" } });
});

test("every operation without parameters is answered as the specification says", async () => {
  const proxy = await createProxy({ target: url, release: ["latest"] });
  onTestFinished(() => proxy.close());
  const { ask } = await user(proxy.url);
  for (const path of [
    "devices",
    "pushers",
    "notifications",
    "voip/turnServer",
    "account/3pid",
    "joined_rooms",
    "capabilities",
    "thirdparty/protocols",
    "pushrules/",
    "room_keys/version",
    "v1/media/config",
  ])
    await ask("GET", path);
  await proxy.settled();
  const { findings } = proxy.report();
  expect(findings.filter(({ side }) => side !== "client").map(printFinding)).toEqual([]);
});

test("matrix-js-sdk syncs without spinning, and sees account data that it puts while it waits", async () => {
  logger.setLevel("silent");
  let syncs = 0;
  const { token, id, device } = await user(url);
  const counting: typeof fetch = (input, init) => {
    if (String(input).includes("/sync")) syncs++;
    return fetch(input, init);
  };
  const client: MatrixClient = createClient({
    baseUrl: url,
    accessToken: token,
    userId: id,
    deviceId: device,
    fetchFn: counting,
  });
  onTestFinished(() => client.stopClient());
  const ready = new Promise<void>((resolve) => {
    client.on(ClientEvent.Sync, (state) => {
      if (state === "PREPARED") resolve();
    });
  });
  await client.startClient({ initialSyncLimit: 5, pollTimeout: 20_000 });
  await ready;
  const seen = new Promise<void>((resolve) => {
    client.on(ClientEvent.AccountData, (event) => {
      if (event.getType() === "m.direct") resolve();
    });
  });
  await client.setAccountData("m.direct" as never, { "@a:b": ["!c:d"] } as never);
  await seen;
  const { room_id: room } = await client.createRoom({ name: "Porch" });
  await client.setRoomTag(room, "u.work", { order: 0.5 });
  expect(await client.getRoomTags(room)).toEqual({ tags: { "u.work": { order: 0.5 } } });
  expect((await client.getDevices()).devices.map((each) => each.device_id)).toEqual([device]);
  await client.sendTextMessage(room, "hello");
  // One for the start, one to wait, and one for each thing that has happened.
  expect(syncs).toBeLessThan(20);
});

test("a body in chunks, also of a client that asks before it sends", async () => {
  for (const expected of [undefined, "100-continue"]) {
    const headers = { "transfer-encoding": "chunked", ...(expected !== undefined && { expect: expected }) };
    const asked = request(`${url}/_matrix/client/v3/register`, { method: "POST", headers });
    asked.end(
      JSON.stringify({ username: `chunks-${expected}`, password: "p", auth: { type: "m.login.dummy" } }),
    );
    const status = await new Promise((resolve, reject) => {
      asked.on("response", (answer) => resolve(answer.resume().statusCode));
      asked.on("error", reject);
    });
    expect(status).toBe(200);
  }
});

/** The mock: the in-memory server first, what was put second, then the specification; a real client lives on it. */
import { request } from "node:http";
import { ClientEvent, createClient, type MatrixClient } from "matrix-js-sdk";
import { logger } from "matrix-js-sdk/lib/logger.js";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { createMock, type Mock, type MockOptions } from "../../cli/mock/create-mock.js";
import { parseFault, seeded } from "../../cli/mock/faults.js";
import { readScenario } from "../../cli/mock/scenario.js";
import { createProxy } from "../../inspect/proxy/create-proxy.js";
import { printFinding } from "../../inspect/report/terminal.js";
import { writeFolder } from "../generator/support/emit.js";

async function started(options: MockOptions = {}): Promise<Mock> {
  const mock = await createMock(options);
  onTestFinished(() => mock.close());
  return mock;
}

const plain = await createMock();
afterAll(() => plain.close());
/** Of a mock without options, for tests with accounts of their own: starting one takes longer than most tests. */
const { url } = plain;

interface Answer {
  readonly status: number;
  readonly source: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at what came
  readonly body: any;
}

type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

function asking(url: string, token?: string): Ask {
  return async (method, path, body, headers = {}) => {
    const answer = await fetch(`${url}/_matrix/client/${path.startsWith("v1/") ? path : `v3/${path}`}`, {
      method,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, source: answer.headers.get("knockgen-mock"), body: await answer.json() };
  };
}

interface User {
  readonly ask: Ask;
  readonly id: string;
  readonly path: string;
  readonly token: string;
  readonly device: string;
}

let count = 0;

/** Opens an account. */
async function user(url: string, name = `ada${++count}`): Promise<User> {
  const { body } = await asking(url)("POST", "register", {
    username: name,
    password: "correct horse",
    auth: { type: "m.login.dummy" },
  });
  const { access_token: token, user_id: id, device_id: device } = body;
  return { ask: asking(url, token), id, path: `user/${encodeURIComponent(id)}`, token, device };
}

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

test("faults come as often as they should, and the same with the same seed", async () => {
  const faults = [parseFault("429@getTokenOwner,50%"), parseFault("drop@getCapabilities")].flatMap(
    (fault) => fault ?? [],
  );
  const run = async (seed: number): Promise<number[]> => {
    const { url } = await started({ faults, seed });
    const { ask } = await user(url);
    const statuses: number[] = [];
    for (let call = 0; call < 20; call++) statuses.push((await ask("GET", "account/whoami")).status);
    await expect(ask("GET", "capabilities")).rejects.toThrow();
    return statuses;
  };
  const first = await run(7);
  expect(new Set(first)).toEqual(new Set([200, 429]));
  expect(await run(7)).toEqual(first);
  expect(await run(8)).not.toEqual(first);
});

test.each(["429", "429@", "@sync", "200@sync", "429@sync,5", "429@sync,500%"])(
  "%s is not a fault",
  (text) => {
    expect(parseFault(text)).toBeUndefined();
  },
);

test("chance is spread over all of 0 to 1", () => {
  const chance = seeded(3);
  const values = Array.from({ length: 1_000 }, chance);
  expect(Math.min(...values)).toBeLessThan(0.01);
  expect(Math.max(...values)).toBeGreaterThan(0.99);
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

test("a scenario: accounts from the start, and answers instead of the usual ones, in order", async () => {
  const scenario = readScenario(
    `users: [{ name: ada, password: correct horse }]
answers:
  - { operation: getTokenOwner, times: 2, status: 502 }
  - { operation: getTokenOwner, after: 3, status: 200, body: { user_id: "@eve:mock.example" } }
`,
    ["getTokenOwner", "sync"],
  );
  if (typeof scenario === "string") throw new Error(scenario);
  const { url } = await started({ scenario });
  const { body } = await asking(url)("POST", "login", {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: "ada" },
    password: "correct horse",
  });
  const ask = asking(url, body.access_token);
  const answers = [];
  for (let call = 0; call < 5; call++) answers.push(await ask("GET", "account/whoami"));
  expect(answers.map(({ status, source }) => [status, source])).toEqual([
    [502, "scenario"],
    [502, "scenario"],
    [200, "server"],
    [200, "scenario"],
    [200, "server"],
  ]);
  expect([answers[2]?.body.user_id, answers[3]?.body.user_id]).toEqual([
    "@ada:mock.example",
    "@eve:mock.example",
  ]);
});

test("accounts of a scenario are made apart from its answers and faults; what cannot be an account is told", async () => {
  const answers = "answers: [{ operation: register, status: 403 }, { operation: getVersions, status: 204 }]";
  const read = (users: string) => {
    const scenario = readScenario(`users: [${users}]\n${answers}`, ["register", "getVersions"]);
    if (typeof scenario === "string") throw new Error(scenario);
    return scenario;
  };
  const faults = [{ what: 500, operation: "login", percent: 100 }] as const;
  const { url } = await started({ scenario: read("{ name: ada, password: x }"), faults });
  expect((await asking(url)("POST", "register", {})).status).toBe(403);
  const empty = await fetch(`${url}/_matrix/client/versions`);
  expect([empty.status, empty.headers.get("content-length")]).toEqual([204, null]);
  await expect(createMock({ scenario: read("{ name: 'a b', password: x }") })).rejects.toThrow(
    /"a b" cannot be made/,
  );
});

test("a scenario that is none says why", () => {
  for (const [text, said] of [
    ["[", "is not YAML"],
    ["- a", "is not a map"],
    ["user: []", "did you mean users?"],
    ["users: [{ name: a }]", "without name and password"],
    ["answers: [{ operation: snyc }]", "did you mean sync?"],
    ["answers: [{ operation: sync, status: 100 }]", "from 200 to 599"],
    ["answers: [{ operation: sync, times: -1 }]", "is not a number"],
    ["answers: {}", "without operation"],
    ["answers: [{ operation: sync, time: 2 }]", "unknown member time; did you mean times?"],
    ["users: [{ name: a, pasword: b }]", "did you mean password?"],
    ["users: [{ name: a, password: b }, { name: A, password: c }]", "user a twice"],
    ["answers: [{ operation: sync, times: 0 }]", "never comes"],
    ["answers: [{ operation: sync, status: 204, body: {} }]", "204 with a body"],
  ] as const)
    expect(readScenario(text, ["sync"]), text).toEqual(expect.stringContaining(said));
});

test("a scenario that is none says in which line", () => {
  for (const [text, line] of [
    ["users: []\nanswers: ]", 2],
    ["users: []\n\nanswer: []", 3],
    ["users:\n  - name: a\n    password: b\n  - name: c", 4],
    ["users:\n  - name: a\n    password: b\n    age: 4", 4],
    ["answers:\n  - operation: sync\n    status: 500\n    times: 0", 4],
    ['{\n  "answers": [\n    { "operation": "sync" },\n    { "operation": "snyc" }\n  ]\n}', 4],
  ] as const)
    expect(readScenario(text, ["sync"]), text).toMatch(new RegExp(`^\\(line ${line}\\) `));
});

test("a body in chunks, also of a client that asks before it sends", async () => {
  for (const expected of [undefined, "100-continue"]) {
    const headers = { "transfer-encoding": "chunked", ...(expected !== undefined && { expect: expected }) };
    const asked = request(`${url}/_matrix/client/v3/register`, { method: "POST", headers });
    asked.end(
      JSON.stringify({ username: `chunks${++count}`, password: "p", auth: { type: "m.login.dummy" } }),
    );
    const status = await new Promise((resolve, reject) => {
      asked.on("response", (answer) => resolve(answer.resume().statusCode));
      asked.on("error", reject);
    });
    expect(status).toBe(200);
  }
});

/** A service between its homeserver and itself: who may call, what arrives once and in order, pings, and calls in others' names. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isEventOf } from "@knockgen/matrix/narrow";
import { createFetchHandler, type FetchHandler } from "@knockgen/matrix/runtime/fetch-handler";
import { expect, onTestFinished, test } from "vitest";
import {
  type ApplicationService,
  type ApplicationServiceOptions,
  createApplicationService,
  fileLog,
} from "../../appservice/index.js";
import { call, event, registrationOf, SERVER, startHomeserver } from "./homeserver.js";

const registration = registrationOf();
const { hs_token: hsToken, as_token: asToken } = registration;

interface Made {
  readonly service: ApplicationService;
  readonly handle: FetchHandler;
}

function make(options: Partial<ApplicationServiceOptions> = {}): Made {
  const homeserver = { url: "http://127.0.0.1:1", serverName: SERVER };
  const service = createApplicationService({ registration, homeserver, ...options });
  return { service, handle: createFetchHandler({ ...service.server, onError: () => {} }) };
}

const push = (handle: FetchHandler, txnId: string, body: unknown): Promise<Response> =>
  call(handle, "PUT", `/transactions/${txnId}`, hsToken, body);

test("only the homeserver may call", async () => {
  const seen: string[] = [];
  const { handle } = make({ onEvent: ({ event_id }) => void seen.push(event_id) });
  for (const [token, status, errcode] of [
    [undefined, 401, "M_MISSING_TOKEN"],
    ["wrong", 403, "M_FORBIDDEN"],
    [asToken, 403, "M_FORBIDDEN"],
    [hsToken.slice(0, -1), 403, "M_FORBIDDEN"],
  ] as const) {
    const answer = await call(handle, "PUT", "/transactions/1", token, { events: [event("a", "x")] });
    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ errcode })]);
  }
  expect(seen).toEqual([]);
});

test("a transaction is taken once, and a repeat is answered as before", async () => {
  const seen: string[] = [];
  const { handle } = make({
    onEvent: (each) => {
      if (isEventOf(each, "m.room.message")) seen.push(String(each.content.body));
    },
    onEphemeral: ({ type }) => void seen.push(type),
  });
  const body = {
    events: [event("a", "one"), event("b", "two")],
    ephemeral: [{ type: "m.typing", content: { user_ids: [] }, room_id: "!room:home.example" }],
  };
  for (let repeat = 0; repeat < 3; repeat++) {
    const answer = await push(handle, "t1", body);
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
  }
  await push(handle, "t2", { events: [event("c", "three")] });
  expect(seen).toEqual(["one", "two", "m.typing", "three"]);
});

test("ephemeral events come by the name of today or by that of before, and once where both are there", async () => {
  const seen: unknown[] = [];
  const { handle } = make({ onEphemeral: ({ content }) => void seen.push(content) });
  const typing = (user: string) => [{ type: "m.typing", content: { user_ids: [user] } }];
  await push(handle, "t1", { events: [], "de.sorunome.msc2409.ephemeral": typing("@a:x") });
  await push(handle, "t2", {
    events: [],
    ephemeral: typing("@b:x"),
    "de.sorunome.msc2409.ephemeral": typing("@b:x"),
  });
  expect(seen).toEqual([{ user_ids: ["@a:x"] }, { user_ids: ["@b:x"] }]);
});

test("transactions that arrive at the same time are taken in order, and the same one once", async () => {
  const seen: string[] = [];
  const waiting: (() => void)[] = [];
  const { handle } = make({
    onEvent: async ({ event_id }) => {
      seen.push(`${event_id} begins`);
      await new Promise<void>((resolve) => waiting.push(resolve));
      seen.push(`${event_id} ends`);
    },
  });
  const answers = ["t1", "t1", "t2"].map((txnId) => push(handle, txnId, { events: [event(txnId, "x")] }));
  for (let done = 0; done < 2; done++) {
    await expect.poll(() => waiting.length).toBe(1);
    waiting.pop()?.();
  }
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(seen).toEqual(["$t1 begins", "$t1 ends", "$t2 begins", "$t2 ends"]);
});

test("more at once than any homeserver sends are put off", async () => {
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const { handle } = make({ onEvent: () => gate });
  const answers = Array.from({ length: 30 }, (_, index) =>
    push(handle, `t${index}`, { events: [event("a", "x")] }),
  );
  await expect.poll(async () => (await Promise.race([...answers, undefined]))?.status).toBe(503);
  open();
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(16);
  expect(statuses.filter((status) => status === 503)).toHaveLength(14);
});

test("a failure has the transaction sent again, which goes on where it stopped", async () => {
  const seen: string[] = [];
  let fails = true;
  const { handle } = make({
    onEvent: ({ event_id }) => {
      if (event_id === "$b" && fails) throw new Error("the database is away");
      seen.push(event_id);
    },
  });
  const body = { events: [event("a", "1"), event("b", "2"), event("c", "3")] };
  expect((await push(handle, "t1", body)).status).toBe(500);
  fails = false;
  expect((await push(handle, "t1", body)).status).toBe(200);
  expect((await push(handle, "t1", body)).status).toBe(200);
  expect(seen).toEqual(["$a", "$b", "$c"]);
});

test("an entry that is not an event does not stop the others; a body without events is refused", async () => {
  const seen: string[] = [];
  const malformed: unknown[] = [];
  const { handle } = make({
    onEvent: ({ event_id }) => void seen.push(event_id),
    onMalformed: (entry) => void malformed.push(entry),
  });
  const odd = [null, 7, [], {}, { ...event("b", "x"), origin_server_ts: "soon" }];
  expect(
    (await push(handle, "t1", { events: [event("a", "x"), ...odd, event("c", "x")], ephemeral: ["x"] }))
      .status,
  ).toBe(200);
  expect(seen).toEqual(["$a", "$c"]);
  expect(malformed).toEqual([...odd, "x"]);
  for (const body of [{}, [], null, 7, { events: {} }]) {
    const answer = await push(handle, "t2", body);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ errcode: "M_BAD_JSON" }),
    ]);
  }
});

test("a file remembers transactions beyond the process, within bounds, and may be damaged", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "knockgen-appservice-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "transactions.json");
  const seen: string[] = [];
  const start = (): FetchHandler =>
    make({ transactions: fileLog(file), onEvent: ({ event_id }) => void seen.push(event_id) }).handle;
  const first = start();
  for (let index = 0; index < 250; index++)
    await push(first, `t${index}`, { events: [event(`e${index}`, "x")] });
  expect(seen).toHaveLength(250);
  const again = start();
  for (const index of [249, 100]) await push(again, `t${index}`, { events: [event("repeat", "x")] });
  expect(seen).toHaveLength(250);
  await push(again, "t0", { events: [event("forgotten", "x")] });
  expect(seen.at(-1)).toBe("$forgotten");
  expect(readdirSync(folder)).toEqual(["transactions.json"]);
  writeFileSync(file, "[7, {");
  expect((await push(start(), "t249", { events: [event("new", "x")] })).status).toBe(200);
  expect(seen.at(-1)).toBe("$new");
  expect(existsSync(file)).toBe(true);
});

test("users and aliases are asked for only within the namespaces", async () => {
  const asked: string[] = [];
  const { handle } = make({
    hasUser: (userId) => asked.push(userId) > 0 && userId.startsWith("@bridge_ada:"),
    hasAlias: (alias) => asked.push(alias) > 0,
  });
  const statusOf = async (target: string): Promise<number> =>
    (await call(handle, "GET", target, hsToken)).status;
  const at = (kind: string, id: string): string => `/${kind}/${encodeURIComponent(id)}`;
  expect(await statusOf(at("users", `@bridge_ada:${SERVER}`))).toBe(200);
  expect(await statusOf(at("users", `@bridge_bob:${SERVER}`))).toBe(404);
  expect(await statusOf(at("users", `@ada:${SERVER}`))).toBe(404);
  expect(await statusOf(at("users", "nonsense"))).toBe(404);
  expect(await statusOf(at("rooms", `#bridge_1:${SERVER}`))).toBe(200);
  expect(await statusOf(at("rooms", `#other:${SERVER}`))).toBe(404);
  expect(asked).toEqual([`@bridge_ada:${SERVER}`, `@bridge_bob:${SERVER}`, `#bridge_1:${SERVER}`]);
  const silent = make().handle;
  expect((await call(silent, "GET", at("users", `@bridge_ada:${SERVER}`), hsToken)).status).toBe(404);
});

test("handlers of one's own join in", async () => {
  const { handle } = make({
    handlers: { queryUserByProtocol: () => ({ status: 200, body: [] }) },
  });
  const answer = await call(handle, "GET", "/thirdparty/user/irc", hsToken);
  expect([answer.status, await answer.json()]).toEqual([200, []]);
  expect((await call(handle, "GET", "/thirdparty/protocol/irc", hsToken)).status).toBe(404);
});

test("calls are made in the name of the service or of its users, and of no others", async () => {
  const homeserver = await startHomeserver(() => ({
    status: 200,
    body: { user_id: "@x:home.example", joined_rooms: [], event_id: "$1" },
  }));
  const { service } = make({ homeserver: { url: `${homeserver.url}/base/`, serverName: SERVER } });
  await service.client().getJoinedRooms();
  await service.client(`@bridge_ada:${SERVER}`).getJoinedRooms();
  await service.client(`@bridge_a+b&c:${SERVER}`, "DEV ICE").getRoomEvents({
    path: { roomId: "!room:home.example" },
    query: { dir: "b", from: "a&b=c" },
  });
  await service.client(service.userId, "BOT").getJoinedRooms();
  expect(homeserver.asked.map(({ url }) => url)).toEqual([
    "/base/_matrix/client/v3/joined_rooms",
    "/base/_matrix/client/v3/joined_rooms?user_id=%40bridge_ada%3Ahome.example",
    expect.stringMatching(/messages\?.*user_id=%40bridge_a%2Bb%26c%3Ahome\.example&device_id=DEV\+ICE$/),
    "/base/_matrix/client/v3/joined_rooms?user_id=%40bridge%3Ahome.example&device_id=BOT",
  ]);
  const query = new URL(homeserver.asked[2]?.url ?? "", homeserver.url).searchParams;
  expect([query.get("from"), query.get("dir")]).toEqual(["a&b=c", "b"]);
  expect(new Set(homeserver.asked.map(({ token }) => token))).toEqual(new Set([`Bearer ${asToken}`]));
  for (const stranger of [
    `@ada:${SERVER}`,
    "@bridge_ada:other.example",
    `@bridge_ada:${SERVER}.evil.example`,
    "",
  ])
    expect(() => service.client(stranger)).toThrow("namespace");
});

test("users are registered without a password, whether they are new or not", async () => {
  const taken = new Set<string>();
  const homeserver = await startHomeserver(({ body }) => {
    const username = String(Reflect.get(Object(body), "username"));
    if (username === "bridge_locked") return { status: 403, body: { errcode: "M_FORBIDDEN", error: "no" } };
    if (taken.has(username)) return { status: 400, body: { errcode: "M_USER_IN_USE", error: "taken" } };
    taken.add(username);
    return { status: 200, body: { user_id: `@${username}:${SERVER}` } };
  });
  const { service } = make({ homeserver: { url: homeserver.url, serverName: SERVER } });
  expect(await service.register("bridge_ada")).toBe(`@bridge_ada:${SERVER}`);
  expect(await service.register("bridge_ada")).toBe(`@bridge_ada:${SERVER}`);
  expect(homeserver.asked[0]).toMatchObject({
    method: "POST",
    body: { type: "m.login.application_service", username: "bridge_ada", inhibit_login: true },
  });
  await expect(service.register("bridge_locked")).rejects.toThrow("M_FORBIDDEN");
  await expect(service.register("ada")).rejects.toThrow("namespace");
  expect(homeserver.asked).toHaveLength(3);
});

test("a ping goes there and back; one that does not come back is told", async () => {
  let handle: FetchHandler | undefined;
  let comesThrough = true;
  const homeserver = await startHomeserver(async ({ body }) => {
    if (handle === undefined)
      return { status: 502, body: { errcode: "M_CONNECTION_FAILED", error: "no way" } };
    if (comesThrough) await call(handle, "POST", "/ping", hsToken, body);
    return { status: 200, body: { duration_ms: 7 } };
  });
  const made = make({ homeserver: { url: homeserver.url, serverName: SERVER } });
  await expect(made.service.ping()).rejects.toThrow("M_CONNECTION_FAILED: no way");
  handle = made.handle;
  expect(await made.service.ping()).toBe(7);
  expect(homeserver.asked[0]?.url).toBe("/_matrix/client/v1/appservice/bridge/ping");
  comesThrough = false;
  await expect(made.service.ping()).rejects.toThrow("did not come to this service");
  expect(
    (await call(handle, "POST", "/ping", hsToken, { transaction_id: "of another process" })).status,
  ).toBe(200);
});

test("a wrong registration makes no service", () => {
  expect(() => make({ registration: { ...registration, sender_localpart: "Bad One" } })).toThrow(
    "sender_localpart",
  );
});

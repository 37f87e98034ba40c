/** Access tokens that end, and hooks around calls. */
import { createClient, type LiveClientOptions, type Tokens, unwrap } from "@knockgen/matrix";
import { expect, test } from "vitest";
import { clientOf, hasty, refusal, type Seen } from "./support.js";

const ended = (): Response => refusal(401, { errcode: "M_UNKNOWN_TOKEN", error: "Ended", soft_logout: true });
const fresh = (body: object = {}): Response =>
  Response.json({ access_token: "second", refresh_token: "r2", ...body });
const rooms = (): Response => Response.json({ joined_rooms: [] });

/** A server that knows the token `second` only. */
function server({ uri, authorization }: Seen): Response {
  if (uri === "refresh") return fresh();
  return authorization === "Bearer second" ? rooms() : ended();
}

test("calls whose token has ended share one refresh, and are sent again", async () => {
  const told: Tokens[] = [];
  const { client, seen } = clientOf(server, {
    refreshToken: "r1",
    onTokens: (tokens) => void told.push(tokens),
  });
  const answers = await Promise.all([1, 2, 3].map(() => client.getJoinedRooms()));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(seen.filter(({ uri }) => uri === "refresh").map(({ body }) => body)).toEqual([
    { refresh_token: "r1" },
  ]);
  expect(told).toMatchObject([{ accessToken: "second", refreshToken: "r2" }]);
  expect((await client.getJoinedRooms()).status).toBe(200);
  expect(seen.at(-1)?.authorization).toBe("Bearer second");
});

test("a token that is about to end is renewed before it is used", async () => {
  const { client, seen } = clientOf(server, { refreshToken: "r1", expiresInMs: 10 });
  await client.getJoinedRooms();
  expect(seen.map(({ uri }) => uri)).toEqual(["refresh", "joined_rooms"]);
});

test.each<[string, Partial<LiveClientOptions>, (seen: Seen) => Response, number]>([
  ["without a refresh token", {}, ended, 1],
  ["where the refresh token has ended", { refreshToken: "r1" }, ended, 2],
  [
    "where the server cannot refresh",
    { refreshToken: "r1" },
    ({ uri }) => (uri === "refresh" ? refusal(404, {}) : ended()),
    2,
  ],
])("the refusal stands: %s", async (_, options, answer, calls) => {
  const { client, seen } = clientOf(answer, options);
  await expect(client.getJoinedRooms()).rejects.toMatchObject({ status: 401, errcode: "M_UNKNOWN_TOKEN" });
  expect(seen).toHaveLength(calls);
});

test.each<[string, () => Response]>([
  [
    "the server is not reached",
    () => {
      throw new TypeError("fetch failed");
    },
  ],
  ["the server is in trouble", () => refusal(502, {})],
  ["the server is in haste", () => hasty()],
])("a refresh that fails in passing ends neither a call nor a loop: %s", async (_, fail) => {
  const flaky = (seen: Seen, before: number): Response =>
    seen.uri === "refresh" && before === 1
      ? fail()
      : seen.uri.startsWith("sync") && seen.authorization === "Bearer second"
        ? Response.json({ next_batch: "t" })
        : server(seen);
  const options = { refreshToken: "r1", retry: { maxWaitMs: 1 } };
  expect((await clientOf(flaky, options).client.getJoinedRooms()).status).toBe(200);
  for await (const batch of clientOf(flaky, options).client.sync({ maxWaitMs: 1 })) {
    expect(batch.next_batch).toBe("t");
    break;
  }
});

test("a call with a token of its own is never made in another name", async () => {
  const { client, seen } = clientOf(server, { refreshToken: "r1" });
  expect((await client.logout({}, { token: "other" }).catch((error) => error)).status).toBe(401);
  expect(seen.map(({ authorization }) => authorization)).toEqual(["Bearer other"]);
});

test("where new tokens cannot be kept, the call says so", async () => {
  const onTokens = (): void => {
    throw new Error("the disk is full");
  };
  const { client } = clientOf(server, { refreshToken: "r1", retry: false, onTokens });
  await expect(client.getJoinedRooms()).rejects.toThrow("the disk is full");
});

test("a refresh has the headers of every call", async () => {
  const agents: (string | null)[] = [];
  const client = createClient({
    baseUrl: "https://a.example",
    token: "first",
    refreshToken: "r1",
    headers: { "user-agent": "mine" },
    fetch: async (url, init) => {
      const headers = new Headers(init.headers);
      agents.push(headers.get("user-agent"));
      if (url.endsWith("/refresh")) return fresh();
      return headers.get("authorization") === "Bearer second" ? rooms() : ended();
    },
  });
  await client.getJoinedRooms();
  expect(agents).toEqual(["mine", "mine", "mine"]);
});

test("another 401 is no reason to refresh: interactive authentication is one", async () => {
  const { client, seen } = clientOf(() => refusal(401, { flows: [{ stages: [] }], session: "s" }), {
    refreshToken: "r1",
  });
  const answer = await client.deleteDevice({ path: { deviceId: "D" }, body: {} });
  expect(answer).toMatchObject({ status: 401, body: { session: "s" } });
  expect(seen).toHaveLength(1);
});

test("hooks see requests in order and answers the other way round", async () => {
  const log: string[] = [];
  const hook = (name: string): NonNullable<LiveClientOptions["middleware"]>[number] => ({
    onRequest: ({ operation, init }) => {
      log.push(`${name} ${operation.operationId}`);
      init.headers.set("x-trace", name);
      return undefined;
    },
    onResponse: async (response) => {
      log.push(`${name} ${response.status}`);
      return undefined;
    },
  });
  const { client } = clientOf(rooms, { middleware: [hook("a"), hook("b")] });
  unwrap(await client.getJoinedRooms());
  expect(log).toEqual(["a getJoinedRooms", "b getJoinedRooms", "b 200", "a 200"]);
});

test("a hook may answer itself, and change an answer", async () => {
  const cached = clientOf(rooms, {
    middleware: [{ onRequest: () => Response.json({ joined_rooms: ["!r:a"] }) }],
  });
  expect(unwrap(await cached.client.getJoinedRooms()).joined_rooms).toEqual(["!r:a"]);
  expect(cached.seen).toEqual([]);
  const changed = clientOf(rooms, {
    middleware: [{ onResponse: () => Response.json({ joined_rooms: ["!b:a"] }) }],
  });
  expect(unwrap(await changed.client.getJoinedRooms()).joined_rooms).toEqual(["!b:a"]);
});

/** Access tokens that end, and hooks around calls. */
import { type LiveClientOptions, type Tokens, unwrap } from "@knockgen/matrix";
import { expect, test } from "vitest";
import { clientOf, refusal, type Seen } from "./support.js";

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
    ({ uri }) => (uri === "refresh" ? refusal(500, {}) : ended()),
    2,
  ],
])("the refusal stands: %s", async (_, options, answer, calls) => {
  const { client, seen } = clientOf(answer, options);
  await expect(client.getJoinedRooms()).rejects.toMatchObject({ status: 401, errcode: "M_UNKNOWN_TOKEN" });
  expect(seen).toHaveLength(calls);
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

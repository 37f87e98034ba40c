/** Repeats of what a server refused for haste, or could not answer. */
import { ErrorAnswer, type RetryWait, unwrap } from "@knockgen/matrix";
import { expect, test } from "vitest";
import { clientOf, hasty, refusal } from "./support.js";

const room = { path: { roomIdOrAlias: "!r:a" }, body: {} } as const;
const joined = (): Response => Response.json({ room_id: "!r:a" });

test("a refusal for haste is waited out, of any method, as long as the server asks", async () => {
  const waits: RetryWait[] = [];
  const onWait = (wait: RetryWait): void => void waits.push(wait);
  const answers = [hasty({}, 3), hasty({ "retry-after": "0" }, 90_000), joined()];
  const { client, seen } = clientOf((_, before) => answers[before] ?? joined(), { retry: { onWait } });
  expect(unwrap(await client.joinRoom(room)).room_id).toBe("!r:a");
  expect(seen.map(({ method }) => method)).toEqual(["POST", "POST", "POST"]);
  expect(waits).toEqual([
    { milliseconds: 3, attempt: 1, status: 429 },
    { milliseconds: 0, attempt: 2, status: 429 },
  ]);
});

test("a date says when, too; one that has passed is now", async () => {
  const { client, seen } = clientOf((_, before) =>
    before === 0 ? hasty({ "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }, 90_000) : joined(),
  );
  await client.joinRoom(room);
  expect(seen).toHaveLength(2);
});

test("a number is no date, whatever its form", async () => {
  const waits: number[] = [];
  const answers = [hasty({ "retry-after": "0.002" }, 9), hasty({ "retry-after": "-5" }, 4)];
  const { client } = clientOf((_, before) => answers[before] ?? joined(), {
    retry: { onWait: ({ milliseconds }) => void waits.push(milliseconds) },
  });
  await client.joinRoom(room);
  expect(waits).toEqual([2, 4]);
});

test("what may have had its effect is sent again only where twice is once", async () => {
  const gone = (): Response =>
    refusal(503, { errcode: "M_UNKNOWN", error: "Starting" }, { "retry-after": "0" });
  const post = clientOf((_, before) => (before === 0 ? gone() : joined()));
  await expect(post.client.joinRoom(room)).rejects.toMatchObject({ status: 503, errcode: "M_UNKNOWN" });
  expect(post.seen).toHaveLength(1);
  const put = clientOf((_, before) => (before === 0 ? gone() : Response.json({ event_id: "$e" })));
  expect(await put.client.sendEvent("!r:a", "m.room.message", { msgtype: "m.text", body: "a" })).toBe("$e");
  expect(put.seen.map(({ uri }) => uri)).toEqual([put.seen[0]?.uri, put.seen[0]?.uri]);
});

test("a server that is not reached is tried again, and its last failure is told", async () => {
  const failing = (_: unknown, before: number): Response => {
    if (before === 0) throw new TypeError("fetch failed");
    return joined();
  };
  const waits: (number | undefined)[] = [];
  const retry = { maxWaitMs: 2, onWait: ({ status }: RetryWait) => void waits.push(status) };
  const get = clientOf(
    (_, before) => {
      failing(_, before);
      return Response.json({ joined_rooms: [] });
    },
    { retry },
  );
  expect(unwrap(await get.client.getJoinedRooms()).joined_rooms).toEqual([]);
  expect(waits).toEqual([undefined]);
  await expect(clientOf(failing, { retry }).client.joinRoom(room)).rejects.toThrow("fetch failed");
  const never = clientOf(() => failing(0, 0), { retry: { ...retry, attempts: 3 } });
  await expect(never.client.getJoinedRooms()).rejects.toThrow("fetch failed");
  expect(never.seen).toHaveLength(3);
});

test("attempts end, and so do waits that are too long; the refusal can be read", async () => {
  const { client, seen } = clientOf(() => hasty(), { retry: { attempts: 2 } });
  const answer = await client.joinRoom(room);
  expect(answer).toMatchObject({ status: 429, body: { errcode: "M_LIMIT_EXCEEDED" } });
  expect(() => unwrap(answer)).toThrow(ErrorAnswer);
  expect(seen).toHaveLength(2);
  const long = clientOf(() => hasty({}, 3_600_000));
  expect((await long.client.joinRoom(room)).status).toBe(429);
  expect(long.seen).toHaveLength(1);
  const off = clientOf(() => hasty(), { retry: false });
  expect((await off.client.joinRoom(room)).status).toBe(429);
});

test("a refusal of any size is read as far as a refusal goes", async () => {
  const large = `{"errcode":"M_LIMIT_EXCEEDED","error":"${"a".repeat(1 << 17)}","retry_after_ms":1}`;
  const { client } = clientOf(() => new Response(large, { status: 429 }), { retry: { attempts: 1 } });
  await expect(client.joinRoom(room)).rejects.toThrow("429");
});

test("a signal ends the wait", async () => {
  const stop = new AbortController();
  const { client } = clientOf(() => hasty({}, 30_000), {
    retry: { onWait: () => stop.abort(new Error("enough")) },
  });
  await expect(client.joinRoom(room, { signal: stop.signal })).rejects.toThrow("enough");
});

/** Following `/sync`, and turning pages. */
import { entriesOf, type RoomId } from "@knockgen/matrix";
import { expect, expectTypeOf, test } from "vitest";
import { clientOf, hasty, refusal } from "./support.js";

/** Takes batches until there are enough of them. */
async function take<Item>(source: AsyncIterable<Item>, count: number): Promise<Item[]> {
  const taken: Item[] = [];
  for await (const item of source) if (taken.push(item) >= count) break;
  return taken;
}

test("each batch begins where the one before it ended, and its token is told when it has been dealt with", async () => {
  const told: string[] = [];
  const { client, seen } = clientOf((_, before) => Response.json({ next_batch: `t${before + 1}` }));
  const filter = { room: { timeline: { limit: 5 } } };
  const batches = await take(
    client.sync({ since: "t0", filter, onToken: (token) => void told.push(token) }),
    3,
  );
  expect(batches.map(({ next_batch }) => next_batch)).toEqual(["t1", "t2", "t3"]);
  const query = `filter=${encodeURIComponent(JSON.stringify(filter))}`;
  expect(seen.map(({ uri }) => uri)).toEqual(
    ["t0", "t1", "t2"].map((since) => `sync?${query}&since=${since}&timeout=30000`),
  );
  // The third was still being dealt with when the loop ended: it comes again.
  expect(told).toEqual(["t1", "t2"]);
});

test("the first batch is asked for at once, and so is the first after a failure", async () => {
  const failures: unknown[] = [];
  const { client, seen } = clientOf((_, before) => {
    if (before === 1) throw new TypeError("fetch failed");
    if (before === 2) return new Response("<html>", { status: 502 });
    if (before === 3) return new Response("{", { status: 200 });
    if (before === 4) return hasty();
    return Response.json({ next_batch: `t${before}` });
  });
  const batches = await take(
    client.sync({ maxWaitMs: 1, onFailure: (error) => void failures.push(error) }),
    3,
  );
  expect(batches.map(({ next_batch }) => next_batch)).toEqual(["t0", "t5", "t6"]);
  expect(seen.map(({ uri }) => uri)).toEqual([
    "sync?timeout=0",
    "sync?since=t0&timeout=30000",
    ...[2, 3, 4, 5].map(() => "sync?since=t0&timeout=0"),
    "sync?since=t5&timeout=30000",
  ]);
  expect(failures).toHaveLength(4);
});

test("the signal ends the loop without an error: between batches, in a request, in a wait", async () => {
  const now = new AbortController();
  const after = clientOf(() => Response.json({ next_batch: "t" }));
  let count = 0;
  for await (const _ of after.client.sync({ signal: now.signal })) if (++count === 2) now.abort();
  expect(count).toBe(2);

  const inside = new AbortController();
  const hanging = clientOf(() => {
    inside.abort();
    throw inside.signal.reason;
  });
  expect(await take(hanging.client.sync({ signal: inside.signal }), 1)).toEqual([]);

  const waiting = new AbortController();
  const refused = clientOf(() => hasty({}, 60_000));
  const batches = refused.client.sync({ signal: waiting.signal, onFailure: () => waiting.abort() });
  expect(await take(batches, 1)).toEqual([]);
});

test.each<[string, Response, number]>([
  ["in its header", hasty({ "retry-after": "1.5" }, 0), 1500],
  ["a proxy, too", new Response("<html>", { status: 503, headers: { "retry-after": "9" } }), 9000],
  ["in its body", hasty({ "retry-after": "-1" }, 7000), 7000],
])("a wait is as long as the server asks: %s", async (_, answer, asked) => {
  const stop = new AbortController();
  const waits: number[] = [];
  const { client } = clientOf(() => answer);
  const onFailure = (_: unknown, milliseconds: number): void => {
    waits.push(milliseconds);
    stop.abort();
  };
  await take(client.sync({ signal: stop.signal, onFailure }), 1);
  expect(waits).toEqual([asked]);
});

test("a server that asks for no patience gets some", async () => {
  const waits: number[] = [];
  const { client } = clientOf((_, before) =>
    before < 20 ? hasty({}, 0) : Response.json({ next_batch: "t" }),
  );
  await take(client.sync({ maxWaitMs: 2, onFailure: (_, milliseconds) => void waits.push(milliseconds) }), 1);
  expect(waits).toHaveLength(20);
  expect(Math.min(...waits)).toBeGreaterThan(0);
});

test("a proxy whose patience has ended does not end the loop", async () => {
  const { client } = clientOf((_, before) =>
    before === 0 ? new Response("<html>", { status: 408 }) : Response.json({ next_batch: "t" }),
  );
  expect(await take(client.sync({ maxWaitMs: 1 }), 1)).toEqual([{ next_batch: "t" }]);
});

test.each([
  [
    "a token that has ended",
    () => refusal(401, { errcode: "M_UNKNOWN_TOKEN", error: "Ended" }),
    "M_UNKNOWN_TOKEN",
  ],
  ["a filter that is refused", () => refusal(400, { errcode: "M_BAD_JSON", error: "Filter" }), "M_BAD_JSON"],
  ["an answer without a token", () => Response.json({}), "without next_batch"],
])("where repeating is no use, the loop throws: %s", async (_, answer, message) => {
  const { client, seen } = clientOf(answer);
  await expect(take(client.sync(), 1)).rejects.toThrow(message);
  expect(seen).toHaveLength(1);
});

test("what keeping the token throws, the loop throws", async () => {
  const { client } = clientOf(() => Response.json({ next_batch: "t" }));
  const onToken = (): void => {
    throw new TypeError("the disk is full");
  };
  await expect(take(client.sync({ onToken }), 2)).rejects.toThrow("the disk is full");
});

test("rooms of a batch keep the type of their IDs", async () => {
  const { client } = clientOf(() =>
    Response.json({ next_batch: "t", rooms: { knock: { "!r:a": { knock_state: { events: [] } } } } }),
  );
  const [batch] = await take(client.sync(), 1);
  const rooms = entriesOf(batch?.rooms?.knock);
  expectTypeOf(rooms[0]?.[0]).toEqualTypeOf<RoomId | undefined>();
  expect(rooms.map(([roomId]) => roomId)).toEqual(["!r:a"]);
});

test("pages are turned as items are asked for, and an empty one is no end", async () => {
  const pages = [
    { chunk: [{ event_id: "$1" }, { event_id: "$2" }], start: "a", end: "b" },
    { chunk: [], start: "b", end: "c" },
    { chunk: [{ event_id: "$3" }], start: "c" },
  ];
  const { client, seen } = clientOf((_, before) => Response.json(pages[before]));
  const request = { path: { roomId: "!r:a" }, query: { dir: "b", limit: 2 } } as const;
  const ids: string[] = [];
  for await (const event of client.paginate("getRoomEvents", request)) {
    ids.push(event.event_id);
    if (ids.length === 2) expect(seen).toHaveLength(1);
  }
  expect(ids).toEqual(["$1", "$2", "$3"]);
  expect(seen.map(({ uri }) => new URLSearchParams(uri.split("?")[1]).get("from"))).toEqual([null, "b", "c"]);
});

test("a server that gives the same token again does not hold us for ever", async () => {
  const { client, seen } = clientOf(() => Response.json({ chunk: [], next_batch: "x" }));
  expect(await take(client.paginate("getPublicRooms", {}), 5)).toEqual([]);
  expect(seen.map(({ uri }) => uri)).toEqual(["publicRooms", "publicRooms?since=x"]);
});

test.each([2, 3, 50])(
  "a server that leads us in a circle of %i pages does not hold us for ever",
  async (length) => {
    const { client, seen } = clientOf((_, before) =>
      Response.json({ chunk: [], next_batch: `x${before % length}` }),
    );
    expect(await take(client.paginate("getPublicRooms", {}), 1)).toEqual([]);
    expect(seen.length).toBeLessThan(4 * length);
  },
);

test("a token of no letters names no page", async () => {
  const { client, seen } = clientOf(() => Response.json({ chunk: [], next_batch: "" }));
  expect(await take(client.paginate("getPublicRooms", {}), 1)).toEqual([]);
  expect(seen).toHaveLength(1);
});

test("a refusal of a page is thrown", async () => {
  const { client } = clientOf(() => refusal(403, { errcode: "M_FORBIDDEN", error: "No" }));
  await expect(take(client.paginate("getThreadRoots", { path: { roomId: "!r:a" } }), 1)).rejects.toThrow(
    "403",
  );
});

/** O8: pages of large events end early, and go on where they have ended. */
import { afterAll, expect, it } from "vitest";
import { startServer } from "../support/servers.js";

const hs = await startServer();
afterAll(() => hs.close());

const alice = await hs.user("alice");
const room = await alice.createRoom({ preset: "public_chat" });
const at = (rest: string): string => `/rooms/${encodeURIComponent(room)}/${rest}`;
const MIB = 2 ** 20;

const text = (n: number): string => `${n} `.padEnd(n % 2 === 0 ? 60_000 : 10, "x");
const COUNT = 90;
const ids: string[] = [];
for (let n = 0; n < COUNT; n++) {
  const relates = n === 0 ? {} : { "m.relates_to": { rel_type: "org.example", event_id: ids[0] } };
  const sent = await alice.ok("PUT", at(`send/m.x/${n}`), { body: text(n), ...relates });
  ids.push(sent.event_id);
}

interface Chunk {
  readonly chunk: readonly { readonly event_id: string; readonly content: { readonly body?: string } }[];
}

/** All pages, newest first, each no larger than a page and the event that it begins with. */
async function pages(path: string, next: "end" | "next_batch"): Promise<string[]> {
  const found: string[] = [];
  let count = 0;
  for (let from: string | undefined; ; count++) {
    const page: Chunk & { end?: string; next_batch?: string } = await alice.ok(
      "GET",
      from === undefined ? path : `${path}&from=${from}`,
    );
    expect(JSON.stringify(page).length).toBeLessThan(1.2 * MIB);
    found.push(...page.chunk.map(({ event_id }) => event_id));
    from = page[next];
    if (from === undefined) break;
  }
  expect(count).toBeGreaterThan(0);
  return found;
}

it("/messages in either direction has each event once", async () => {
  const back = await pages(at("messages?dir=b&limit=200"), "end");
  expect(back.filter((id) => ids.includes(id))).toEqual([...ids].reverse());
  const forth = await pages(at("messages?dir=f&limit=200"), "end");
  expect(forth).toEqual([...back].reverse());
});

it("so has /messages with a filter that is narrow", async () => {
  const filter = encodeURIComponent(JSON.stringify({ types: ["m.x"] }));
  expect(await pages(at(`messages?dir=b&limit=200&filter=${filter}`), "end")).toEqual([...ids].reverse());
});

it("so have relations", async () => {
  const path = `/v1${at(`relations/${encodeURIComponent(ids[0] ?? "")}?limit=200`)}`;
  expect(await pages(path, "next_batch")).toEqual(ids.slice(1).reverse());
});

it("/context has fewer around its event, and ends where they end", async () => {
  const middle = ids[45] ?? "";
  const around = await alice.ok("GET", at(`context/${encodeURIComponent(middle)}?limit=200`));
  expect(JSON.stringify(around).length).toBeLessThan(2.4 * MIB);
  const before: string[] = around.events_before.map(({ event_id }: { event_id: string }) => event_id);
  expect(before).toEqual(ids.slice(45 - before.length, 45).reverse());
  const { chunk } = await alice.ok("GET", at(`messages?dir=b&limit=1&from=${around.start}`));
  expect(chunk[0].event_id).toBe(ids[45 - before.length - 1]);
});

it("a sync is limited where its timeline ends early", async () => {
  const filter = encodeURIComponent(JSON.stringify({ room: { timeline: { limit: 200 } } }));
  const { timeline } = (await alice.ok("GET", `/sync?filter=${filter}`)).rooms.join[room];
  expect(timeline.limited).toBe(true);
  const shown: string[] = timeline.events.map(({ event_id }: { event_id: string }) => event_id);
  expect(shown).toEqual(ids.slice(-shown.length));
  const { chunk } = await alice.ok("GET", at(`messages?dir=b&limit=1&from=${timeline.prev_batch}`));
  expect(chunk[0].event_id).toBe(ids[COUNT - shown.length - 1]);
});

/** O47: connections to PostgreSQL break at random; nothing that was acknowledged is lost or shown twice. */
import pg from "pg";
import { expect, it } from "vitest";
import { Client } from "../support/client.js";
import { hasPostgres, postgresSchema } from "../support/postgres.js";
import { startServer } from "../support/servers.js";

const MESSAGES = 60;
const CUT_EVERY_MS = 150;

it("O47 two servers and four watchers outlive connections that break", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await postgresSchema();
  const name = `knock_cut_${process.pid}`;
  const shared = {
    store: { databaseUrl: `${schema.url}&application_name=${name}` },
    config: { serverName: "shared.example" },
  };
  const errors: unknown[] = [];
  const log = (level: string, message: string, details: unknown): void => {
    if (level === "error") errors.push([message, details]);
  };
  const one = await startServer({ ...shared, log });
  const two = await startServer({ ...shared, log });
  const at = (client: Client, url: string) => new Client(url, client.token, client.userId);
  const alice = await one.user("alice");
  const others = await Promise.all([1, 2, 3, 4].map((number) => one.user(`watcher${number}`)));
  const room = await alice.createRoom({ preset: "public_chat" });
  for (const other of others) expect((await other.join(room)).status).toBe(200);

  const statuses = new Map<number, number>();
  /** Calls until it is answered, as clients do. */
  const until200 = async (client: Client, method: string, path: string, body?: unknown) => {
    for (;;) {
      const answer = await client.call(method, path, body);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status === 200) return answer.body;
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  const acknowledged: string[] = [];
  let done = false;
  const watch = async (client: Client, from: string): Promise<readonly string[]> => {
    const seen: string[] = [];
    let since = from;
    for (;;) {
      const wasDone = done;
      const body = await until200(client, "GET", `/sync?timeout=${wasDone ? 0 : 1_000}&since=${since}`);
      const { limited, events = [], prev_batch } = body.rooms?.join?.[room]?.timeline ?? {};
      if (limited === true) {
        const path = `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=100&from=${prev_batch}&to=${since}`;
        const { chunk } = await until200(client, "GET", path);
        events.unshift(...chunk.reverse());
      }
      for (const event of events) if (event.type === "m.room.message") seen.push(event.event_id);
      since = body.next_batch;
      // A process whose connection for news was cut hears of the last ones a little later; one that is lost ends no watch.
      if (wasDone && events.length === 0 && seen.length >= acknowledged.length) return seen;
    }
  };
  const watchers = others.map((other, number) => at(other, number % 2 === 0 ? one.url : two.url));
  // Before anything is sent: the watch does not count what a first answer holds.
  const firsts = await Promise.all(watchers.map((watcher) => until200(watcher, "GET", "/sync")));
  const watching = watchers.map((watcher, number) => watch(watcher, firsts[number].next_batch));

  const killer = new pg.Client({ connectionString: schema.url });
  await killer.connect();
  let cuts = 0;
  const cutting = (async () => {
    while (!done) {
      const { rowCount } = await killer.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 ORDER BY random() LIMIT 1",
        [name],
      );
      cuts += rowCount ?? 0;
      await new Promise((resolve) => setTimeout(resolve, CUT_EVERY_MS));
    }
  })();

  const send = async (url: string, from: number): Promise<void> => {
    for (let number = from; number < MESSAGES || cuts <= 10; number += 2) {
      const path = `/rooms/${encodeURIComponent(room)}/send/m.room.message/t${number}`;
      const { event_id } = await until200(at(alice, url), "PUT", path, { body: `${number}` });
      acknowledged.push(event_id);
    }
  };
  await Promise.all([send(one.url, 0), send(two.url, 1)]);
  done = true;
  await cutting;
  await killer.end();
  expect(cuts).toBeGreaterThan(10);
  expect(new Set(acknowledged).size).toBeGreaterThanOrEqual(MESSAGES);
  expect(new Set(acknowledged).size).toBe(acknowledged.length);
  for (const seen of await Promise.all(watching)) expect([...seen].sort()).toEqual([...acknowledged].sort());
  expect(errors).toEqual([]);
  console.info(`${cuts} connections were cut; answers by status: ${JSON.stringify([...statuses])}`);
  await Promise.all([one.close(), two.close()]);
  await schema.drop();
});

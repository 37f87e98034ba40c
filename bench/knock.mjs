/**
 * Knocks a second on a local room, and how long a waiting /sync takes to hear of one.
 *
 *   npm run build && node bench/knock.mjs [--seconds 5] [--memory]
 *
 * The server runs in a process of its own: embedded, and on PostgreSQL where DATABASE_URL names one (in a schema that
 * is dropped afterwards). The base line is the round trip of GET /versions on the same server, in the same run.
 * With --memory, what the server takes after 100,000 events as well.
 */
import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { caller, inOwnSchema } from "./support/server.mjs";

const argument = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const SECONDS = Number(argument("--seconds", "5"));
const plenty = { burst: 1e9, perSecond: 1e9 };

if (process.argv.includes("--server")) {
  const { createServer } = await import("../server/dist/index.js");
  const server = await createServer({
    config: {
      serverName: "bench.example",
      registration: "open",
      knockRate: plenty,
      roomKnockRate: plenty,
      loginRate: plenty,
    },
    store: JSON.parse(argument("--server", "{}")),
    client: { port: 0 },
  });
  process.on("message", (message) => {
    if (message === "memory") {
      globalThis.gc?.();
      process.send({ rss: process.memoryUsage().rss, heap: process.memoryUsage().heapUsed });
    } else if (message === "cpu") process.send(process.cpuUsage());
    else server.close().then(() => process.exit(0));
  });
  process.send({ port: server.clientPort });
} else await main();

async function main() {
  const folder = await mkdtemp(join(tmpdir(), "knockgen-bench-"));
  await bench("embedded", { folder: join(folder, "db") });
  await rm(folder, { recursive: true, force: true });
  const url = process.env.DATABASE_URL;
  if (url === undefined) {
    console.log("PostgreSQL: set DATABASE_URL to measure it");
    return;
  }
  await inOwnSchema(url, (databaseUrl) => bench("PostgreSQL", { databaseUrl }));
}

async function bench(name, store) {
  const child = fork(fileURLToPath(import.meta.url), ["--server", JSON.stringify(store)], {
    execArgv: ["--expose-gc"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  const next = () => new Promise((resolve) => child.once("message", resolve));
  const { port } = await next();
  const { agent, call } = caller(port, 64);
  const user = async (localpart) =>
    (await call("POST", "/v3/register", undefined, { username: localpart, auth: { type: "m.login.dummy" } }))
      .access_token;
  const alice = await user("alice");
  const users = await Promise.all(Array.from({ length: 16 }, (_, at) => user(`knocker${at}`)));
  const { room_id: room } = await call("POST", "/v3/createRoom", alice, {
    room_version: "10",
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
  let count = 0;
  const knock = (token) =>
    call("POST", `/v3/knock/${encodeURIComponent(room)}`, token, { reason: `knock ${++count}` });

  const cpu = async () => {
    child.send("cpu");
    const { user: inUser, system } = await next();
    return (inUser + system) / 1000;
  };
  const run = async (clients, work, seconds) => {
    const times = [];
    const before = await cpu();
    const end = performance.now() + seconds * 1000;
    const begun = performance.now();
    await Promise.all(
      Array.from({ length: clients }, async (_, at) => {
        while (performance.now() < end) {
          const start = performance.now();
          await work(users[at]);
          times.push(performance.now() - start);
        }
      }),
    );
    const elapsed = (performance.now() - begun) / 1000;
    return { rate: times.length / elapsed, cpu: ((await cpu()) - before) / times.length, ...spread(times) };
  };

  await run(16, knock, 1);
  const base = await run(16, () => call("GET", "/versions"), Math.min(SECONDS, 2));
  for (const clients of [1, 16]) {
    const result = await run(clients, knock, SECONDS);
    print(name, `${clients} client${clients > 1 ? "s" : ""}`, result, base);
  }

  const waits = [];
  let { next_batch: since } = await call("GET", "/v3/sync", alice);
  for (let at = 0; at < 100; at++) {
    const waiting = call("GET", `/v3/sync?timeout=10000&since=${since}`, alice);
    await new Promise((resolve) => setTimeout(resolve, 10));
    const start = performance.now();
    await Promise.all([
      knock(users[0]),
      waiting.then((answer) => {
        waits.push(performance.now() - start);
        since = answer.next_batch;
      }),
    ]);
  }
  const wake = spread(waits);
  console.log(
    `${name.padEnd(11)} /sync wake-up, from sending the knock: p50 ${wake.p50} ms, p99 ${wake.p99} ms`,
  );

  if (process.argv.includes("--memory")) {
    const started = performance.now();
    while (count < 100_000) await Promise.all(users.map(knock));
    child.send("memory");
    const { rss, heap } = await next();
    const mib = (bytes) => Math.round(bytes / 1024 / 1024);
    const minutes = ((performance.now() - started) / 60_000).toFixed(1);
    console.log(
      `${name.padEnd(11)} after ${count} events: ${mib(rss)} MiB resident, ${mib(heap)} MiB heap (${minutes} min)`,
    );
  }
  agent.destroy();
  child.send("stop");
  await new Promise((resolve) => child.once("exit", resolve));
}

function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part) =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1));
  return { p50: at(0.5), p99: at(0.99) };
}

function print(name, what, { rate, cpu, p50, p99 }, base) {
  const ratio = (base.rate / rate).toFixed(1);
  console.log(
    `${name.padEnd(11)} ${what.padEnd(10)} ${rate.toFixed(0).padStart(5)} knocks/s  p50 ${p50} ms  p99 ${p99} ms, ${cpu.toFixed(2)} ms of the server's CPU each  (GET /versions: ${ratio} times as fast, ${base.cpu.toFixed(2)} ms)`,
  );
}

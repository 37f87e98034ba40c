/**
 * The calls of everyday clients: messages a second into a large room while others sync, how long a waiting /sync takes to hear of
 * one, a first sync of many rooms with lazy loading, and keys of many devices in one query.
 *
 *   npm run build && node bench/clients.mjs [--members 1000] [--syncing 100] [--rooms 1000] [--seconds 5] [--keywords 0]
 *
 * The server runs in a process of its own: embedded, or on PostgreSQL where DATABASE_URL names one (in a schema that is dropped
 * afterwards). With --keywords, every member has as many push rules of their own. "loop" is the longest time for which the
 * server's event loop was held up.
 */
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { caller, onStore, serveParent } from "./support/server.mjs";

const argument = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const number = (name, fallback) => Number(argument(name, fallback));
const [MEMBERS, SYNCING, ROOMS] = [
  number("--members", 1000),
  number("--syncing", 100),
  number("--rooms", 1000),
];
const [SECONDS, KEYWORDS] = [number("--seconds", 5), number("--keywords", 0)];

/** Answers to clients that follow. */
let syncs = 0;

if (process.argv.includes("--server")) await serve();
else await onStore(bench);

async function serve() {
  const { createServer } = await import("../server/dist/index.js");
  const server = await createServer({
    config: { serverName: "bench.example", registration: "open", rateLimits: false },
    store: JSON.parse(argument("--server", "{}")),
    client: { port: 0 },
  });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  serveParent(server, () => {
    process.send({ cpu: process.cpuUsage(), loop: delay.max / 1e6 });
    delay.reset();
  });
}

async function bench(name, store) {
  const child = fork(fileURLToPath(import.meta.url), ["--server", JSON.stringify(store)], {
    env: { ...process.env, NODE_ENV: "production" },
  });
  const next = () => new Promise((resolve) => child.once("message", resolve));
  const { port } = await next();
  const ask = () => {
    child.send("ask");
    return next();
  };
  const { call } = caller(port, 256);
  const say = (text) => console.log(`${name.padEnd(11)} ${text}`);
  const register = async (username) => {
    const body = { username, device_id: "DEVICE", auth: { type: "m.login.dummy" } };
    const { access_token: token, user_id: userId } = await call("POST", "/v3/register", undefined, body);
    return { token, userId };
  };
  const [alice, ...others] = await inTurns(MEMBERS, (at) => register(`user${at}`));
  const createRoom = (body) =>
    call("POST", "/v3/createRoom", alice.token, { preset: "public_chat", ...body }).then((it) => it.room_id);
  const room = await createRoom({ name: "Large" });
  const path = (rest) => `/v3/rooms/${encodeURIComponent(room)}/${rest}`;
  await inTurns(others.length, (at) => call("POST", path("join"), others[at].token, {}));
  await inTurns(others.length * KEYWORDS, (at) => {
    const [user, rule] = [others[at % others.length], Math.floor(at / others.length)];
    const body = { actions: ["notify", { set_tweak: "highlight" }], pattern: `keyword ${rule}` };
    return call("PUT", `/v3/pushrules/global/content/k${rule}`, user.token, body);
  });

  let sent = 0;
  const message = (user) => {
    const body = { msgtype: "m.text", body: `message ${++sent}: ${"lorem ipsum ".repeat(8)}` };
    return call("PUT", path(`send/m.room.message/${sent}`), user.token, body);
  };
  for (const syncing of [0, SYNCING]) {
    const stop = new AbortController();
    const readers = others.slice(0, syncing).map((user) => follow(call, user, stop.signal));
    await pause(500);
    for (const clients of [1, 16]) {
      const before = { ...(await ask()), syncs };
      const { rate, times } = await run(clients, (at) => message(others.at(-1 - at)));
      const after = await ask();
      const cpu = cpuOf(after) - cpuOf(before);
      const answered = syncs - before.syncs;
      const each =
        answered === 0
          ? ""
          : `, ${(answered / SECONDS).toFixed(0)} syncs/s, ${(cpu / answered).toFixed(2)} ms each`;
      say(
        `${MEMBERS} members, ${syncing} sync, ${clients} send: ${rate.toFixed(0)} messages/s, ${spread(times)}, ${(cpu / times.length).toFixed(1)} ms of CPU each${each}, loop ${after.loop.toFixed(0)} ms`,
      );
    }
    stop.abort();
    await Promise.all(readers);
  }

  const waits = [];
  let { next_batch: since } = await call("GET", "/v3/sync", alice.token);
  for (let at = 0; at < 50; at++) {
    const waiting = call("GET", `/v3/sync?timeout=10000&since=${since}`, alice.token);
    await pause(10);
    const start = performance.now();
    const heard = waiting.then((answer) => {
      waits.push(performance.now() - start);
      since = answer.next_batch;
    });
    await Promise.all([message(others[0]), heard]);
  }
  say(`/sync wake-up in the room of ${MEMBERS}, from sending: ${spread(waits)}`);

  const lazy = encodeURIComponent(JSON.stringify({ room: { state: { lazy_load_members: true } } }));
  const rooms = await inTurns(ROOMS - 1, (at) => createRoom({ name: `Room ${at}` }));
  await inTurns(rooms.length, (at) =>
    call("POST", `/v3/rooms/${encodeURIComponent(rooms[at])}/join`, others[0].token, {}),
  );
  for (const round of ["first", "second"]) {
    const start = performance.now();
    const answer = await call("GET", `/v3/sync?filter=${lazy}`, others[0].token);
    const took = performance.now() - start;
    const bytes = JSON.stringify(answer).length;
    const { loop } = await ask();
    say(
      `initial sync of ${Object.keys(answer.rooms.join).length} rooms, lazy loading, ${round} time: ${took.toFixed(0)} ms, ${(bytes / 1e6).toFixed(1)} MB, loop ${loop.toFixed(0)} ms`,
    );
  }

  await inTurns(others.length, (at) => call("POST", "/v3/keys/upload", others[at].token, keysOf(others[at])));
  const device_keys = Object.fromEntries(others.map(({ userId }) => [userId, []]));
  const times = [];
  let devices = 0;
  for (let at = 0; at < 10; at++) {
    const start = performance.now();
    const answer = await call("POST", "/v3/keys/query", alice.token, { device_keys });
    times.push(performance.now() - start);
    devices = Object.values(answer.device_keys).reduce((sum, each) => sum + Object.keys(each).length, 0);
  }
  say(`keys/query for ${devices} devices: ${spread(times)}`);
  child.send("stop");
  await new Promise((resolve) => child.once("exit", resolve));
}

/** A client that syncs until it is stopped. */
async function follow(call, { token }, signal) {
  const filter = encodeURIComponent(JSON.stringify({ room: { state: { lazy_load_members: true } } }));
  let { next_batch: since } = await call("GET", `/v3/sync?filter=${filter}`, token);
  const next = (after) => call("GET", `/v3/sync?timeout=1000&since=${after}&filter=${filter}`, token);
  for (; !signal.aborted; syncs++) ({ next_batch: since } = await next(since));
}

async function run(clients, work) {
  const times = [];
  const begun = performance.now();
  const end = begun + SECONDS * 1000;
  await Promise.all(
    Array.from({ length: clients }, async (_, at) => {
      while (performance.now() < end) {
        const start = performance.now();
        await work(at);
        times.push(performance.now() - start);
      }
    }),
  );
  return { times, rate: (times.length / (performance.now() - begun)) * 1000 };
}

/** Sixteen at a time, in order. */
async function inTurns(count, work) {
  const made = [];
  for (let at = 0; at < count; at += 16)
    made.push(
      ...(await Promise.all(Array.from({ length: Math.min(16, count - at) }, (_, n) => work(at + n)))),
    );
  return made;
}

function keysOf({ userId }) {
  const key = () => randomBytes(32).toString("base64").replace(/=+$/, "");
  return {
    device_keys: {
      user_id: userId,
      device_id: "DEVICE",
      algorithms: ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
      keys: { "curve25519:DEVICE": key(), "ed25519:DEVICE": key() },
      signatures: { [userId]: { "ed25519:DEVICE": randomBytes(64).toString("base64").replace(/=+$/, "") } },
    },
  };
}

function cpuOf({ cpu: { user, system } }) {
  return (user + system) / 1000;
}

function spread(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

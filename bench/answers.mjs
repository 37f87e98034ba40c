/**
 * Memory that a server takes for many large answers at once (O8): of a room with large state and large messages, to clients and to
 * another server, to readers that are slow, and to readers that go away.
 *
 *   npm run build && node bench/answers.mjs [--events 300] [--at-once 10] [--slow 40] [--only WORD]
 *
 * The server runs in a process of its own: embedded, or on PostgreSQL where DATABASE_URL names one (in a schema that is dropped
 * afterwards). Each line says by how much the heap, what is outside of it, and the whole process have grown at most.
 */
import { fork } from "node:child_process";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { eventId, signEvent } from "../auth/dist/index.js";
import { makeCertificates } from "../server/dist/demo/certificates.js";
import { startResident } from "./support/resident.mjs";
import { caller, onStore, serveParent, startFederated } from "./support/server.mjs";

const argument = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const [EVENTS, AT_ONCE, SLOW] = ["--events", "--at-once", "--slow"].map((name, at) =>
  Number(argument(name, ["300", "10", "40"][at])),
);
const ONLY = argument("--only", "");
const PORT = 39_449;
const OURS = `127.0.0.1:${PORT}`;
const MIB = 2 ** 20;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

if (process.argv.includes("--server")) await serve(JSON.parse(argument("--server", "{}")));
else await onStore(bench);

async function serve(given) {
  const server = await startFederated(given, PORT);
  const held = { rss: 0, heap: 0, external: 0 };
  setInterval(() => {
    const { rss, heapUsed, external } = process.memoryUsage();
    held.rss = Math.max(held.rss, rss);
    held.heap = Math.max(held.heap, heapUsed);
    held.external = Math.max(held.external, external);
  }, 5);
  serveParent(server, () => {
    const most = { ...held };
    globalThis.gc();
    const { rss, heapUsed, external } = process.memoryUsage();
    process.send({ most, now: { rss, heap: heapUsed, external } });
    Object.assign(held, { rss: 0, heap: 0, external: 0 });
  });
}

async function bench(name, store) {
  const certificates = makeCertificates();
  const resident = await startResident({ certificates, members: 4 });
  const child = fork(fileURLToPath(import.meta.url), ["--server", JSON.stringify({ store, certificates })], {
    env: { ...process.env, NODE_ENV: "production" },
    execArgv: ["--expose-gc"],
  });
  const next = () => new Promise((resolve) => child.once("message", resolve));
  const { port } = await next();
  const look = () => {
    child.send("look");
    return next();
  };
  const { agent, call } = caller(port, AT_ONCE);
  const measure = async (what, act) => {
    if (!what.includes(ONLY)) return;
    await look();
    const { now: before } = await look();
    const said = await act();
    const { most, now } = await look();
    const mib = (key, of = most) => `${Math.round((of[key] - before[key]) / MIB)}`.padStart(5);
    console.log(
      `${name.padEnd(11)}${what.padEnd(44)} at most: heap ${mib("heap")}, outside of it ${mib("external")}, in all ${mib("rss")} MiB;` +
        ` afterwards ${mib("external", now)}${said ?? ""}`,
    );
  };

  const body = { username: "alice", auth: { type: "m.login.dummy" } };
  const { access_token: alice } = await call("POST", "/v3/register", undefined, body);
  const create = { preset: "public_chat", room_version: "10" };
  const { room_id: room } = await call("POST", "/v3/createRoom", alice, create);
  const at = (rest) => `/v3/rooms/${encodeURIComponent(room)}/${rest}`;
  const text = "x".repeat(60 * 1024);
  for (let number = 0; number < EVENTS; number++) {
    await call("PUT", at(`state/m.x/${number}`), alice, { text });
    await call("PUT", at(`send/m.y/${number}`), alice, { text });
  }
  await enter(resident, room);
  const { chunk } = await call("GET", at("messages?dir=b&limit=1"), alice);
  const newest = encodeURIComponent(chunk[0].event_id);
  const together = (act) => Promise.all(Array.from({ length: AT_ONCE }, act)).then(() => undefined);
  for (const rest of ["state", "messages?dir=b&limit=200", `context/${newest}?limit=200`, "members"])
    await measure(`${AT_ONCE} /${rest.split(/[/?]/)[0]} at once`, () =>
      together(() => call("GET", at(rest), alice)),
    );
  await measure(`${AT_ONCE} first /sync at once`, () => together(() => call("GET", "/v3/sync", alice)));
  const place = encodeURIComponent(room);
  const federation = (rest) => `/_matrix/federation/v1/${rest}`;
  const asked = (uri, content) =>
    resident.ask(OURS, content === undefined ? "GET" : "POST", federation(uri), { content });
  for (const [what, act] of [
    ["/state", () => asked(`state/${place}?event_id=${newest}`)],
    ["/state_ids", () => asked(`state_ids/${place}?event_id=${newest}`)],
    ["/event_auth", () => asked(`event_auth/${place}/${newest}`)],
    ["/backfill", () => asked(`backfill/${place}?v=${newest}&limit=100`)],
    [
      "/get_missing_events",
      () =>
        asked(`get_missing_events/${place}`, {
          earliest_events: [],
          latest_events: [chunk[0].event_id],
          limit: 100,
        }),
    ],
    ["/send_join", () => enter(resident, room)],
  ])
    await measure(`${AT_ONCE} ${what} of a server at once`, async () => {
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, act));
      return `, ${(answers[0].bytes / MIB).toFixed(1)} MiB each`;
    });

  const path = `/_matrix/client${at("state")}`;
  await measure(`${SLOW} /state, of which nothing is read`, async () => {
    const sockets = Array.from({ length: SLOW }, () => slowly(port, path, alice));
    await wait(10_000);
    for (const socket of sockets) socket.destroy();
    await wait(1_000);
  });
  await measure(`${AT_ONCE} /state whose readers go away`, async () => {
    const sockets = Array.from({ length: AT_ONCE }, () => slowly(port, path, alice));
    await wait(1_000);
    for (const socket of sockets) socket.destroy();
    await wait(1_000);
  });

  agent.destroy();
  resident.close();
  child.send("stop");
  await new Promise((resolve) => child.once("exit", resolve));
}

/** Asks, and reads the first piece only. */
function slowly(port, path, token) {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.once("readable", () => socket.read(1));
  socket.write(`GET ${path} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\n\r\n`);
  return socket;
}

/** The other server's user joins our room. */
async function enter({ name, signing, ask }, room) {
  const user = `@${Math.random().toString(36).slice(2)}:${name}`;
  const uri = `/_matrix/federation/v1/make_join/${encodeURIComponent(room)}/${encodeURIComponent(user)}?ver=10`;
  const made = await ask(OURS, "GET", uri);
  const event = signEvent(JSON.parse(made.text).event, "10", name, signing);
  const id = encodeURIComponent(eventId(event, "10"));
  return ask(OURS, "PUT", `/_matrix/federation/v2/send_join/${encodeURIComponent(room)}/${id}`, {
    content: event,
  });
}

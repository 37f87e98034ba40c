/**
 * Processor time of a join into a large room of another server, and how long it holds the others up.
 *
 *   npm run build && node bench/join.mjs [--members 20000] [--version 10]
 *
 * The server runs in a process of its own: embedded, or on PostgreSQL where DATABASE_URL names one (in a schema that is dropped
 * afterwards). The base line is the platform's ed25519 over as many messages, in the same run. CPU_PROF names a folder for a
 * profile of the server.
 */
import { fork } from "node:child_process";
import { generateKeyPairSync, sign, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer as createHttps } from "node:https";
import { fileURLToPath } from "node:url";
import {
  eventId,
  generateKeyPair,
  selectAuthEvents,
  signEvent,
  signKeyDocument,
} from "../auth/dist/index.js";
import { makeCertificates } from "../server/dist/demo/certificates.js";
import { watchBlocks } from "./support/blocks.mjs";
import { caller, inOwnSchema } from "./support/server.mjs";

const argument = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const MEMBERS = Number(argument("--members", "20000"));
const VERSION = argument("--version", "10");

if (process.argv.includes("--server")) await serve(JSON.parse(argument("--server", "{}")));
else await main();

async function serve({ store, certificates }) {
  const { createServer } = await import("../server/dist/index.js");
  const server = await createServer({
    config: { serverName: "127.0.0.1:39448", registration: "open", rateLimits: false },
    store,
    client: { port: 0 },
    federation: { port: 39448, tls: { cert: certificates.cert, key: certificates.key } },
    caFiles: [certificates.ca],
    outgoing: { allowPrivateAddresses: true },
  });
  const blocks = watchBlocks();
  process.on("message", (message) => {
    if (message === "stop") server.close().then(() => process.exit(0));
    else {
      const { heapUsed } = process.memoryUsage();
      process.send({ cpu: process.cpuUsage(), block: blocks.take(), heap: heapUsed / 2 ** 20 });
    }
  });
  process.send({ port: server.clientPort });
}

async function main() {
  const url = process.env.DATABASE_URL;
  if (url === undefined) return bench("embedded", {});
  return inOwnSchema(url, (databaseUrl) => bench("PostgreSQL", { databaseUrl }));
}

/** A room as its server holds it: what a join is answered with. */
function makeRoom(name, key) {
  const roomId = `!large:${name}`;
  const state = new Map();
  let newest;
  const template = (type, sender, stateKey, content) => ({
    type,
    room_id: roomId,
    sender,
    state_key: stateKey,
    content,
    origin_server_ts: Date.now(),
    depth: state.size + 1,
    prev_events: newest === undefined ? [] : [newest],
    auth_events: selectAuthEvents({ type, sender, stateKey, content }, VERSION).flatMap(
      ([each, at]) => state.get(`${each}\n${at}`)?.id ?? [],
    ),
  });
  const add = (type, sender, stateKey, content) => {
    const event = signEvent(template(type, sender, stateKey, content), VERSION, name, key);
    newest = eventId(event, VERSION);
    state.set(`${type}\n${stateKey}`, { id: newest, event });
  };
  const owner = `@owner:${name}`;
  const member = "m.room.member";
  add("m.room.create", owner, "", { creator: owner, room_version: VERSION });
  add(member, owner, owner, { membership: "join" });
  add("m.room.power_levels", owner, "", { users: { [owner]: 100 } });
  add("m.room.join_rules", owner, "", { join_rule: "public" });
  for (let at = state.size; at < MEMBERS; at++) {
    const user = `@member${at}:${name}`;
    const content = {
      membership: "join",
      displayname: `Member ${at}`,
      avatar_url: `mxc://${name}/picture${at}`,
    };
    add(member, user, user, content);
  }
  const events = [...state.values()].map(({ event }) => event);
  const chain = events.slice(0, 4);
  return { roomId, join: (user) => template(member, user, user, { membership: "join" }), events, chain };
}

async function bench(name, store) {
  const certificates = makeCertificates();
  const signing = generateKeyPair("1");
  const https = createHttps({ cert: readFileSync(certificates.cert), key: readFileSync(certificates.key) });
  await new Promise((resolve) => https.listen(0, "127.0.0.1", resolve));
  const residentName = `127.0.0.1:${https.address().port}`;
  const room = makeRoom(residentName, signing);
  const answer = Buffer.from(
    JSON.stringify({
      state: room.events,
      auth_chain: room.chain,
      members_omitted: false,
      servers_in_room: [residentName],
    }),
  );
  https.on("request", (request, response) => {
    const path = decodeURIComponent(request.url);
    request.resume();
    request.on("end", () => {
      const json = (value) => {
        response.setHeader("content-type", "application/json");
        response.end(Buffer.isBuffer(value) ? value : JSON.stringify(value));
      };
      if (path.startsWith("/_matrix/key/v2/server"))
        json(signKeyDocument({ serverName: residentName, validUntilTs: Date.now() + 86_400_000 }, [signing]));
      else if (path.includes("/make_join/"))
        json({ room_version: VERSION, event: room.join(path.split("/").at(-1).split("?")[0]) });
      else if (path.includes("/send_join/")) json(answer);
      else if (path.includes("/send/")) json({ pdus: {} });
      else {
        response.statusCode = 404;
        json({ errcode: "M_UNRECOGNIZED" });
      }
    });
  });
  const profile = process.env.CPU_PROF;
  const given = JSON.stringify({ store, certificates });
  const child = fork(fileURLToPath(import.meta.url), ["--server", given], {
    env: { ...process.env, NODE_ENV: "production" },
    execArgv: profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`],
  });
  const next = () => new Promise((resolve) => child.once("message", resolve));
  const { port } = await next();
  const look = async () => {
    child.send("look");
    return next();
  };
  const { agent, call } = caller(port, 4);
  const { access_token } = await call("POST", "/v3/register", undefined, {
    username: "alice",
    auth: { type: "m.login.dummy" },
  });
  const before = await look();
  const begun = performance.now();
  await call("POST", `/v3/join/${encodeURIComponent(room.roomId)}?via=${residentName}`, access_token, {});
  const seconds = (performance.now() - begun) / 1000;
  const after = await look();
  const total = (of) => (of.user + of.system) / 1e6;
  const bare = bareVerification();
  const cpu = total(after.cpu) - total(before.cpu);
  console.log(
    `${name}: joined a room of ${MEMBERS} members in ${seconds.toFixed(1)} s, ${cpu.toFixed(1)} s of processor time` +
      ` (bare ed25519 of as many: ${bare.toFixed(1)} s), longest block ${after.block.cpuMs} ms of it (${after.block.ms} ms by the clock),` +
      ` heap ${before.heap.toFixed(0)} to ${after.heap.toFixed(0)} MiB`,
  );
  agent.destroy();
  child.send("stop");
  await new Promise((resolve) => child.once("exit", resolve));
  https.closeAllConnections();
  https.close();
  certificates.remove();
}

/** Seconds of processor time that the platform takes to verify as many messages. */
function bareVerification() {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const message = Buffer.alloc(400, "x");
  const signature = sign(null, message, privateKey);
  const before = process.cpuUsage();
  for (let at = 0; at < MEMBERS; at++) verify(null, message, publicKey, signature);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

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
import { fileURLToPath } from "node:url";
import { makeCertificates } from "../server/dist/demo/certificates.js";
import { watchBlocks } from "./support/blocks.mjs";
import { startResident } from "./support/resident.mjs";
import { caller, onStore, serveParent, startFederated } from "./support/server.mjs";

const argument = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const MEMBERS = Number(argument("--members", "20000"));
const VERSION = argument("--version", "10");

if (process.argv.includes("--server")) await serve(JSON.parse(argument("--server", "{}")));
else await onStore(bench);

async function serve(given) {
  const server = await startFederated(given, 39_448);
  const blocks = watchBlocks();
  serveParent(server, () => {
    const { heapUsed } = process.memoryUsage();
    process.send({ cpu: process.cpuUsage(), block: blocks.take(), heap: heapUsed / 2 ** 20 });
  });
}

async function bench(name, store) {
  const certificates = makeCertificates();
  const {
    name: residentName,
    room,
    close,
  } = await startResident({ certificates, members: MEMBERS, version: VERSION });
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
  close();
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

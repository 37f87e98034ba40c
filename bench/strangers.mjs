/**
 * Longest block of the event loop, and heap, while other servers send what is made to hurt (O1, O5, O8). Needs `npm run build`;
 * run it with `node --max-old-space-size=400 bench/strangers.mjs`.
 */
import { generateKeyPair, loadPdu, parseJson, signEvent } from "../auth/dist/index.js";
import { CheckPool } from "../server/dist/federation/incoming/check-pool.js";
import { readJsonInTurns } from "../server/dist/federation/transport/read-json.js";
import { verifyEvents } from "../server/dist/history/remote-events.js";
import { EventCache } from "../server/dist/room/event-cache.js";
import { watchBlocks } from "./support/blocks.mjs";

const MIB = 1024 * 1024;
const encoder = new TextEncoder();
const key = generateKeyPair("1");
const keys = [{ keyId: key.keyId, publicKey: key.publicKey }];
const context = { keys: { lookup: async () => () => keys } };

/** Runs an attack, and prints a line about it. */
async function attack(name, run) {
  await new Promise((resolve) => setTimeout(resolve, 200));
  const blocks = watchBlocks();
  await new Promise((resolve) => setTimeout(resolve, 50));
  blocks.take();
  const before = process.cpuUsage();
  await run();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { user, system } = process.cpuUsage(before);
  const block = blocks.take();
  blocks.stop();
  const heap = Math.round(process.memoryUsage().heapUsed / MIB);
  const cpu = ((user + system) / 1e6).toFixed(1);
  console.log(
    `${name.padEnd(58)} ${cpu.padStart(5)} s of processor time, longest block ${String(block.cpuMs).padStart(4)} ms of it` +
      ` (${block.ms} by the clock), heap ${heap} MiB`,
  );
}

function event(content, signer) {
  const bare = {
    room_id: "!room:them.example",
    sender: "@them:them.example",
    type: "m.room.message",
    content,
    origin_server_ts: 1,
    depth: 1,
    prev_events: ["$a"],
    auth_events: ["$b"],
  };
  return signer === undefined
    ? { ...bare, hashes: { sha256: "" }, signatures: { "them.example": { [key.keyId]: "A".repeat(86) } } }
    : signEvent(bare, "10", "them.example", signer);
}

/** As another server sends them, which is no work of ours. */
const answerOf = (events) => encoder.encode(JSON.stringify({ auth_chain: events }));

async function verify(answer) {
  const read = await readJsonInTurns(answer);
  // One that is refused, as of too many values, costs no more than that.
  if (!read?.ok) return;
  await verifyEvents(context, read.value.auth_chain, "!room:them.example", "10");
}

function request(text) {
  const authorization = [
    `X-Matrix origin="them.example",destination="us.example",key="${key.keyId}",sig="${"A".repeat(86)}"`,
  ];
  return {
    method: "PUT",
    target: "/_matrix/federation/v1/send/1",
    origin: "them.example",
    destination: "us.example",
    authorization,
    keys,
    now: 0,
    bytes: encoder.encode(text),
  };
}

const nested = Array.from({ length: 20_000 }, () => ({}));
const junk = answerOf(Array.from({ length: 5_000 }, (_, at) => event({ at })));
await attack("O1 5,000 events with bad signatures in one answer", () => verify(junk));
const good = answerOf(Array.from({ length: 5_000 }, (_, at) => event({ at }, key)));
await attack("O1 5,000 events with good signatures in one answer", () => verify(good));
const heavy = answerOf(Array.from({ length: 100 }, (_, at) => event({ at, nested }, key)));
await attack("O1 100 events of 60 KiB of empty objects", () => verify(heavy));
const huge = answerOf([event({ body: Array.from({ length: 2_000_000 }, () => 1) })]);
await attack("O1 one event of 4 MiB in an answer", () => verify(huge));

const pool = new CheckPool();
for (const [name, text] of [
  ["8 MiB of [1.5,...]", `[${Array(2_000_000).fill("1.5").join()}]`],
  ["8 MiB of [{},...]", `[${Array(2_700_000).fill("{}").join()}]`],
  ["600,000 keys", `{${Array.from({ length: 600_000 }, (_, at) => `"k${at}":1`).join()}}`],
])
  await attack(`O5 ${name} with a bad signature`, () => pool.check(request(text)));
pool.close();
const keyed = encoder.encode(`{${Array.from({ length: 600_000 }, (_, at) => `"k${at}":1`).join()}}`);
await attack("O5 600,000 keys in an answer", () => readJsonInTurns(keyed));

const cache = new EventCache({ events: async () => [] });
const text = JSON.stringify(event({ nested }, key));
await attack("O8 2,000 events of 60 KiB of empty objects kept", async () => {
  for (let at = 0; at < 2_000; at++) {
    const json = parseJson(text).value;
    const eventId = `$${at}`;
    cache.put({ stored: { eventId, status: "accepted", json }, pdu: loadPdu(json, "10", eventId) });
    await new Promise((resolve) => setImmediate(resolve));
  }
});

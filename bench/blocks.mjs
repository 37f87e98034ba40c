/**
 * What strangers, large rooms and large data do to a server that others use: the longest time for which its event loop did not turn,
 * and its heap (O1, O5, O8). Everything goes through HTTP.
 *
 *   npm run build && node bench/blocks.mjs [--members 5000] [--only WORD]
 *
 * The server runs in a process of its own with 400 MiB of heap: embedded, or on PostgreSQL where DATABASE_URL names one (in a
 * schema that is dropped afterwards). `strangers.mjs` measures the same work without the network.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { eventId, signEvent } from "../auth/dist/index.js";
import { makeCertificates } from "../server/dist/demo/certificates.js";
import { watchBlocks } from "./support/blocks.mjs";
import { startResident } from "./support/resident.mjs";
import { caller, onStore, serveParent, startFederated } from "./support/server.mjs";

const argument = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
};
const MEMBERS = Number(argument("--members", "5000"));
const ONLY = argument("--only", "");
const PORT = 39_448;
const OURS = `127.0.0.1:${PORT}`;
const MIB = 2 ** 20;

if (process.argv.includes("--server")) await serve(JSON.parse(argument("--server", "{}")));
else await onStore(bench);

async function serve(given) {
  const server = await startFederated(given, PORT);
  const blocks = watchBlocks();
  serveParent(server, () => {
    const block = blocks.take();
    globalThis.gc();
    process.send({ block, heap: process.memoryUsage().heapUsed / MIB });
    setTimeout(() => blocks.take(), 50);
  });
}

async function bench(name, store) {
  const certificates = makeCertificates();
  let junk;
  const resident = await startResident({
    certificates,
    members: MEMBERS,
    answer: (path) => (path.includes("/event_auth/") ? junk : undefined),
  });
  const { room } = resident;
  const child = fork(fileURLToPath(import.meta.url), ["--server", JSON.stringify({ store, certificates })], {
    env: { ...process.env, NODE_ENV: "production" },
    execArgv: ["--max-old-space-size=400", "--expose-gc"],
  });
  const next = () => new Promise((resolve) => child.once("message", resolve));
  const { port } = await next();
  const look = async () => {
    child.send("look");
    const seen = await next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    return seen;
  };
  const { agent, call } = caller(port, 4);
  const measure = async (what, act) => {
    if (!what.includes(ONLY)) return;
    const before = await look();
    const begun = performance.now();
    const said = await act();
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    const { block, heap } = await look();
    const grown = Math.round(heap - before.heap);
    console.log(
      `${name.padEnd(11)}${what.padEnd(50)} ${seconds.padStart(5)} s, longest block ${String(block.cpuMs).padStart(4)} ms` +
        ` (${block.ms} by the clock), heap ${grown < 0 ? "" : "+"}${grown} to ${Math.round(heap)} MiB${said ?? ""}`,
    );
  };

  const body = { username: "alice", auth: { type: "m.login.dummy" } };
  const { access_token: alice, user_id } = await call("POST", "/v3/register", undefined, body);
  const own = (await call("POST", "/v3/createRoom", alice, { preset: "public_chat", room_version: "10" }))
    .room_id;
  const at = (id, rest) => `/v3/rooms/${encodeURIComponent(id)}/${rest}`;

  const state = await call("GET", at(own, "state"), alice);
  const idOf = (type) => state.find((event) => event.type === type).event_id;
  junk = {
    auth_chain: Array.from({ length: 5_000 }, (_, number) =>
      room.make("m.x", room.owner, undefined, { number }),
    ),
  };
  await measure("O1 send_leave with an unknown auth event", async () => {
    const them = `@them:${resident.name}`;
    const event = signEvent(
      {
        type: "m.room.member",
        room_id: own,
        sender: them,
        state_key: them,
        content: { membership: "leave" },
        origin_server_ts: Date.now(),
        depth: 9,
        prev_events: [idOf("m.room.create")],
        auth_events: [idOf("m.room.create"), idOf("m.room.power_levels"), `$${"a".repeat(43)}`],
      },
      "10",
      resident.name,
      resident.signing,
    );
    const id = eventId(event, "10");
    const uri = `/_matrix/federation/v2/send_leave/${encodeURIComponent(own)}/${encodeURIComponent(id)}`;
    const { status } = await resident.ask(OURS, "PUT", uri, { content: event });
    return `, answered ${status}`;
  });

  const garbage = `X-Matrix origin="${resident.name}",destination="${OURS}",key="${resident.signing.keyId}",sig="${"A".repeat(86)}"`;
  const texts = [
    ["8 MiB of [1.5,...]", `[${Array(2_000_000).fill("1.5").join()}]`],
    ["8 MiB of [{},...]", `[${Array(2_700_000).fill("{}").join()}]`],
    ["600,000 keys", `{${Array.from({ length: 600_000 }, (_, key) => `"k${key}":1`).join()}}`],
  ];
  for (const [what, text] of texts)
    await measure(`O5 ${what}, signed with garbage`, async () => {
      const uri = `/_matrix/federation/v1/send/${encodeURIComponent(what)}`;
      const asked = resident.ask(OURS, "PUT", uri, { text, authorization: garbage });
      return `, answered ${(await asked.catch(() => ({ status: "by a closed connection" }))).status}`;
    });

  const nested = Array.from({ length: 20_000 }, () => ({}));
  await measure("O8 300 messages of 60 KiB of empty objects", async () => {
    for (let number = 0; number < 300; number++)
      await call("PUT", at(own, `send/m.x/${number}`), alice, { nested });
  });

  await measure(`a join into a room of ${MEMBERS} members`, async () => {
    await call("POST", `/v3/join/${encodeURIComponent(room.roomId)}?via=${resident.name}`, alice, {});
  });
  if ((await call("GET", "/v3/joined_rooms", alice)).joined_rooms.includes(room.roomId)) {
    const { chunk } = await call("GET", at(room.roomId, "messages?dir=b&limit=1"), alice);
    const place = encodeURIComponent(room.roomId);
    for (const kind of ["state", "state_ids"])
      await measure(`/${kind} of it for another server`, async () => {
        const uri = `/_matrix/federation/v1/${kind}/${place}?event_id=${encodeURIComponent(chunk[0].event_id)}`;
        const { status, bytes } = await resident.ask(OURS, "GET", uri);
        return `, answered ${status}, ${(bytes / MIB).toFixed(1)} MiB`;
      });
    await measure("/state of it for a client", async () => {
      await call("GET", at(room.roomId, "state"), alice);
    });
    await measure("/members of it", async () => {
      await call("GET", at(room.roomId, "members"), alice);
    });
    await measure("a first /sync with it", async () => {
      await call("GET", "/v3/sync", alice);
    });
  }

  const data = (type) => `/v3/user/${encodeURIComponent(user_id)}/account_data/${type}`;
  const large = [
    ["1 MiB of empty objects", { list: Array.from({ length: 349_000 }, () => ({})) }],
    ["1 MiB of text", { text: "x".repeat(MIB - 1_000) }],
    ["60,000 keys", Object.fromEntries(Array.from({ length: 60_000 }, (_, key) => [`key${key}`, 1]))],
  ];
  for (const [kind, [what, content]] of large.entries()) {
    const path = data(`org.example.${kind}`);
    await measure(`account data: ${what}`, () => call("PUT", path, alice, content).then(() => undefined));
    await measure(`account data: ${what}, again`, () =>
      call("PUT", path, alice, content).then(() => undefined),
    );
    await measure(`account data: ${what}, read`, () => call("GET", path, alice).then(() => undefined));
  }
  const nulls = (count, name) => ({
    messages: { [name]: Object.fromEntries(Array.from({ length: count }, (_, key) => [`key${key}`, null])) },
  });
  const refused = [
    ["60,000 nulls to devices", "/v3/sendToDevice/m.x/1", "PUT", nulls(60_000, "@a:b")],
    ["a long name with nulls", "/v3/sendToDevice/m.x/2", "PUT", nulls(30_000, `@${"~".repeat(MIB / 2)}`)],
    [
      "a query for 60,000 keys of numbers",
      "/v3/keys/query",
      "POST",
      { device_keys: nulls(60_000, "@a:b").messages },
    ],
  ];
  for (const [what, path, method, content] of refused)
    await measure(`refused: ${what}`, () =>
      call(method, path, alice, content).then(
        () => ", answered 200",
        (error) => `, answered ${error.message.split(": ")[1].slice(0, 3)}`,
      ),
    );
  const users = Array.from({ length: 30_000 }, (_, at) => [`@user${at}:${OURS}`, []]);
  await measure("a query for keys of 30,000 users", () =>
    call("POST", "/v3/keys/query", alice, { device_keys: Object.fromEntries(users) }).then(() => undefined),
  );
  const { version } = await call("POST", "/v3/room_keys/version", alice, {
    algorithm: "m.megolm_backup.v1.curve25519-aes-sha2",
    auth_data: {},
  });
  const session = (session_data) => ({
    first_message_index: 1,
    forwarded_count: 0,
    is_verified: false,
    session_data,
  });
  const sessions = (count, data) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`session${at}`, session(data)]));
  const backups = [
    ["of 1 MiB in 1,000 sessions", sessions(1_000, { ciphertext: "x".repeat(900) })],
    ["of 1 MiB in 9,000 small sessions", sessions(9_000, {})],
    ["of 1 MiB of empty objects", sessions(1, { list: Array.from({ length: 349_000 }, () => ({})) })],
    ["in 16 sessions of 60 KiB of empty objects", sessions(16, { nested })],
    [
      "in 1,000 sessions of empty objects",
      sessions(1_000, { list: Array.from({ length: 300 }, () => ({})) }),
    ],
  ];
  for (const [what, of] of backups) {
    const rooms = { [own]: { sessions: of } };
    await measure(`keys to a backup, ${what}`, () =>
      call("PUT", `/v3/room_keys/keys?version=${version}`, alice, { rooms }).then(
        () => undefined,
        (error) => `, answered ${error.message.split(": ")[1].slice(0, 3)}`,
      ),
    );
    await measure(`keys to a backup, ${what}, again`, () =>
      call("PUT", `/v3/room_keys/keys?version=${version}`, alice, { rooms }).then(
        () => undefined,
        () => ", refused",
      ),
    );
    await measure(`keys to a backup, ${what}, read`, () =>
      call("GET", `/v3/room_keys/keys?version=${version}`, alice).then(() => undefined),
    );
  }
  await measure("a first /sync with all that", () => call("GET", "/v3/sync", alice).then(() => undefined));

  agent.destroy();
  child.send("stop");
  await new Promise((resolve) => child.once("exit", resolve));
  resident.close();
  certificates.remove();
}

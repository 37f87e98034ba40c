/** `npm run demo`: a knock between two servers on this machine, from the first refusal to the join. */
import { createServer as createSocket } from "node:net";
import { createServer, type KnockServer, type Observed } from "../index.js";
import { type Certificates, makeCertificates } from "./certificates.js";

interface User {
  readonly name: string;
  readonly userId: string;
  call(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
}

const say = (text = ""): void => void process.stdout.write(`${text}\n`);

/** Requests between the servers, as the receiver sees them. */
function traffic(to: string): (request: Observed) => void {
  return ({ method, path, status }) => {
    const shown = decodeURIComponent(path)
      .replace("/_matrix/", "")
      .replace(/\$[\w-]{10,}/, "$…");
    say(`      → ${to}  ${method} ${shown}  ${status}`);
  };
}

async function freePort(): Promise<number> {
  const socket = createSocket();
  await new Promise<void>((resolve) => socket.listen(0, "127.0.0.1", resolve));
  const address = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port is free");
  return address.port;
}

async function start(name: string, { ca, cert, key }: Certificates): Promise<KnockServer> {
  const port = await freePort();
  return createServer({
    config: { serverName: `127.0.0.1:${port}`, registration: "open" },
    client: { port: 0 },
    federation: { port, tls: { cert, key } },
    caFiles: [ca],
    outgoing: { allowPrivateAddresses: true },
    onFederationRequest: traffic(name),
  });
}

async function register(server: KnockServer, name: string): Promise<User> {
  const base = `http://127.0.0.1:${server.clientPort}/_matrix/client/v3`;
  const call = async (token: string | undefined, method: string, path: string, body?: object) => {
    const response = await fetch(base + path, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(method === "GET" ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    const answer: Record<string, unknown> = JSON.parse(await response.text());
    return { ...answer, status: response.status };
  };
  const account = { username: name, auth: { type: "m.login.dummy" } };
  const opened: Record<string, unknown> = await call(undefined, "POST", "/register", account);
  const { access_token: token, user_id: userId } = opened;
  if (typeof token !== "string" || typeof userId !== "string") throw new Error("no account could be opened");
  return { name, userId, call: (method, path, body) => call(token, method, path, body) };
}

/** Waits until a user's sync shows the room in a section, and gives what it shows. */
async function shows(
  user: User,
  section: string,
  roomId: string,
  holds: (text: string) => boolean,
): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const filter = encodeURIComponent(JSON.stringify({ room: { include_leave: true } }));
    const { rooms } = await user.call("GET", `/sync?filter=${filter}`);
    const inSection: unknown = typeof rooms === "object" && rooms !== null ? Reflect.get(rooms, section) : {};
    const room: unknown =
      typeof inSection === "object" && inSection !== null ? Reflect.get(inSection, roomId) : undefined;
    if (room !== undefined && holds(JSON.stringify(room))) {
      say(`      ${user.name} sees it: rooms.${section}`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${user.name} does not see the room in rooms.${section}`);
}

async function play(home: KnockServer, away: KnockServer): Promise<void> {
  let step = 0;
  const next = (text: string): void => say(`\n  ${++step}. ${text}`);
  const alice = await register(home, "alice");
  const bob = await register(away, "bob");
  next(`Alice, ${alice.userId}, makes a room of version 10 that may be knocked on`);
  const { room_id: roomId } = await alice.call("POST", "/createRoom", {
    name: "The warm room",
    room_version: "10",
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
  if (typeof roomId !== "string") throw new Error("no room could be made");
  const room = encodeURIComponent(roomId);
  const knock = (reason: string) =>
    bob.call("POST", `/knock/${room}?via=${encodeURIComponent(home.serverName)}`, { reason });
  const about = (reason?: string): object => ({ user_id: bob.userId, ...(reason && { reason }) });
  next(`Bob, ${bob.userId}, knocks through Alice's server: "Let me in, it is cold"`);
  await knock("Let me in, it is cold");
  await shows(bob, "knock", roomId, (text) => text.includes("The warm room"));
  await shows(alice, "join", roomId, (text) => text.includes("Let me in, it is cold"));
  next('Alice refuses: "Not now"');
  await alice.call("POST", `/rooms/${room}/kick`, about("Not now"));
  await shows(bob, "leave", roomId, (text) => text.includes("Not now"));
  next('Bob knocks again: "Now?"');
  await knock("Now?");
  await shows(bob, "knock", roomId, (text) => text.includes("Now?"));
  next("Alice invites Bob");
  await alice.call("POST", `/rooms/${room}/invite`, about());
  await shows(bob, "invite", roomId, (text) => text.includes("The warm room"));
  next("Bob joins, and says hello");
  await bob.call("POST", `/join/${room}`);
  await bob.call("PUT", `/rooms/${room}/send/m.room.message/1`, { msgtype: "m.text", body: "Hello!" });
  await shows(alice, "join", roomId, (text) => text.includes("Hello!"));
}

const began = Date.now();
say("Two servers start on this machine; each has a store, keys and a certificate of its own.");
const certificates = makeCertificates();
const servers: KnockServer[] = [];
try {
  const home = await start("Alice's", certificates);
  servers.push(home);
  const away = await start("Bob's  ", certificates);
  servers.push(away);
  await play(home, away);
  say(`\nDone in ${((Date.now() - began) / 1000).toFixed(1)} s.`);
} finally {
  await Promise.all(servers.map((server) => server.close()));
  certificates.remove();
}

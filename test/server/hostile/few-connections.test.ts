/** O11: what callers who are not known have us ask other servers, all of them together, and each user. */
import { createServer } from "node:net";
import { generateKeyPair, type JsonObject, signRequest } from "@knockgen/auth";
import { afterAll, expect, it } from "vitest";
import { startServer } from "../support/servers.js";

const hs = await startServer();
afterAll(() => hs.close());
const alice = await hs.user("alice");

/** Something at a port of this machine that lets callers wait, and ends in no answer. */
let open = 0;
let most = 0;
let all = 0;
const listener = createServer((socket) => {
  all++;
  most = Math.max(most, ++open);
  socket.on("error", () => {});
  socket.on("close", () => open--);
  setTimeout(() => socket.destroy(), 50);
});
await new Promise<void>((resolve) => listener.listen(0, "0.0.0.0", resolve));
afterAll(() => listener.close());
const address = listener.address();
const port = typeof address === "object" ? address?.port : undefined;

let count = 0;
/** Names of this machine, at none of which a server answers. */
const names = (): string[] =>
  Array.from({ length: 30 }, () => `127.0.${Math.floor(++count / 200) + 1}.${(count % 200) + 1}:${port}`);

const client = (path: string): Promise<unknown> => fetch(`${hs.url}/_matrix/client/v3/${path}`);
const query = (servers: readonly string[]): Promise<unknown> =>
  fetch(`${hs.url}/_matrix/key/v2/query`, {
    method: "POST",
    body: JSON.stringify({ server_keys: Object.fromEntries(servers.map((name) => [name, {}])) }),
  });

/** A request in the name of a server. */
function inTheNameOf(
  origin: string,
  method = "GET",
  uri = "/_matrix/federation/v1/query/profile?user_id=%40a%3Ab",
  content?: JsonObject,
): Promise<unknown> {
  const authorization = signRequest(
    { method, uri, origin, destination: hs.serverName, content },
    generateKeyPair("1"),
  );
  const body = content === undefined ? {} : { body: JSON.stringify(content) };
  return fetch(`${hs.url}${uri}`, { method, headers: { authorization }, ...body });
}

const each = (servers: readonly string[], ask: (name: string) => Promise<unknown>): Promise<unknown> =>
  Promise.all(servers.map(ask));
const id = encodeURIComponent;
const FAR = 9_999_999_999_999;

it.each<readonly [string, number, (servers: readonly string[]) => Promise<unknown>]>([
  [
    "two lists of servers",
    4,
    (servers) => Promise.all([query(servers.slice(0, 15)), query(servers.slice(15))]),
  ],
  [
    "one server each",
    4,
    (servers) => Promise.all(servers.map((name) => fetch(`${hs.url}/_matrix/key/v2/query/${name}`))),
  ],
  ["requests in the name of servers", 4, (servers) => each(servers, (name) => inTheNameOf(name))],
  [
    "profiles for clients without an account",
    8,
    (servers) => Promise.all(servers.map((name) => client(`profile/${encodeURIComponent(`@a:${name}`)}`))),
  ],
  [
    "aliases for clients without an account",
    8,
    (servers) =>
      Promise.all(servers.map((name) => client(`directory/room/${encodeURIComponent(`#a:${name}`)}`))),
  ],
  [
    "directories for clients without an account",
    8,
    (servers) => Promise.all(servers.map((name) => client(`publicRooms?server=${encodeURIComponent(name)}`))),
  ],
  [
    "summaries of rooms by their aliases, where an account is not asked for but taken",
    8,
    (servers) =>
      each(servers, (name) => fetch(`${hs.url}/_matrix/client/v1/room_summary/${id(`#a:${name}`)}`)),
  ],
  [
    "single fields of profiles",
    8,
    (servers) => each(servers, (name) => client(`profile/${id(`@a:${name}`)}/avatar_url`)),
  ],
  [
    "profiles for clients whose token is none",
    8,
    (servers) =>
      each(servers, (name) =>
        fetch(`${hs.url}/_matrix/client/v3/profile/${id(`@a:${name}`)}`, {
          headers: { authorization: "Bearer none" },
        }),
      ),
  ],
  [
    "pages of directories",
    8,
    (servers) => each(servers, (name) => client(`publicRooms?server=${id(name)}&limit=1&since=a`)),
  ],
  [
    "profiles and aliases side by side",
    8,
    (servers) =>
      each(servers, (name) =>
        client(Number(name.at(8)) % 2 ? `profile/${id(`@a:${name}`)}` : `directory/room/${id(`#a:${name}`)}`),
      ),
  ],
  [
    "keys that are to be good for long",
    4,
    (servers) =>
      each(servers, (name) => fetch(`${hs.url}/_matrix/key/v2/query/${name}?minimum_valid_until_ts=${FAR}`)),
  ],
  [
    "lists of keys that are to be good for long",
    4,
    (servers) =>
      fetch(`${hs.url}/_matrix/key/v2/query`, {
        method: "POST",
        body: JSON.stringify({
          server_keys: Object.fromEntries(
            servers.map((name) => [name, { "ed25519:1": { minimum_valid_until_ts: FAR } }]),
          ),
        }),
      }),
  ],
  [
    "transactions in the name of servers",
    4,
    (servers) =>
      each(servers, (name) =>
        inTheNameOf(name, "PUT", "/_matrix/federation/v1/send/1", {
          origin: name,
          origin_server_ts: 1,
          pdus: [],
        }),
      ),
  ],
  [
    "invites in the name of servers",
    4,
    (servers) =>
      each(servers, (name) =>
        inTheNameOf(name, "PUT", `/_matrix/federation/v2/invite/${id(`!r:${name}`)}/%24a`, {
          room_version: "10",
          event: {},
          invite_room_state: [],
        }),
      ),
  ],
  [
    "keys of users of many servers",
    8,
    (servers) =>
      alice.post("/keys/query", {
        device_keys: Object.fromEntries(servers.map((name) => [`@a:${name}`, []])),
      }),
  ],
  [
    "keys that are claimed of many servers",
    8,
    (servers) =>
      alice.post("/keys/claim", {
        one_time_keys: Object.fromEntries(servers.map((name) => [`@a:${name}`, { D: "signed_curve25519" }])),
      }),
  ],
  [
    "directories for a user",
    8,
    (servers) => each(servers, (name) => alice.get(`/publicRooms?server=${id(name)}`)),
  ],
  [
    "profiles, directories and keys for a user",
    8,
    (servers) =>
      each(servers, (name) => {
        const at = Number(name.at(8)) % 3;
        if (at === 0) return alice.get(`/profile/${id(`@a:${name}`)}`);
        if (at === 1) return alice.post(`/publicRooms?server=${id(name)}`, {});
        return alice.post("/keys/query", { device_keys: { [`@a:${name}`]: [] } });
      }),
  ],
  [
    "invites to a room",
    8,
    async (servers) => {
      const { room_id } = await alice.ok("POST", "/createRoom", {});
      await each(servers, (name) => alice.post(`/rooms/${id(room_id)}/invite`, { user_id: `@a:${name}` }));
    },
  ],
  [
    "joins and knocks by way of many servers",
    8,
    (servers) =>
      each(servers, (name) =>
        alice.post(`/${Number(name.at(8)) % 2 ? "join" : "knock"}/${id(`!r:${name}`)}?via=${id(name)}`, {}),
      ),
  ],
])("O11: %s open at most %i connections at a time", async (_, limit, ask) => {
  all = 0;
  most = 0;
  await ask(names());
  expect(all).toBe(30);
  // One that was ended may be counted for a moment longer.
  expect(most).toBeLessThanOrEqual(limit + 1);
});

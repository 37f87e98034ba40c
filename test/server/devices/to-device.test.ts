/** C160 to C164, C62: messages to devices, until they have them. */
import { isJsonObject, own } from "@knockgen/auth";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import type { Client } from "../support/client.js";
import { type Device, device, login } from "../support/device.js";
import { startFakeServer } from "../support/fake-server.js";
import { startServer, type TestServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  return () => server.close();
});

type Contents = Record<string, Record<string, unknown>>;

const send = (by: Client, id: string, messages: Contents, type = "m.test") =>
  by.put(`/sendToDevice/${type}/${id}`, { messages });

const to = ({ userId, deviceId }: Device, content: object): Contents => ({
  [userId]: { [deviceId]: content },
});

interface Message {
  readonly sender: string;
  readonly type: string;
  readonly content: object;
}

async function messages(client: Client, since?: string) {
  const { to_device, next_batch } = await client.sync(since);
  const events: readonly Message[] = to_device?.events ?? [];
  return { events, next_batch };
}

const contents = ({ events }: { readonly events: readonly Message[] }) =>
  events.map(({ content }) => content);

it("C160, C161, C162 a message wakes its device, and comes until the next token is used", async () => {
  const alice = await device(server, "alice160");
  const bob = await device(server, "bob160");
  const start = await messages(bob);
  const waiting = bob.sync(start.next_batch, 30_000);
  expect(await send(alice, "1", to(bob, { n: 1 }))).toMatchObject({ status: 200, body: {} });
  const first = { sender: alice.userId, type: "m.test", content: { n: 1 } };
  expect((await waiting).to_device).toEqual({ events: [first] });
  expect((await messages(bob, start.next_batch)).events).toEqual([first]);
  await send(alice, "2", to(bob, { n: 2 }));
  // A sync without a token shows all that no token has confirmed.
  expect(contents(await messages(bob))).toEqual([{ n: 1 }, { n: 2 }]);
  const second = await messages(bob, start.next_batch);
  expect(contents(second)).toEqual([{ n: 1 }, { n: 2 }]);
  expect(contents(await messages(bob, second.next_batch))).toEqual([]);
  expect(contents(await messages(bob))).toEqual([]);
  const filter = encodeURIComponent(JSON.stringify({ room: { rooms: [] }, account_data: { types: [] } }));
  await send(alice, "3", to(bob, { n: 3 }));
  expect((await bob.ok("GET", `/sync?filter=${filter}`)).to_device.events).toHaveLength(1);
});

it("C8, C160 a repeat does nothing; another type, ID or device makes it another message", async () => {
  const alice = await device(server, "alice8");
  const second = await login(server, "alice8", "SECOND");
  const bob = await device(server, "bob8");
  await send(alice, "same", to(bob, { n: 1 }));
  await send(alice, "same", to(bob, { n: 2 }));
  await send(alice, "same", to(bob, { n: 3 }), "m.other");
  await send(second, "same", to(bob, { n: 4 }));
  const again = await login(server, "alice8", "SECOND");
  await send(again, "same", to(bob, { n: 5 }));
  expect(contents(await messages(bob))).toEqual([{ n: 1 }, { n: 3 }, { n: 4 }]);
});

it("C160 a star is for all devices, the sender's too; what there is not is passed over", async () => {
  const alice = await device(server, "alice160s");
  const second = await login(server, "alice160s", "SECOND");
  const bob = await device(server, "bob160s");
  const everywhere = { [alice.userId]: { "*": { n: 0 }, SECOND: { n: 1 }, NONE: { n: 2 } } };
  const nowhere = { "@none:127.0.0.1": { "*": {} }, [`@none:${server.serverName}`]: { "*": {} } };
  expect((await send(alice, "1", { ...everywhere, ...nowhere })).status).toBe(200);
  expect(contents(await messages(alice))).toEqual([{ n: 0 }]);
  expect(contents(await messages(second))).toEqual([{ n: 1 }]);
  expect(contents(await messages(bob))).toEqual([]);
  const large = await send(alice, "2", to(bob, { large: "x".repeat(65_536) }));
  expect([large.status, large.body.errcode]).toEqual([413, "M_TOO_LARGE"]);
  const long = await send(alice, "x".repeat(256), to(bob, {}));
  expect([long.status, long.body.errcode]).toEqual([400, "M_INVALID_PARAM"]);
});

it("C161 a hundred come at once, and the rest with the next token", async () => {
  const alice = await device(server, "alice161");
  const bob = await device(server, "bob161");
  for (let n = 0; n < 120; n += 1) await send(alice, String(n), to(bob, { n }));
  const first = await messages(bob);
  const second = await messages(bob, first.next_batch);
  const third = await messages(bob, second.next_batch);
  const all = Array.from({ length: 120 }, (_, n) => ({ n }));
  expect([contents(first), contents(second), contents(third)]).toEqual([
    all.slice(0, 100),
    all.slice(100),
    [],
  ]);
});

it("C62 a device that is deleted loses its messages", async () => {
  const alice = await device(server, "alice62d");
  await login(server, "alice62d", "PHONE").then(async (phone) => {
    await send(alice, "1", to(phone, { n: 1 }));
    await phone.ok("POST", "/logout");
  });
  expect(contents(await messages(await login(server, "alice62d", "PHONE")))).toEqual([]);
});

it("C163, C164 between servers", async () => {
  const fake = await startFakeServer({ authority: testAuthority() });
  onTestFinished(() => fake.close());
  const alice = await device(server, "alice163");
  const remote = `@far:${fake.name}`;
  await send(alice, "1", { [remote]: { "*": { n: 1 } } });
  await send(alice, "1", { [remote]: { "*": { n: 2 } } });
  await send(alice, "2", { [remote]: { THERE: { n: 3 } } });
  await fake.until(({ edus }) => edus.length === 2);
  const content = { sender: alice.userId, type: "m.test", message_id: expect.any(String) };
  expect(fake.edus).toEqual([
    { edu_type: "m.direct_to_device", content: { ...content, messages: { [remote]: { "*": { n: 1 } } } } },
    { edu_type: "m.direct_to_device", content: { ...content, messages: { [remote]: { THERE: { n: 3 } } } } },
  ]);
  const second = await login(server, "alice163", "SECOND");
  const edu = (sender: string, message_id: string, devices: Record<string, { n: number }>) => ({
    edu_type: "m.direct_to_device",
    content: {
      sender,
      type: "m.far",
      message_id,
      messages: { [alice.userId]: devices, "@x:y": { "*": {} } },
    },
  });
  const sent = await fake.request({
    destination: server.serverName,
    method: "PUT",
    uri: "/_matrix/federation/v1/send/once",
    content: {
      origin: fake.name,
      origin_server_ts: 1,
      pdus: [],
      edus: [
        edu(remote, "a", { "*": { n: 1 }, NONE: { n: 9 } }),
        edu(remote, "a", { "*": { n: 2 } }),
        edu("@someone:elsewhere.example", "b", { "*": { n: 3 } }),
        { edu_type: "m.direct_to_device", content: { sender: remote } },
        edu(remote, "c", { SECOND: { n: 4 } }),
      ],
    },
  });
  expect(sent.ok && isJsonObject(sent.value) && own(sent.value, "pdus")).toEqual({});
  expect(contents(await messages(alice))).toEqual([{ n: 1 }]);
  expect((await messages(second)).events).toEqual([
    { sender: remote, type: "m.far", content: { n: 1 } },
    { sender: remote, type: "m.far", content: { n: 4 } },
  ]);
});

it("O1: among thousands of users and devices that there are not, those that there are get theirs once", async () => {
  const alice = await device(server, "alice-many");
  const bob = await device(server, "bob-many");
  const phone = await login(server, "bob-many", "PHONE");
  const unknown = Array.from({ length: 3_000 }, (_, at) => `no${at}`);
  const devices = Object.fromEntries(unknown.map((id) => [id, { n: 0 }]));
  const users = Object.fromEntries(
    unknown.map((name) => [`@${name}:${server.serverName}`, { "*": { n: 0 } }]),
  );
  const answer = await send(alice, "many", {
    ...users,
    [bob.userId]: { "*": { n: 1 }, ...devices, [phone.deviceId]: { n: 2 } },
    [alice.userId]: { ...devices, [alice.deviceId]: { n: 3 } },
  });
  expect(answer.status).toBe(200);
  const got = await Promise.all([bob, phone, alice].map(async (client) => contents(await messages(client))));
  expect(got).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]]);
});

it("C163 many messages to one server go in several EDUs, all of which it takes", async () => {
  const fake = await startFakeServer({ authority: testAuthority() });
  onTestFinished(() => fake.close());
  const alice = await device(server, "alice163m");
  const users = Array.from({ length: 1_200 }, (_, at) => `@u${at}:${fake.name}`);
  const sent = Object.fromEntries(users.map((user, n) => [user, { A: { n }, B: { n } }]));
  expect((await send(alice, "many", sent)).status).toBe(200);
  await fake.until(({ edus }) => edus.length === 5);
  const got = fake.edus.flatMap(({ content }) => (isJsonObject(content) ? [content] : []));
  expect(new Set(got.map((content) => own(content, "message_id"))).size).toBe(5);
  const all: Record<string, Record<string, unknown>> = {};
  for (const content of got)
    for (const [user, devices] of Object.entries(own(content, "messages") ?? {}))
      all[user] = { ...all[user], ...devices };
  expect(all).toEqual(sent);
});

it("C160 a message that is too large is refused, wherever it goes", async () => {
  const alice = await device(server, "alice160l");
  const large = { body: "x".repeat(70_000) };
  for (const user of [alice.userId, "@far:elsewhere.example"])
    expect((await send(alice, user, { [user]: { "*": large } })).body.errcode).toBe("M_TOO_LARGE");
});

it("C160 spaces in a type make no other message a repeat", async () => {
  const [alice, bob] = [await device(server, "spaces1"), await device(server, "spaces2")];
  const pairs = [
    ["m.a", "b c"],
    ["m.a b", "c"],
    ["m.a%20b", "c"],
  ] as const;
  for (const [type, id] of [...pairs, ...pairs]) {
    const path = `/sendToDevice/${encodeURIComponent(type)}/${encodeURIComponent(id)}`;
    await alice.ok("PUT", path, { messages: to(bob, { type, id }) });
  }
  expect(contents(await messages(bob))).toEqual(pairs.map(([type, id]) => ({ type, id })));
});

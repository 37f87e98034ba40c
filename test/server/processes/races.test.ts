/** Requests at once, each to another process on one PostgreSQL: one of them wins, or all of them count. */
import { generateKeyPair } from "@knockgen/auth";
import { beforeAll, describe, expect, it } from "vitest";
import { Client } from "../support/client.js";
import { login } from "../support/device.js";
import { hasPostgres } from "../support/postgres.js";
import { PASSWORD, startServer, type TestServer } from "../support/servers.js";
import { lendSchema } from "../support/spare-schemas.js";

/** A race may end well by chance. */
const ROUNDS = 4;
const id = encodeURIComponent;
const proof = (user: string) => ({
  type: "m.login.password",
  identifier: { type: "m.id.user", user },
  password: PASSWORD,
});

describe.skipIf(!(await hasPostgres()))("of two processes", () => {
  let one: TestServer;
  let two: TestServer;
  beforeAll(async () => {
    const schema = await lendSchema();
    const shared = { store: { databaseUrl: schema.url }, config: { serverName: "shared.example" } };
    [one, two] = [await startServer(shared), await startServer(shared)];
    return async () => {
      await Promise.all([one.close(), two.close()]);
      await schema.drop();
    };
  });

  const there = ({ token, userId }: Client) => new Client(two.url, token, userId);
  /** By turns, all at once. */
  const both = <Given, Got>(
    by: Client,
    given: readonly Given[],
    act: (by: Client, each: Given) => Promise<Got>,
  ): Promise<Got[]> => Promise.all(given.map((each, at) => act(at % 2 === 0 ? by : there(by), each)));
  const statuses = (answers: readonly { readonly status: number }[]) =>
    answers.map(({ status }) => status).sort();
  const rounds = async (name: string, run: (name: string) => Promise<void>) => {
    for (let round = 0; round < ROUNDS; round++) await run(`${name}${round}`);
  };

  it("C166 one takes the first master key, and the other asks for the password", () =>
    rounds("first", async (name) => {
      const alice = await one.user(name, PASSWORD);
      const keys = [generateKeyPair("x").publicKey, generateKeyPair("x").publicKey];
      const answers = await both(alice, keys, (by, key) =>
        by.post("/keys/device_signing/upload", {
          master_key: { user_id: alice.userId, usage: ["master"], keys: { [`ed25519:${key}`]: key } },
        }),
      );
      expect(statuses(answers)).toEqual([200, 401]);
      const kept = keys[answers.findIndex(({ status }) => status === 200)];
      const { master_keys } = await alice.ok("POST", "/keys/query", { device_keys: { [alice.userId]: [] } });
      expect(master_keys[alice.userId].keys).toEqual({ [`ed25519:${kept}`]: kept });
    }));

  it("C105, C106 one makes an alias, and one deletes it", () =>
    rounds("alias", async (name) => {
      const alice = await one.user(name);
      const path = `/directory/room/${id(`#${name}:shared.example`)}`;
      const rooms = [await alice.createRoom(), await alice.createRoom()];
      const made = await both(alice, rooms, (by, room_id) => by.put(path, { room_id }));
      expect(statuses(made)).toEqual([200, 409]);
      expect(statuses(await both(alice, [1, 2], (by) => by.call("DELETE", path)))).toEqual([200, 404]);
      const asked = await both(alice, [1, 2], (by) => by.post("/createRoom", { room_alias_name: name }));
      expect(statuses(asked)).toEqual([200, 400]);
      expect((await alice.ok("GET", "/joined_rooms")).joined_rooms).toHaveLength(3);
    }));

  it("C68 who is deactivated stays in no room, not even in one that they were about to join", () =>
    rounds("gone", async (name) => {
      const alice = await one.user(`${name}.host`);
      const bob = await one.user(name, PASSWORD);
      const rooms = await both(alice, Array.from({ length: 12 }), (by) =>
        by.createRoom({ preset: "public_chat" }),
      );
      const joins: Promise<unknown>[] = [];
      let isOver = false;
      const deactivated = bob.post("/account/deactivate", { auth: proof(name) }).finally(() => {
        isOver = true;
      });
      // At any moment of it, without waiting for the one before.
      for (let at = 0; !isOver; at++) {
        joins.push(there(bob).join(rooms[at % rooms.length] ?? ""));
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
      expect((await deactivated).status).toBe(200);
      await Promise.all(joins);
      for (const room of rooms) {
        const path = `/rooms/${id(room)}/state/m.room.member/${id(bob.userId)}`;
        await expect
          .poll(async () => (await alice.get(path)).body.membership ?? "leave", { timeout: 20_000 })
          .toBe("leave");
      }
    }));

  it("C147, C149 one takes the name of a key, and each key is given once", () =>
    rounds("keys", async (name) => {
      const alice = await one.user(name, PASSWORD);
      const { device_id } = await alice.ok("GET", "/account/whoami");
      const upload = (by: Client, keys: object) => by.post("/keys/upload", { one_time_keys: keys });
      const key = (text: string) => ({ key: text, signatures: {} });
      const named = ["one", "two"].map((text) => ({ "signed_curve25519:A": key(text) }));
      expect(statuses(await both(alice, named, upload))).toEqual([200, 400]);
      const others = Array.from({ length: 9 }, (_, at) => ({ [`signed_curve25519:B${at}`]: key(`${at}`) }));
      await both(alice, others, upload);
      const wanted = { one_time_keys: { [alice.userId]: { [device_id]: "signed_curve25519" } } };
      const claims = await both(alice, Array.from({ length: 14 }), (by) =>
        by.ok("POST", "/keys/claim", wanted),
      );
      const given = claims.flatMap((claim) =>
        Object.keys(claim.one_time_keys[alice.userId]?.[device_id] ?? {}),
      );
      expect([given.length, new Set(given).size]).toEqual([10, 10]);
    }));

  it("C171, C173, C175 each backup has a version of its own, and the best key stays", () =>
    rounds("backup", async (name) => {
      const alice = await one.user(name);
      const made = await both(alice, [1, 2, 3, 4], (by) =>
        by.ok("POST", "/room_keys/version", { algorithm: "a", auth_data: {} }),
      );
      expect(new Set(made.map(({ version }) => version)).size).toBe(4);
      const put = (by: Client, [session, first]: readonly [string, number]) =>
        by.ok("PUT", `/room_keys/keys/${id("!r:x")}/${session}?version=4`, {
          first_message_index: first,
          forwarded_count: 0,
          is_verified: false,
          session_data: {},
        });
      await both(alice, [["s", 5] as const, ["s", 1] as const, ["s", 3] as const, ["t", 1] as const], put);
      const { rooms } = await alice.ok("GET", "/room_keys/keys?version=4");
      expect(rooms["!r:x"].sessions).toMatchObject({ s: { first_message_index: 1 }, t: {} });
      const changes = await both(alice, [["u", 1] as const, ["v", 1] as const], put);
      expect(new Set(changes.map(({ etag }) => etag)).size).toBe(2);
    }));

  it("C21, C36, C189 tags, push rules and fields of the profile do not replace each other", () =>
    rounds("merged", async (name) => {
      const alice = await one.user(name);
      const room = await alice.createRoom();
      const names = ["a", "b", "c", "d"];
      const tags = `/user/${id(alice.userId)}/rooms/${id(room)}/tags`;
      const profile = `/profile/${id(alice.userId)}`;
      await both(alice, names, (by, tag) => by.ok("PUT", `${tags}/${tag}`, {}));
      await both(alice, names, (by, rule) =>
        by.ok("PUT", `/pushrules/global/content/${rule}`, { pattern: rule, actions: [] }),
      );
      await both(alice, names, (by, each) => by.ok("PUT", `${profile}/a.${each}`, { [`a.${each}`]: each }));
      expect(Object.keys((await alice.ok("GET", tags)).tags).sort()).toEqual(names);
      expect((await there(alice).ok("GET", "/pushrules/global/")).content).toHaveLength(names.length);
      expect(
        Object.keys(await there(alice).ok("GET", profile)).filter((key) => key !== "displayname"),
      ).toHaveLength(names.length);
    }));

  it("C8, C87 a transaction and a reaction count once", () =>
    rounds("once", async (name) => {
      const alice = await one.user(name, PASSWORD);
      const other = await login(one, name, "OTHER");
      const room = id(await alice.createRoom());
      const send = (by: Client, [path, body]: readonly [string, object]) =>
        by.put(`/rooms/${room}/send/${path}`, body);
      const [first, again] = await both(
        alice,
        ["first", "again"].map((body) => ["m.room.message/1", { body }] as const),
        send,
      );
      expect(again?.body).toEqual(first?.body);
      const relation = { rel_type: "m.annotation", event_id: first?.body.event_id, key: "+" };
      const reactions = ["m.reaction/2", "m.reaction/3"].map(
        (path) => [path, { "m.relates_to": relation }] as const,
      );
      expect(statuses(await both(alice, reactions, send))).toEqual([200, 400]);
      const { next_batch } = await other.sync();
      const messages = { [alice.userId]: { OTHER: { a: 1 } } };
      await both(alice, [1, 2], (by) => by.ok("PUT", "/sendToDevice/x/1", { messages }));
      expect((await there(other).sync(next_batch)).to_device.events).toHaveLength(1);
    }));

  it("C67 of two changes of the password, the second finds that the old one is none any more", () =>
    rounds("password", async (name) => {
      const alice = await one.user(name, PASSWORD);
      const answers = await both(alice, ["first", "second"], (by, new_password) =>
        by.post("/account/password", { new_password, auth: proof(name), logout_devices: false }),
      );
      expect(statuses(answers)).toEqual([200, 401]);
    }));

  it("C63 of two logins with one device ID, the token of one is good, in both", () =>
    rounds("login", async (name) => {
      await one.user(name, PASSWORD);
      const devices = await Promise.all([login(one, name, "D"), login(two, name, "D")]);
      const asked = devices.flatMap((device) => [
        device,
        there(device),
        new Client(one.url, device.token, ""),
      ]);
      const answers = await Promise.all(asked.map((by) => by.get("/account/whoami")));
      expect(new Set(statuses(answers))).toEqual(new Set([200, 401]));
    }));
});

/** Rotating the key that signs: old events stay good, new ones are signed by the new key, and everybody gets to know. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { isJsonObject, type JsonValue, own } from "@knockgen/auth";
import { rotateKeys, type StoreOptions } from "@knockgen/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openStore } from "../../../server/store/open.js";
import { bin } from "../../support/built.js";
import { command } from "../../support/command.js";
import type { Client } from "../support/client.js";
import { hasPostgres, postgresSchema } from "../support/postgres.js";
import { freePort, PASSWORD, startServer, type TestServer } from "../support/servers.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "knockgen-keys-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Keys {
  readonly current: readonly string[];
  readonly retired: readonly (readonly [string, unknown])[];
  readonly signedBy: readonly string[];
}

/** The key document that a server publishes. */
async function published(server: TestServer): Promise<Keys> {
  const document: JsonValue = await (await fetch(`${server.url}/_matrix/key/v2/server`)).json();
  const keysIn = (value: JsonValue | undefined, key: string): [string, JsonValue][] => {
    const found = isJsonObject(value) ? own(value, key) : undefined;
    return isJsonObject(found) ? Object.entries(found) : [];
  };
  return {
    current: keysIn(document, "verify_keys").map(([id]) => id),
    retired: keysIn(document, "old_verify_keys").map(
      ([id, key]) => [id, isJsonObject(key) ? own(key, "expired_ts") : undefined] as const,
    ),
    signedBy: isJsonObject(document)
      ? keysIn(own(document, "signatures"), server.serverName).map(([id]) => id)
      : [],
  };
}

async function knockable(alice: Client): Promise<string> {
  return alice.createRoom({
    name: "behind the door",
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: "knock" } }],
  });
}

/** Rotates between two lives of a server, and has one server that knew it and one that did not look at its room. */
async function rotated(store: StoreOptions, rotate: () => Promise<unknown>): Promise<void> {
  const port = await freePort();
  let us = await startServer({ store }, port);
  const friend = await startServer();
  const stranger = await startServer();
  try {
    const alice = await us.user("alice", PASSWORD);
    const room = await knockable(alice);
    const bob = await friend.user("bob", PASSWORD);
    await bob.knock(room, us.serverName);
    await alice.act(room, "invite", bob.userId);
    await bob.see(room, bob.userId, "invite");
    await bob.join(room, us.serverName);
    const before = await published(us);
    expect(before).toMatchObject({ retired: [], signedBy: before.current });
    await us.close();
    const since = Date.now();
    await rotate();
    us = await startServer({ store }, port);

    const after = await published(us);
    const [old = ""] = before.current;
    expect(after.current).toHaveLength(1);
    expect(after.current).not.toEqual(before.current);
    expect(after.signedBy).toEqual(after.current);
    expect(after.retired).toEqual([[old, expect.any(Number)]]);
    expect(after.retired[0]?.[1]).toBeGreaterThanOrEqual(since);

    // A server that knew the old key takes what the new one signs, requests and events.
    const again = await relogin(us);
    await again.ok("PUT", `/rooms/${encodeURIComponent(room)}/state/m.room.topic/`, { topic: "new locks" });
    await expect
      .poll(async () => (await bob.get(`/rooms/${encodeURIComponent(room)}/state/m.room.topic`)).body.topic)
      .toBe("new locks");
    // One that has never asked verifies what the old key has signed: the room's name, and that alice may invite.
    const carol = await stranger.user("carol", PASSWORD);
    expect((await carol.knock(room, us.serverName)).status).toBe(200);
    const knocked = (await carol.sync()).rooms.knock[room].knock_state.events;
    expect(knocked.map(({ content }: { content: { name?: string } }) => content.name)).toContain(
      "behind the door",
    );
    await again.act(room, "invite", carol.userId);
    await carol.see(room, carol.userId, "invite");
    expect((await carol.join(room, us.serverName)).status).toBe(200);
    await carol.see(room, again.userId, "join");
  } finally {
    await Promise.all([us.close(), friend.close(), stranger.close()]);
  }
}

async function relogin(server: TestServer): Promise<Client> {
  const { Client } = await import("../support/client.js");
  const body = await new Client(server.url, undefined, "").ok("POST", "/login", {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: "alice" },
    password: PASSWORD,
  });
  return new Client(server.url, body.access_token, body.user_id);
}

const run = promisify(execFile);

it("rotates the key of an embedded database, by the command", async () => {
  const data = join(folder, "db");
  const { DATABASE_URL: _, ...env } = process.env;
  await rotated({ folder: data }, async () => {
    const args = [bin, "keys", "rotate", "--data", data];
    const { stdout } = await run(process.execPath, args, { env });
    expect(stdout).toMatch(/^ed25519:\S+ signs nothing since \S+\ned25519:\S+ signs from now on\n$/);
  });
});

it("rotates the key on PostgreSQL", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await postgresSchema();
  const store = { databaseUrl: schema.url };
  await rotated(store, () => rotateKeys(store)).finally(schema.drop);
});

it("a server that runs goes on with the new key, on PostgreSQL", async ({ skip }) => {
  if (!(await hasPostgres())) skip("there is no PostgreSQL here");
  const schema = await postgresSchema();
  const server = await startServer({ store: { databaseUrl: schema.url } });
  const other = await startServer();
  try {
    const alice = await server.user("alice", PASSWORD);
    const [old] = (await published(server)).current;
    const { current } = await rotateKeys({ databaseUrl: schema.url });
    await expect.poll(async () => (await published(server)).current).toEqual(current);
    expect(current).not.toContain(old);
    const room = await knockable(alice);
    const bob = await other.user("bob", PASSWORD);
    expect((await bob.knock(room, server.serverName)).status).toBe(200);
  } finally {
    await Promise.all([server.close(), other.close()]);
    await schema.drop();
  }
});

it("keeps every key that ever was", async () => {
  const schema = (await hasPostgres()) ? await postgresSchema() : undefined;
  const place = schema === undefined ? { folder: join(folder, "thrice") } : { databaseUrl: schema.url };
  const seen: string[] = [];
  for (let at = 0; at < 3; at++) seen.push(...(await rotateKeys(place)).current);
  const store = await openStore(place);
  const { current, retired } = await store.ownKeys(() => {
    throw new Error("there is a key");
  });
  await store.close();
  await schema?.drop();
  expect(new Set(seen).size).toBe(3);
  expect([...retired.map(({ keyId }) => keyId), ...current.map(({ keyId }) => keyId)].sort()).toEqual(
    seen.sort(),
  );
});

it("says when there is nothing to rotate, or somebody works with it", async () => {
  const fails = (data: string) =>
    command(["keys", "rotate", "--data", data], { env: { DATABASE_URL: undefined } });
  const nowhere = join(folder, "nowhere");
  expect(await fails(nowhere)).toMatchObject({
    status: 2,
    stderr: `knockgen: there is no database in ${nowhere}\n`,
  });
  const data = join(folder, "busy");
  const store = await openStore({ folder: data });
  expect(await fails(data)).toMatchObject({
    status: 2,
    stderr: expect.stringContaining(`${data} is in use by process ${process.pid}`),
  });
  await store.close();
});

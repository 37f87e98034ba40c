/** Answers of other servers with one odd entry or field: the rest is used (O37). */
import { isJsonObject, type JsonObject, type JsonValue, own, signJson } from "@knockgen/auth";
import { expect, it } from "vitest";
import { FakeRoom } from "../support/fake-room.js";
import { startFakeServer } from "../support/fake-server.js";
import { startPair } from "../support/pair.js";
import { outcome } from "../support/remote.js";
import { testAuthority } from "../support/tls.js";

const { hs, fake, alice } = await startPair();

function answer(end: string, json: JsonValue): void {
  fake.responders.push(({ uri }) => (uri.includes(end) ? { json } : undefined));
}

const room = (name: string, more: JsonObject = {}): JsonObject => ({
  room_id: `!${name}:${fake.name}`,
  num_joined_members: 3,
  world_readable: false,
  guest_can_join: false,
  join_rule: "knock",
  name,
  ...more,
});

const ODD: readonly JsonValue[] = [null, "text", {}, room("no-id", { room_id: 5 })];

/** Entries of which a field is odd that none may lack, with what is told instead. */
const ODD_FIELDS = [
  [{ num_joined_members: "many" }, { num_joined_members: 0 }],
  [{ num_joined_members: -1 }, { num_joined_members: 0 }],
  [{ world_readable: "yes" }, { world_readable: false }],
  [{ guest_can_join: null }, { guest_can_join: false }],
] as const;

it("O37 a directory's odd entries and fields are dropped", async () => {
  const fields = ODD_FIELDS.map(([field]) => room("field", field));
  const chunk = [room("one"), ...ODD, ...fields, room("two", { topic: null, avatar_url: 7, name: "two" })];
  answer("/publicRooms", { chunk, next_batch: 5, total_room_count_estimate: "all" });
  const path = `/publicRooms?server=${encodeURIComponent(fake.name)}`;
  for (const page of [await alice.ok("GET", path), await alice.ok("POST", path, {})]) {
    expect(page.chunk.map(({ name }: { name: string }) => name)).toEqual([
      "one",
      ...fields.map(() => "field"),
      "two",
    ]);
    for (const [at, [, told]] of ODD_FIELDS.entries()) expect(page.chunk[at + 1]).toMatchObject(told);
    expect(page.chunk.at(-1)).not.toHaveProperty("topic");
    expect(page).not.toHaveProperty("next_batch");
  }
});

it("O37 a summary's odd fields are dropped", async () => {
  const summary = room("seen", { topic: 5, avatar_url: null, allowed_room_ids: "none", membership: 5 });
  answer("/hierarchy/", { room: summary, children: [null, 5], inaccessible_children: "x" });
  const id = encodeURIComponent(`!seen:${fake.name}`);
  const seen = await alice.ok("GET", `/v1/room_summary/${id}?via=${encodeURIComponent(fake.name)}`);
  expect(seen.name).toBe("seen");
  expect(seen).not.toHaveProperty("topic");
});

it.each([null, 5, {}])("O37 a join goes on without an auth chain that is %j", async (auth_chain) => {
  const made = new FakeRoom(fake, { join_rule: "public" });
  made.mixUp = () => ({ auth_chain });
  expect((await alice.join(made.id, fake.name)).status).toBe(200);
});

it("O37 a profile's odd fields are dropped, and an alias's odd servers", async () => {
  answer("/query/profile", { displayname: "Shown", avatar_url: { no: "url" }, "m.tz": null });
  const profile = await alice.ok("GET", `/profile/${encodeURIComponent(`@x:${fake.name}`)}`);
  expect(profile).toEqual({ displayname: "Shown" });
  for (const servers of [null, 5, {}, [], ["not a name"], [fake.name, fake.name]]) {
    answer("/query/directory", { room_id: `!a:${fake.name}`, servers });
    const found = await alice.ok("GET", `/directory/room/${encodeURIComponent(`#a:${fake.name}`)}`);
    expect(found).toEqual({ room_id: `!a:${fake.name}`, servers: [fake.name] });
  }
  answer("/query/directory", { room_id: `!a:${fake.name}`, servers: [null, fake.name, 5], more: 1 });
  const alias = await alice.ok("GET", `/directory/room/${encodeURIComponent(`#a:${fake.name}`)}`);
  expect([alias.room_id, alias.servers]).toEqual([`!a:${fake.name}`, expect.arrayContaining([fake.name])]);
});

it("O37 a key document's odd keys are dropped", async () => {
  const other = await startFakeServer({ authority: testAuthority() });
  try {
    const usual = other.keyDocument();
    const { signatures: _, ...rest } = usual;
    const keys = own(rest, "verify_keys");
    const odd = { "ed25519:odd": { key: 5 }, "ed25519:none": null, "rsa:1": { key: "AAAA" } };
    const document = { ...rest, verify_keys: { ...(isJsonObject(keys) ? keys : {}), ...odd } };
    other.keyDocument = () => signJson(document, other.name, other.key);
    const room = await alice.createRoom({ preset: "public_chat" });
    const asked = await other.request({
      destination: hs.serverName,
      method: "GET",
      uri: `/_matrix/federation/v1/make_join/${encodeURIComponent(room)}/${encodeURIComponent(`@a:${other.name}`)}?ver=12&ver=11&ver=10`,
    });
    expect(outcome(asked)).toBe("200");
  } finally {
    await other.close();
  }
});

/** C26, C68: what a change of an account brings, through a restart and on other servers. */
import { beforeAll, expect, it } from "vitest";
import { Client } from "../support/client.js";
import { login } from "../support/device.js";
import { hasPostgres } from "../support/postgres.js";
import { PASSWORD, startServer, type TestServer } from "../support/servers.js";
import { lendSchema } from "../support/spare-schemas.js";

let server: TestServer;
let other: TestServer;
beforeAll(async () => {
  [server, other] = await Promise.all([startServer(), startServer()]);
  return async () => {
    await Promise.all([server.close(), other.close()]);
  };
});

const id = encodeURIComponent;
const state = (room: string, user: Client): string =>
  `/rooms/${id(room)}/state/m.room.member/${id(user.userId)}`;
const proof = (user: string, password = PASSWORD) => ({
  auth: { type: "m.login.password", identifier: { type: "m.id.user", user }, password },
});

it("C68 a deactivated account keeps its name alone, and leaves its rooms everywhere", async () => {
  const [alice, bob, carol] = [
    await server.user("alice68", PASSWORD),
    await server.user("bob68", PASSWORD),
    await other.user("carol68", PASSWORD),
  ];
  const second = await login(server, "alice68", "SECOND");
  const joined = await alice.createRoom({ preset: "public_chat" });
  await bob.join(joined);
  expect((await carol.join(joined, server.serverName)).status).toBe(200);
  const invited = await carol.createRoom({ invite: [alice.userId] });
  await alice.ok("PUT", `/user/${id(alice.userId)}/account_data/x.y`, { a: 1 });
  const path = "/account/deactivate";
  expect((await new Client(server.url, undefined, "").post(path)).body.errcode).toBe("M_MISSING_TOKEN");
  expect(await alice.post(path)).toMatchObject({ status: 401, body: { session: expect.any(String) } });
  expect((await alice.post(path, proof("alice68", "wrong"))).body.errcode).toBe("M_FORBIDDEN");
  expect((await alice.post(path, proof("bob68"))).status).toBe(403);
  expect((await second.get("/account/whoami")).status).toBe(200);
  expect(await alice.ok("POST", path, { ...proof("alice68"), erase: false })).toEqual({
    id_server_unbind_result: "success",
  });
  for (const client of [alice, second]) {
    const { status, body } = await client.get("/account/whoami");
    expect([status, body.errcode, body.soft_logout]).toEqual([401, "M_UNKNOWN_TOKEN", undefined]);
  }
  await expect(login(server, "alice68", "THIRD")).rejects.toThrow("M_USER_DEACTIVATED");
  await expect(server.user("alice68", PASSWORD)).rejects.toThrow("M_USER_IN_USE");
  await carol.see(joined, alice.userId, "leave");
  await expect.poll(async () => (await carol.ok("GET", state(invited, alice))).membership).toBe("leave");
  expect((await bob.ok("GET", state(joined, alice))).membership).toBe("leave");
  expect(await bob.ok("GET", `/profile/${id(alice.userId)}`)).toEqual({});
});

it("C68 users who do not exist, or no longer, are not invited", async () => {
  const [alice, bob, gone] = [
    await server.user("alice68i", PASSWORD),
    await other.user("bob68i", PASSWORD),
    await server.user("gone68i", PASSWORD),
  ];
  await gone.ok("POST", "/account/deactivate", proof("gone68i"));
  const [near, far] = [await alice.createRoom(), await bob.createRoom()];
  for (const user_id of [gone.userId, alice.userId.replace("alice68i", "nobody68i")]) {
    const answers = [
      await alice.post(`/rooms/${id(near)}/invite`, { user_id }),
      await alice.put(`/rooms/${id(near)}/state/m.room.member/${id(user_id)}`, { membership: "invite" }),
      await alice.post("/createRoom", { invite: [user_id] }),
      await bob.post(`/rooms/${id(far)}/invite`, { user_id }),
    ];
    expect(answers.map(({ status, body }) => [status, body.errcode])).toEqual(
      answers.map(() => [403, "M_FORBIDDEN"]),
    );
  }
  const { chunk } = await alice.ok("GET", `/rooms/${id(near)}/members`);
  expect(chunk.map(({ state_key }: { state_key: string }) => state_key)).toEqual([alice.userId]);
});

it("C69 events of an erased account are redacted for those who come later, here and elsewhere", async () => {
  const [alice, bob, late] = [
    await server.user("alice69", PASSWORD),
    await server.user("bob69", PASSWORD),
    await server.user("late69", PASSWORD),
  ];
  const [carol, far] = [await other.user("carol69", PASSWORD), await startServer()];
  const dave = await far.user("dave69", PASSWORD);
  const room = await alice.createRoom({ preset: "public_chat", name: "Tea" });
  await bob.join(room);
  await carol.join(room, server.serverName);
  const path = (rest: string): string => `/rooms/${id(room)}/${rest}`;
  const say = async (body: string) =>
    (await alice.ok("PUT", path(`send/m.room.message/${body}`), { msgtype: "m.text", body })).event_id;
  const secret = await say("secret");
  const edit = { rel_type: "m.replace", event_id: secret };
  await alice.ok("PUT", path("send/m.room.message/edit"), {
    msgtype: "m.text",
    body: "* secrets",
    "m.relates_to": edit,
    "m.new_content": { msgtype: "m.text", body: "secrets" },
  });
  await alice.setState(room, "m.room.name", { name: "Coffee" });
  await bob.ok("PUT", path("send/m.room.message/b"), { msgtype: "m.text", body: "bob" });
  // Who was in the room before, and comes again, has seen it.
  const again = await server.user("again69", PASSWORD);
  await again.join(room);
  await again.act(room, "leave");
  await expect.poll(async () => (await carol.get(path(`event/${id(secret)}`))).status).toBe(200);
  await alice.ok("POST", "/account/deactivate", { ...proof("alice69"), erase: true });
  await bob.see(room, alice.userId, "leave");
  await again.join(room);
  await late.join(room);
  expect((await dave.join(room, server.serverName)).status).toBe(200);
  for (const client of [bob, again, carol])
    expect((await client.ok("GET", path(`event/${id(secret)}`))).content.body).toBe("secret");
  for (const client of [late, dave]) {
    // Where the room is elsewhere, its history is fetched by this.
    await client.ok("GET", path("messages?dir=b&limit=100"));
    const event = await client.ok("GET", path(`event/${id(secret)}`));
    expect([event.content, event.unsigned.redacted_because]).toEqual([{}, undefined]);
    const all = JSON.stringify([
      await client.ok("GET", path("messages?dir=b&limit=100")),
      await client.ok("GET", path(`context/${id(secret)}?limit=50`)),
      await client.ok("GET", `/sync?full_state=true`),
      await client.ok("GET", path("state")),
      await client.ok("GET", path("members")),
      await client.ok("GET", `/../v1${path(`relations/${id(secret)}`)}`),
      await client.ok("POST", "/search", {
        search_categories: { room_events: { search_term: "secret" } },
      }),
    ]);
    expect([/"body":"[^"]*secret/.test(all), /"bob"/.test(all), /Coffee/.test(all)]).toEqual([
      false,
      true,
      true,
    ]);
  }
  await far.close();
});

it("C26 a restart goes on with the rooms that are left", async ({ skip }) => {
  if (!(await hasPostgres())) skip("needs PostgreSQL, on which a store outlives its server");
  const schema = await lendSchema();
  const store = { databaseUrl: schema.url };
  const config = { serverName: "restart.example" };
  const first = await startServer({ store, config });
  const [alice, bob] = [await first.user("alice26", PASSWORD), await first.user("bob26", PASSWORD)];
  const rooms: string[] = [];
  for (let at = 0; at < 4; at++) rooms.push(await alice.createRoom({ preset: "public_chat" }));
  await bob.join(rooms[0] ?? "");
  for (const room of rooms.slice(1)) await bob.join(room);
  await bob.ok("PUT", `/profile/${id(bob.userId)}/displayname`, { displayname: "Robert" });
  await first.close();
  const again = await startServer({ store, config });
  const after = new Client(again.url, alice.token, alice.userId);
  for (const room of rooms)
    await expect.poll(async () => (await after.ok("GET", state(room, bob))).displayname).toBe("Robert");
  await again.close();
  await schema.drop();
});

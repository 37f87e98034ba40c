/** C125 to C127: finding users by names. */
import { beforeAll, expect, it } from "vitest";
import type { Client } from "../support/client.js";
import { startServer, type TestServer } from "../support/servers.js";

let server: TestServer;
// Rooms that are open to all are remembered for some seconds, which pass at once here.
let now = Date.now();
beforeAll(async () => {
  server = await startServer({ now: () => now });
  return () => server.close();
});

async function search(client: Client, search_term: string, more: object = {}) {
  now += 5_000;
  return client.ok("POST", "/user_directory/search", { search_term, ...more });
}
const ids = ({ results }: { results: readonly { user_id: string }[] }) =>
  results.map(({ user_id }) => user_id);
const call = (client: Client, displayname: string) =>
  client.ok("PUT", `/profile/${encodeURIComponent(client.userId)}/displayname`, { displayname });

it("C125, C126 users of shared and of public rooms are found by the beginning of ID or name", async () => {
  const [alice, bob, carol, dave] = [
    await server.user("alice125"),
    await server.user("bob125"),
    await server.user("carol125"),
    await server.user("dave125"),
  ];
  await call(bob, "Robert Ünique 50%");
  await call(carol, "Carola Robertson");
  expect(ids(await search(alice, "bob125"))).toEqual([]);
  const open = await bob.createRoom({ preset: "public_chat" });
  const shared = await carol.createRoom({ invite: [alice.userId] });
  await alice.join(shared);
  const hidden = await dave.createRoom({ invite: [bob.userId] });
  await bob.join(hidden);
  for (const [term, expected] of [
    ["bob1", [bob]],
    ["@BOB125", [bob]],
    [bob.userId, [bob]],
    ["robert", [bob, carol]],
    ["ünique robert", [bob]],
    ["50%", [bob]],
    ["%", []],
    ["ob125", []],
    ["dave125", []],
    ["alice125", []],
    ["", []],
    ["   ", []],
  ] as const)
    expect([term, ids(await search(alice, term))]).toEqual([term, expected.map(({ userId }) => userId)]);
  expect((await search(alice, "bob125")).results).toEqual([
    { user_id: bob.userId, display_name: "Robert Ünique 50%" },
  ]);
  expect(await search(alice, "robert", { limit: 1 })).toMatchObject({ results: [{}], limited: true });
  expect((await search(alice, "robert")).limited).toBe(false);
  // Where nothing is shared or open any more, they are found no longer.
  await bob.setState(open, "m.room.join_rules", { join_rule: "invite" });
  expect(ids(await search(alice, "bob125"))).toEqual([]);
  await bob.setState(open, "m.room.history_visibility", { history_visibility: "world_readable" });
  expect(ids(await search(alice, "bob125"))).toEqual([bob.userId]);
  await alice.act(shared, "leave");
  expect(ids(await search(alice, "carol125"))).toEqual([]);
});

it("C127 names are those of profiles, and elsewhere those of open rooms", async () => {
  const far = await startServer();
  const [alice, bob] = [await server.user("alice127"), await server.user("bob127")];
  const eve = await far.user("eve127");
  const closed = await alice.createRoom({ invite: [bob.userId, eve.userId] });
  await bob.join(closed);
  await eve.see(closed, eve.userId, "invite");
  expect((await eve.join(closed)).status).toBe(200);
  const only = (client: Client) =>
    `/rooms/${encodeURIComponent(closed)}/state/m.room.member/${encodeURIComponent(client.userId)}`;
  for (const client of [bob, eve])
    await client.ok("PUT", only(client), { membership: "join", displayname: "Secretive" });
  await expect.poll(async () => (await alice.ok("GET", only(eve))).displayname).toBe("Secretive");
  expect(ids(await search(alice, "secretive"))).toEqual([]);
  expect((await search(alice, "eve127")).results).toEqual([{ user_id: eve.userId }]);
  const open = await eve.createRoom({ preset: "public_chat" });
  expect((await alice.join(open, far.serverName)).status).toBe(200);
  expect((await search(alice, "eve1")).results).toEqual([{ user_id: eve.userId, display_name: "eve127" }]);
  await far.close();
});

it("C126 letters that mean something to a database are letters, and a word is found by its first 64", async () => {
  const [alice, bob] = [await server.user("alice126"), await server.user("bob126")];
  const long = "long".repeat(1_000);
  await call(bob, `O'Neil \\back\\ a:* b&c !d ${long}  last`);
  await alice.join(await bob.createRoom({ preset: "public_chat" }));
  for (const term of ["o'n", "O'NEIL", "\\", "\\back\\", "a:*", "b&", "!d", "last", "long", long])
    expect([term.slice(0, 9), ids(await search(alice, term))]).toEqual([term.slice(0, 9), [bob.userId]]);
  for (const term of ["'", "neil", ":*", "&", "''", "back", "o'neil':*", "longer", `${long.slice(0, 60)}x`])
    expect([term, ids(await search(alice, term))]).toEqual([term, []]);
});

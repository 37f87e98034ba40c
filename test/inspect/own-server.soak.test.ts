/** Our own server, and what two of it say to each other, through the proxy: no departure. `KNOCKGEN_THROUGH_PROXY=1` does so for its whole suite. */
import { expect, onTestFinished, test } from "vitest";
import { startServer } from "../server/support/servers.js";
import { reports } from "../server/support/through-proxy.js";

test("knocking from end to end, between two servers", async () => {
  const behindProxy = true;
  const servers = await Promise.all([startServer({ behindProxy }), startServer({ behindProxy })]);
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (!isClosed) await Promise.all(servers.map((server) => server.close()));
    isClosed = true;
  };
  onTestFinished(close);
  const [here, there] = servers;
  if (here === undefined || there === undefined) throw new Error("two servers were started");
  const alice = await here.user("alice");
  const bob = await there.user("bob");
  const via = alice.userId.slice(alice.userId.indexOf(":") + 1);
  const room = await alice.createRoom({
    preset: "public_chat",
    name: "Porch",
    topic: "Knock first",
    room_alias_name: "porch",
    initial_state: [{ type: "m.room.join_rules", state_key: "", content: { join_rule: "knock" } }],
  });
  const path = `/rooms/${encodeURIComponent(room)}`;
  expect((await bob.knock(room, via, "please")).status).toBe(200);
  await alice.see(room, bob.userId, "knock");
  expect((await alice.act(room, "kick", bob.userId, "not now")).status).toBe(200);
  expect((await bob.knock(room, via)).status).toBe(200);
  await alice.see(room, bob.userId, "knock");
  expect((await alice.act(room, "invite", bob.userId)).status).toBe(200);
  expect((await bob.join(room, via)).status).toBe(200);
  await alice.see(room, bob.userId, "join");
  const message = { msgtype: "m.text", body: "hello" };
  expect((await bob.put(`${path}/send/m.room.message/1`, message)).status).toBe(200);
  for (const user of [alice, bob]) {
    for (const each of [
      "/members",
      "/joined_members",
      "/state",
      "/messages?dir=b",
      "/aliases",
      "/state/m.room.name/",
    ])
      expect((await user.get(`${path}${each}`)).status, each).toBeLessThan(500);
    for (const each of [
      "/sync",
      "/joined_rooms",
      "/capabilities",
      "/publicRooms",
      "/account/whoami",
      "/pushrules/",
      "/devices",
      "/voip/turnServer",
    ])
      expect((await user.get(each)).status, each).toBeLessThan(500);
    expect((await user.get(`/profile/${encodeURIComponent(alice.userId)}`)).status).toBe(200);
    expect(
      (
        await user.get(
          `/directory/room/${encodeURIComponent(`#nowhere:${user.userId.slice(user.userId.indexOf(":") + 1)}`)}`,
        )
      ).status,
    ).toBe(404);
  }
  expect((await bob.act(room, "leave")).status).toBe(200);
  expect((await bob.post("/logout")).status).toBe(200);
  // Throws where the server has departed from the specification.
  await close();
  const operations = new Set(
    reports.flatMap((report) => report.operations.map(({ operation }) => operation)),
  );
  expect(operations.size).toBeGreaterThan(25);
  expect([...operations]).toContain("server-server/sendKnock");
  expect(reports.flatMap(({ findings }) => findings.filter(({ level }) => level === "error"))).toEqual([]);
});

/** A real client: matrix-js-sdk logs in, knocks, sees its knock, is invited, joins and talks. Nothing is mocked. */
import { ClientEvent, createClient, type MatrixClient, Preset, RoomEvent } from "matrix-js-sdk";
import { logger } from "matrix-js-sdk/lib/logger.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PASSWORD, startServer, type TestServer } from "../support/servers.js";

let home: TestServer;
let away: TestServer;
const clients: MatrixClient[] = [];

beforeAll(async () => {
  logger.setLevel("silent");
  home = await startServer();
  away = await startServer();
});
afterAll(async () => {
  for (const client of clients) client.stopClient();
  await Promise.all([home?.close(), away?.close()]);
});

async function logIn(server: TestServer, name: string): Promise<MatrixClient> {
  await server.user(name, PASSWORD);
  const stranger = createClient({ baseUrl: server.url });
  const answer = await stranger.loginWithPassword(name, PASSWORD);
  const client = createClient({
    baseUrl: server.url,
    accessToken: answer.access_token,
    userId: answer.user_id,
    deviceId: answer.device_id,
  });
  clients.push(client);
  const ready = new Promise<void>((resolve) => {
    client.on(ClientEvent.Sync, (state) => {
      if (state === "PREPARED") resolve();
    });
  });
  await client.startClient({ initialSyncLimit: 20, pollTimeout: 5_000 });
  await ready;
  return client;
}

/** Waits for the client itself to have learned something from its syncs. */
async function until(what: string, condition: () => boolean): Promise<void> {
  const end = Date.now() + 120_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it.each(["on the room's server", "on another server"])("a knock by a client %s", async (where) => {
  const remote = where === "on another server";
  const alice = await logIn(home, remote ? "alice1" : "alice2");
  const bob = await logIn(remote ? away : home, remote ? "bob1" : "bob2");
  const { room_id: room } = await alice.createRoom({
    preset: Preset.PrivateChat,
    name: "Porch",
    room_version: "10",
    initial_state: [{ type: "m.room.join_rules", state_key: "", content: { join_rule: "knock" } }],
  });
  const bobId = bob.getUserId() ?? "";

  const answer = await bob.knockRoom(room, { reason: "It is cold", viaServers: [home.serverName] });
  expect(answer.room_id).toBe(room);
  await until("bob sees his knock", () => bob.getRoom(room)?.getMyMembership() === "knock");
  expect(bob.getRoom(room)?.name).toBe("Porch");
  await until("alice sees the knock", () => alice.getRoom(room)?.getMember(bobId)?.membership === "knock");
  expect(alice.getRoom(room)?.getMember(bobId)?.events.member?.getContent().reason).toBe("It is cold");

  await alice.invite(room, bobId);
  await until("bob sees the invite", () => bob.getRoom(room)?.getMyMembership() === "invite");
  await bob.joinRoom(room);
  await until("bob is in", () => bob.getRoom(room)?.getMyMembership() === "join");
  await until("alice sees bob", () => alice.getRoom(room)?.getMember(bobId)?.membership === "join");

  const heard: string[] = [];
  alice.on(RoomEvent.Timeline, (event) => {
    if (event.getType() === "m.room.message") heard.push(event.getContent().body);
  });
  await bob.sendTextMessage(room, "Thank you");
  await until("alice hears bob", () => heard.includes("Thank you"));
});

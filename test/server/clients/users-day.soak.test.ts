/** A user's day with matrix-js-sdk and its Rust crypto, on two servers: nothing that it asks for is unknown. Nothing is mocked. */
import {
  ClientEvent,
  createClient,
  Direction,
  EventType,
  type MatrixClient,
  Method,
  MsgType,
  Preset,
  RelationType,
} from "matrix-js-sdk";
import {
  CryptoEvent,
  VerificationPhase,
  VerificationRequestEvent,
  VerifierEvent,
} from "matrix-js-sdk/lib/crypto-api/index.js";
import { logger } from "matrix-js-sdk/lib/logger.js";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { PASSWORD, startServer, type TestServer } from "../support/servers.js";

let home: TestServer;
let away: TestServer;
const clients: MatrixClient[] = [];
/** Requests that were answered as unknown. */
const unknown: string[] = [];
/** Parts of the API that this server does not have, and says so in other places. */
const ELSEWHERE = /\/unstable\/|\/presence\/|\/media\/|\/auth_metadata|\/auth_issuer|\/pushers|well-known/;

beforeAll(async () => {
  logger.setLevel("silent");
  // The crypto tells of all that it does.
  for (const level of ["debug", "info", "log", "warn"] as const)
    vi.spyOn(console, level).mockImplementation(() => {});
  [home, away] = await Promise.all([startServer(), startServer()]);
});
afterAll(async () => {
  for (const client of clients) client.stopClient();
  await Promise.all([home?.close(), away?.close()]);
  vi.restoreAllMocks();
});

const watched: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init);
  if (answer.status === 404 || answer.status === 405) {
    const { errcode } = await answer.clone().json();
    const { pathname } = new URL(String(input instanceof Request ? input.url : input));
    if (errcode === "M_UNRECOGNIZED" && !ELSEWHERE.test(pathname))
      unknown.push(`${init?.method ?? "GET"} ${pathname}`);
  }
  return answer;
};

let secretKey: { readonly id: string; readonly key: Uint8Array } | undefined;

async function logIn(server: TestServer, name: string): Promise<MatrixClient> {
  const stranger = createClient({ baseUrl: server.url, fetchFn: watched });
  const answer = await stranger.loginWithPassword(name, PASSWORD);
  const client = createClient({
    baseUrl: server.url,
    fetchFn: watched,
    accessToken: answer.access_token,
    userId: answer.user_id,
    deviceId: answer.device_id,
    cryptoCallbacks: {
      getSecretStorageKey: async ({ keys }) => {
        const [id] = Object.keys(keys);
        return id === undefined || secretKey === undefined ? null : [id, secretKey.key];
      },
      cacheSecretStorageKey: (id, _, key) => {
        secretKey = { id, key };
      },
    },
  });
  clients.push(client);
  await client.initRustCrypto({ useIndexedDB: false });
  const ready = new Promise<void>((resolve) => {
    client.on(ClientEvent.Sync, (state) => {
      if (state === "PREPARED") resolve();
    });
  });
  await client.startClient({
    initialSyncLimit: 20,
    pollTimeout: 5_000,
    lazyLoadMembers: true,
    threadSupport: true,
  });
  await ready;
  return client;
}

async function until(step: string, condition: () => unknown): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`in vain: ${step}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const password = (name: string) => ({
  type: "m.login.password" as const,
  identifier: { type: "m.id.user", user: name },
  password: PASSWORD,
});
const said = (client: MatrixClient, room: string): unknown[] =>
  (client.getRoom(room)?.getLiveTimeline().getEvents() ?? []).map((event) => event.getContent().body);

it("a day in rooms", async () => {
  await home.user("alice", PASSWORD);
  await away.user("bob", PASSWORD);
  const [alice, bob] = [await logIn(home, "alice"), await logIn(away, "bob")];
  const bobId = bob.getSafeUserId();
  await alice.setDisplayName("Alice");
  await alice.setAvatarUrl("mxc://a.example/b");
  expect(await bob.getProfileInfo(alice.getSafeUserId())).toMatchObject({ displayname: "Alice" });

  const { room_id: space } = await alice.createRoom({
    name: "Space",
    preset: Preset.PublicChat,
    creation_content: { type: "m.space" },
  });
  const { room_id: room } = await alice.createRoom({
    name: "Porch",
    initial_state: [{ type: "m.room.join_rules", state_key: "", content: { join_rule: "knock" } }],
  });
  await alice.sendStateEvent(space, EventType.SpaceChild, { via: [home.serverName] }, room);
  await bob.joinRoom(space, { viaServers: [home.serverName] });
  const { rooms } = await bob.getRoomHierarchy(space);
  expect(rooms.map(({ name }) => name)).toEqual(["Space", "Porch"]);
  expect(await bob.getRoomSummary(room, [home.serverName])).toMatchObject({
    name: "Porch",
    join_rule: "knock",
  });
  await bob.knockRoom(room, { reason: "Cold", viaServers: [home.serverName] });
  await until("alice sees the knock", () => alice.getRoom(room)?.getMember(bobId)?.membership === "knock");
  await alice.invite(room, bobId);
  await until("bob is invited", () => bob.getRoom(room)?.getMyMembership() === "invite");
  await bob.joinRoom(room);
  await until("alice sees bob", () => alice.getRoom(room)?.getMember(bobId)?.membership === "join");

  const { event_id: first } = await alice.sendTextMessage(room, "first words");
  await until("bob hears", () => said(bob, room).includes("first words"));
  await bob.sendEvent(room, EventType.RoomMessage, {
    msgtype: MsgType.Text,
    body: "* better words",
    "m.new_content": { msgtype: MsgType.Text, body: "better words" },
    "m.relates_to": { rel_type: RelationType.Replace, event_id: first },
  });
  await bob.sendEvent(room, EventType.Reaction, {
    "m.relates_to": { rel_type: RelationType.Annotation, event_id: first, key: "👍" },
  });
  await bob.sendEvent(room, first, EventType.RoomMessage, { msgtype: MsgType.Text, body: "in a thread" });
  await until("the thread is there", async () => {
    const found = await alice.relations(room, first, RelationType.Thread, null, { dir: Direction.Backward });
    return found.events.length === 1;
  });
  const { event_id: slip } = await bob.sendTextMessage(room, "a slip");
  await bob.redactEvent(room, slip, undefined, { reason: "slip" });
  const event = bob.getRoom(room)?.findEventById(first);
  expect(event).toBeDefined();
  if (event !== undefined) await bob.sendReadReceipt(event);
  await bob.setRoomReadMarkers(room, first, event);
  await bob.sendTyping(room, true, 5_000);
  await until("alice sees bob typing", () => alice.getRoom(room)?.getMember(bobId)?.typing);
  await until("alice sees the receipt", () => alice.getRoom(room)?.getEventReadUpTo(bobId) !== null);
  const found = await alice.searchRoomEvents({ term: "first words" });
  expect(found.count).toBeGreaterThan(0);
  await alice.setRoomTag(room, "m.favourite", { order: 0.5 });
  await alice.setIgnoredUsers(["@troll:a.example"]);
  expect((await alice.searchUserDirectory({ term: "bob" })).results.map(({ user_id }) => user_id)).toContain(
    bobId,
  );
  const { replacement_room: next } = await alice.upgradeRoom(space, "12");
  expect(next).not.toBe(space);
  await bob.leave(room);
  await until("alice sees bob go", () => alice.getRoom(room)?.getMember(bobId)?.membership === "leave");
  expect(unknown).toEqual([]);
}, 180_000);

it("an encrypted room, a second device, and keys that come back", async () => {
  await home.user("carol", PASSWORD);
  await away.user("dave", PASSWORD);
  const [carol, dave] = [await logIn(home, "carol"), await logIn(away, "dave")];
  await carol.getCrypto()?.bootstrapCrossSigning({
    authUploadDeviceSigningKeys: async (request) => {
      await request(password("carol"));
    },
  });
  await carol.getCrypto()?.bootstrapSecretStorage({
    createSecretStorageKey: async () => {
      const key = await carol.getCrypto()?.createRecoveryKeyFromPassphrase();
      if (key === undefined) throw new Error("there is no key");
      return key;
    },
    setupNewKeyBackup: true,
  });
  const { room_id: room } = await carol.createRoom({
    preset: Preset.PrivateChat,
    invite: [dave.getSafeUserId()],
    initial_state: [
      { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } },
    ],
  });
  await until("dave is invited", () => dave.getRoom(room)?.getMyMembership() === "invite");
  await dave.joinRoom(room);
  await until(
    "carol sees dave",
    () => carol.getRoom(room)?.getMember(dave.getSafeUserId())?.membership === "join",
  );
  await until("dave knows the room", () => dave.getRoom(room)?.getMyMembership() === "join");
  await carol.sendTextMessage(room, "secret words");
  await until("dave reads it", () => said(dave, room).includes("secret words"));
  await dave.sendTextMessage(room, "secret answer");
  await until("carol reads it", () => said(carol, room).includes("secret answer"));
  await until("her keys are kept", async () => {
    await carol.getCrypto()?.checkKeyBackupAndEnable();
    const info = await carol.getCrypto()?.getKeyBackupInfo();
    return (info?.count ?? 0) >= 2;
  });

  // A second device, verified by the first.
  const second = await logIn(home, "carol");
  const isThere = async () => {
    const devices = await carol.getCrypto()?.getUserDeviceInfo([carol.getSafeUserId()], true);
    return devices?.get(carol.getSafeUserId())?.has(second.getDeviceId() ?? "");
  };
  await until("the first knows the second", isThere);
  const asked = new Promise<void>((resolve, reject) => {
    carol.on(CryptoEvent.VerificationRequestReceived, (request) => {
      request.accept().then(resolve, reject);
      request.on(VerificationRequestEvent.Change, () => {
        const verifier = request.verifier;
        if (verifier === undefined) return;
        verifier.on(VerifierEvent.ShowSas, (sas) => void sas.confirm());
        verifier.verify().catch(reject);
      });
    });
  });
  const request = await second.getCrypto()?.requestOwnUserVerification();
  await asked;
  await until("both are ready", () => request?.phase === VerificationPhase.Ready);
  const verifier = await request?.startVerification("m.sas.v1");
  verifier?.on(VerifierEvent.ShowSas, (sas) => void sas.confirm());
  await verifier?.verify();
  await until("the second is verified", async () => {
    const status = await carol
      .getCrypto()
      ?.getDeviceVerificationStatus(carol.getSafeUserId(), second.getDeviceId() ?? "");
    return status?.crossSigningVerified;
  });

  // A third gets the keys from the backup alone.
  const third = await logIn(home, "carol");
  await third.getCrypto()?.loadSessionBackupPrivateKeyFromSecretStorage();
  const restored = await third.getCrypto()?.restoreKeyBackup();
  expect(restored?.imported).toBeGreaterThanOrEqual(2);
  await until("it reads what was said before", () => said(third, room).includes("secret words"));

  // Logout everywhere.
  await third.http.authedRequest(Method.Post, "/logout/all");
  for (const client of [carol, second, third])
    await expect(client.whoami()).rejects.toMatchObject({ errcode: "M_UNKNOWN_TOKEN" });
  expect(unknown).toEqual([]);
}, 240_000);

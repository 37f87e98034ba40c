/** An ordinary user's day with matrix-js-sdk at the mock: each step by itself, and a sync that waits. */
import {
  ClientEvent,
  createClient,
  Direction,
  EventType,
  type MatrixClient,
  Method,
  MsgType,
  Preset,
  PushRuleKind,
  ReceiptType,
  RelationType,
  RestrictedAllowType,
  Visibility,
} from "matrix-js-sdk";
import { logger } from "matrix-js-sdk/lib/logger.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMock, type Mock } from "../../cli/mock/create-mock.js";
import { createProxy, type MatrixProxy } from "../../inspect/proxy/create-proxy.js";
import { printFinding } from "../../inspect/report/terminal.js";

const PASSWORD = "correct horse";
let mock: Mock;
let proxy: MatrixProxy;
let ada: MatrixClient;
let bob: MatrixClient;
let syncs = 0;
let room = "";
let said = "";

const counting: typeof fetch = (input, init) => {
  if (String(input).includes("/sync?")) syncs++;
  return fetch(input, init);
};

async function until(condition: () => unknown): Promise<void> {
  const end = Date.now() + 60_000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error("in vain");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function logIn(name: string): Promise<MatrixClient> {
  const stranger = createClient({ baseUrl: proxy.url });
  const { access_token, user_id, device_id } = await stranger.loginWithPassword(name, PASSWORD);
  return createClient({
    baseUrl: proxy.url,
    fetchFn: counting,
    timelineSupport: true,
    accessToken: access_token,
    userId: user_id,
    deviceId: device_id,
  });
}

/** Where a client stands now, as changes of keys are asked for. */
async function tokenOf(client: MatrixClient): Promise<string> {
  const { next_batch } = await client.http.authedRequest<{ next_batch: string }>(Method.Get, "/sync");
  return next_batch;
}

function sync(client: MatrixClient): Promise<void> {
  return new Promise((resolve) => {
    client.on(ClientEvent.Sync, (state) => {
      if (state === "PREPARED") resolve();
    });
    void client.startClient({ initialSyncLimit: 5, pollTimeout: 20_000 });
  });
}

beforeAll(async () => {
  logger.setLevel("silent");
  mock = await createMock();
  proxy = await createProxy({ target: mock.url, release: ["latest"] });
});
afterAll(async () => {
  for (const client of [ada, bob]) client?.stopClient();
  await proxy?.close();
  await mock?.close();
});

/** In order: a later step needs what earlier ones have made. */
const STEPS: { readonly [step: string]: () => unknown } = {
  versions: async () =>
    expect((await createClient({ baseUrl: proxy.url }).getVersions()).versions).toContain("v1.10"),
  "ways to log in": async () =>
    expect((await createClient({ baseUrl: proxy.url }).loginFlows()).flows).toContainEqual({
      type: "m.login.password",
    }),
  "whether a name is free": async () =>
    expect(await createClient({ baseUrl: proxy.url }).isUsernameAvailable("ada")).toBe(true),
  register: async () => {
    for (const name of ["ada", "bob"])
      await createClient({ baseUrl: proxy.url }).registerRequest({
        username: name,
        password: PASSWORD,
        auth: { type: "m.login.dummy" },
      });
  },
  login: async () => {
    ada = await logIn("ada");
    bob = await logIn("bob");
  },
  whoami: async () => expect((await ada.whoami()).user_id).toBe("@ada:mock.example"),
  capabilities: async () => expect(await ada.getCapabilities()).toHaveProperty(["m.room_versions"]),
  sync: () => Promise.all([sync(ada), sync(bob)]),
  "a filter": async () =>
    expect(await ada.createFilter({ room: { timeline: { limit: 5 } } })).toHaveProperty("filterId"),
  "push rules": async () => expect((await ada.getPushRules()).global).toHaveProperty("override"),
  "a push rule of one's own": async () => {
    await ada.addPushRule("global", PushRuleKind.ContentSpecific, "cake", { pattern: "cake", actions: [] });
    await ada.setPushRuleEnabled("global", PushRuleKind.ContentSpecific, "cake", false);
    await ada.deletePushRule("global", PushRuleKind.ContentSpecific, "cake");
  },
  "a display name": async () => {
    await ada.setDisplayName("Ada");
    expect(await bob.getProfileInfo(ada.getSafeUserId(), "displayname")).toEqual({ displayname: "Ada" });
  },
  "an avatar": async () => {
    const { content_uri } = await ada.uploadContent("picture", { type: "image/png", name: "a.png" });
    await ada.setAvatarUrl(content_uri);
    expect(await bob.getProfileInfo(ada.getSafeUserId())).toMatchObject({ avatar_url: content_uri });
  },
  "account data": async () => {
    await ada.setAccountData(EventType.Direct, { "@a:b": ["!c:d"] });
    await until(() => ada.getAccountData(EventType.Direct)?.getContent()["@a:b"]);
  },
  "ignored users": () => ada.setIgnoredUsers(["@troll:mock.example"]),
  presence: () => ada.setPresence({ presence: "online", status_msg: "here" }),
  "a room": async () => {
    const made = await ada.createRoom({
      name: "Porch",
      preset: Preset.PrivateChat,
      visibility: Visibility.Private,
    });
    room = made.room_id;
    await until(() => ada.getRoom(room));
  },
  "rooms of one's own": async () => expect((await ada.getJoinedRooms()).joined_rooms).toEqual([room]),
  "a state event": async () => {
    await ada.sendStateEvent(room, EventType.RoomTopic, { topic: "Weather" }, "");
    expect(await ada.getStateEvent(room, EventType.RoomTopic, "")).toMatchObject({ topic: "Weather" });
  },
  "all state": async () => expect((await ada.roomState(room)).length).toBeGreaterThan(4),
  "power levels": () => ada.setPowerLevel(room, bob.getSafeUserId(), 0),
  "an alias": async () => {
    await ada.createAlias("#porch:mock.example", room);
    expect((await bob.getRoomIdForAlias("#porch:mock.example")).room_id).toBe(room);
    expect((await ada.getLocalAliases(room)).aliases).toEqual(["#porch:mock.example"]);
    await ada.deleteAlias("#porch:mock.example");
  },
  "the directory": async () => {
    await ada.setRoomDirectoryVisibility(room, Visibility.Public);
    expect((await ada.getRoomDirectoryVisibility(room)).visibility).toBe("public");
    expect((await bob.publicRooms({ limit: 10 })).chunk.map((each) => each.room_id)).toContain(room);
  },
  "an invite": async () => {
    await ada.invite(room, bob.getSafeUserId(), "come");
    await until(() => bob.getRoom(room)?.getMyMembership() === "invite");
  },
  join: async () => {
    await bob.joinRoom(room);
    await until(() => bob.getRoom(room)?.getMyMembership() === "join");
  },
  members: async () => {
    expect(Object.keys((await ada.getJoinedRoomMembers(room)).joined)).toHaveLength(2);
    expect((await ada.members(room)).chunk).toHaveLength(2);
  },
  "a message": async () => {
    said = (await ada.sendTextMessage(room, "hello there")).event_id;
    await until(() => bob.getRoom(room)?.findEventById(said));
  },
  "an edit": () =>
    ada.sendEvent(room, EventType.RoomMessage, {
      msgtype: MsgType.Text,
      body: "* hello",
      "m.new_content": { msgtype: MsgType.Text, body: "hello" },
      "m.relates_to": { rel_type: RelationType.Replace, event_id: said },
    }),
  "a reaction": () =>
    bob.sendEvent(room, EventType.Reaction, {
      "m.relates_to": { rel_type: RelationType.Annotation, event_id: said, key: "👍" },
    }),
  "a thread": () =>
    bob.sendEvent(room, said, EventType.RoomMessage, { msgtype: MsgType.Text, body: "in a thread" }),
  relations: async () =>
    expect(
      (await ada.relations(room, said, RelationType.Thread, null, { dir: Direction.Backward })).events,
    ).toHaveLength(1),
  threads: async () =>
    expect((await ada.createThreadListMessagesRequest(room, null, 5)).chunk).toHaveLength(1),
  "a redaction": async () => {
    const { event_id } = await ada.sendTextMessage(room, "a slip");
    await ada.redactEvent(room, event_id, undefined, { reason: "slip" });
    expect((await ada.fetchRoomEvent(room, event_id)).content).toEqual({});
  },
  "an event by itself": async () =>
    expect(await bob.fetchRoomEvent(room, said)).toMatchObject({ event_id: said }),
  context: async () => {
    const found = bob.getRoom(room)?.getUnfilteredTimelineSet();
    expect(found && (await bob.getEventTimeline(found, said))).toBeDefined();
  },
  "earlier messages": async () =>
    expect(
      (await bob.createMessagesRequest(room, null, 10, Direction.Backward)).chunk.length,
    ).toBeGreaterThan(3),
  "an event by its time": async () =>
    expect(await bob.timestampToEvent(room, Date.now(), Direction.Backward)).toHaveProperty("event_id"),
  "a receipt": async () => {
    said = (await ada.sendTextMessage(room, "seen?")).event_id;
    await until(() => bob.getRoom(room)?.findEventById(said));
    const event = bob.getRoom(room)?.findEventById(said);
    await bob.sendReadReceipt(event ?? null, ReceiptType.Read);
    await until(() => ada.getRoom(room)?.getEventReadUpTo(bob.getSafeUserId()) === said);
  },
  "read markers": () => bob.setRoomReadMarkers(room, said),
  typing: async () => {
    await bob.sendTyping(room, true, 5_000);
    await until(() => ada.getRoom(room)?.getMember(bob.getSafeUserId())?.typing);
  },
  search: async () => expect((await ada.searchRoomEvents({ term: "hello" })).count).toBeGreaterThan(0),
  "people to find": async () =>
    expect((await ada.searchUserDirectory({ term: "bob" })).results.map((each) => each.user_id)).toEqual([
      bob.getSafeUserId(),
    ]),
  tags: async () => {
    await ada.setRoomTag(room, "m.favourite", { order: 0.5 });
    expect(await ada.getRoomTags(room)).toEqual({ tags: { "m.favourite": { order: 0.5 } } });
    await ada.deleteRoomTag(room, "m.favourite");
  },
  "account data of a room": () => ada.setRoomAccountData(room, "org.example", { a: 1 }),
  devices: async () => {
    const id = ada.getDeviceId() ?? "";
    await ada.setDeviceDetails(id, { display_name: "phone" });
    expect(await ada.getDevice(id)).toMatchObject({ display_name: "phone" });
    expect((await ada.getDevices()).devices.map((each) => each.device_id)).toContain(id);
  },
  "keys of devices": async () => {
    const [user_id, device_id] = [ada.getSafeUserId(), ada.getDeviceId() ?? ""];
    const device_keys = { user_id, device_id, algorithms: [], keys: {}, signatures: {} };
    const before = await tokenOf(bob);
    await ada.uploadKeysRequest({
      device_keys,
      one_time_keys: { "signed_curve25519:A": { key: "a", signatures: {} } },
    });
    const { device_keys: found } = await bob.downloadKeysForUsers([user_id]);
    expect(found[user_id]).toHaveProperty(device_id);
    const claimed = await bob.claimOneTimeKeys([[user_id, device_id]], "signed_curve25519");
    expect(claimed.one_time_keys[user_id]).toHaveProperty(device_id);
    expect((await bob.getKeyChanges(before, await tokenOf(bob))).changed).toContain(user_id);
  },
  "messages to devices": () =>
    ada.sendToDevice(
      "org.example",
      new Map([[bob.getSafeUserId(), new Map([[bob.getDeviceId() ?? "", { a: 1 }]])]]),
    ),
  notifications: () => ada.http.authedRequest(Method.Get, "/notifications", { limit: "5" }),
  pushers: async () => {
    await ada.setPusher({
      kind: "http",
      app_id: "org.example",
      app_display_name: "Example",
      device_display_name: "phone",
      pushkey: "key-of-the-phone",
      lang: "en",
      data: { url: "https://push.example/_matrix/push/v1/notify" },
    });
    expect((await ada.getPushers()).pushers).toHaveLength(1);
  },
  "media: limits, download, preview": async () => {
    expect(await ada.getMediaConfig()).toBeDefined();
    await ada.getUrlPreview("https://example.org/", 0).catch(() => {});
  },
  "servers for calls": async () => expect(await ada.turnServer()).toHaveProperty("uris"),
  "spaces and what is in them": async () => {
    const { room_id: space } = await ada.createRoom({ name: "House", creation_content: { type: "m.space" } });
    await ada.sendStateEvent(space, EventType.SpaceChild, { via: ["mock.example"] }, room);
    expect((await ada.getRoomHierarchy(space)).rooms.map(({ name }) => name)).toEqual(["House", "Porch"]);
  },
  "a knock": async () => {
    const { room_id } = await ada.createRoom({
      initial_state: [{ type: EventType.RoomJoinRules, state_key: "", content: { join_rule: "knock" } }],
    });
    await bob.knockRoom(room_id, { reason: "cold" });
    await until(() => ada.getRoom(room_id)?.getMember(bob.getSafeUserId())?.membership === "knock");
    expect(await bob.getRoomSummary(room_id)).toMatchObject({ join_rule: "knock" });
  },
  "kick, ban, unban": async () => {
    const id = bob.getSafeUserId();
    await ada.kick(room, id, "out");
    await ada.ban(room, id, "and stay out");
    await ada.unban(room, id);
    await ada.invite(room, id);
    await bob.joinRoom(room);
  },
  "a restricted room": async () => {
    const join = {
      join_rule: "restricted",
      allow: [{ type: RestrictedAllowType.RoomMembership, room_id: room }],
    };
    const { room_id } = await ada.createRoom({
      initial_state: [{ type: EventType.RoomJoinRules, state_key: "", content: join }],
    });
    await bob.joinRoom(room_id);
  },
  "an upgrade": async () => expect(await ada.upgradeRoom(room, "12")).toHaveProperty("replacement_room"),
  "leave and forget": async () => {
    await bob.leave(room);
    await bob.forget(room);
  },
  "a report of an event": () => ada.reportEvent(room, said, -100, "rude"),
  "bound addresses": async () => expect((await ada.getThreePids()).threepids).toEqual([]),
  "networks of others": () => ada.getThirdpartyProtocols(),
  "an OpenID token": async () => expect(await ada.getOpenIdToken()).toHaveProperty("access_token"),
  "backup of keys": async () =>
    expect(
      await ada.http.authedRequest(Method.Get, "/room_keys/version").catch((error) => error.errcode),
    ).toBe("M_NOT_FOUND"),
  "a while in which nothing happens": async () => {
    const before = syncs;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    // A server that answers at once is asked hundreds of times.
    expect(syncs - before).toBeLessThan(10);
  },
  "a new password": () =>
    ada.setPassword(
      { type: "m.login.password", identifier: { type: "m.id.user", user: "ada" }, password: PASSWORD },
      "battery staple",
      false,
    ),
  logout: async () => {
    for (const client of [ada, bob]) {
      await client.logout(true);
      await expect(client.whoami()).rejects.toMatchObject({ errcode: "M_UNKNOWN_TOKEN" });
    }
  },
};

test.each(Object.entries(STEPS))("%s", async (_, step) => {
  await step();
});

test("nothing that the mock says departs from the specification", async () => {
  await proxy.settled();
  const { findings } = proxy.report();
  expect(findings.filter(({ side }) => side !== "client").map(printFinding)).toEqual([]);
});

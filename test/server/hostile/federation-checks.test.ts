/** Knocks, joins and leaves as other servers send them: form, signature, room and rules are checked at the federation endpoints. */
import { generateKeyPair, own, type RoomVersion, signEvent } from "@knockgen/auth";
import { beforeAll, describe, expect, it } from "vitest";
import { startPair } from "../support/pair.js";
import { eventOf, handshakesOf, makeTemplate, outcome, putEvent, sendEvent } from "../support/remote.js";

const { hs, fake, alice } = await startPair();
let count = 0;

const user = (name: string) => `@${name}:${fake.name}`;

async function knockRoom(version: RoomVersion, rule = "knock"): Promise<string> {
  return alice.createRoom({
    preset: "private_chat",
    room_version: version,
    initial_state: [{ type: "m.room.join_rules", content: { join_rule: rule } }],
  });
}

async function make(kind: string, room: string, who: string, ver = "ver=7&ver=10"): Promise<string> {
  const uri = `/_matrix/federation/v1/make_${kind}/${encodeURIComponent(room)}/${encodeURIComponent(who)}?${ver}`;
  return outcome(await fake.request({ destination: hs.serverName, method: "GET", uri }));
}

describe.each(["7", "10"] as const)("version %s", (version) => {
  let room: string;
  let member: string;
  beforeAll(async () => {
    member = user(`member${version}`);
    room = await alice.createRoom({ preset: "public_chat", room_version: version });
    const joined = await handshakesOf(fake).join({ roomId: room, userId: member, via: [hs.serverName] });
    expect(joined.ok).toBe(true);
  });

  describe.each([
    ["v1/send_knock", "knock"],
    ["v1/send_join", "join"],
    ["v2/send_join", "join"],
    ["v1/send_leave", "leave"],
    ["v2/send_leave", "leave"],
  ])("%s", (endpoint, membership) => {
    const send = async (more: Parameters<typeof eventOf>[3]) =>
      outcome(await sendEvent(fake, hs.serverName, endpoint, eventOf(fake, room, member, more), version));

    it("#23 #27 a message is 400", async () => {
      expect(await send({ type: "m.room.message", content: { body: "hello" } })).toBe("400 M_INVALID_PARAM");
    });

    it("#24 #27 a member event without state key and membership is 400", async () => {
      expect(await send({ content: { body: "hello" } })).toBe("400 M_INVALID_PARAM");
    });

    it.each(["join", "leave", "invite", "knock", "ban"].filter((each) => each !== membership))(
      "#25 #27 membership %s is 400",
      async (other) => {
        expect(await send({ state_key: member, content: { membership: other } })).toBe("400 M_INVALID_PARAM");
      },
    );

    it("#26 #27 another user's state key is 400", async () => {
      expect(await send({ state_key: user("other"), content: { membership } })).toBe("400 M_INVALID_PARAM");
    });

    it("N16 a sender of another server is 400", async () => {
      const event = eventOf(fake, room, alice.userId, { state_key: alice.userId, content: { membership } });
      expect(outcome(await sendEvent(fake, hs.serverName, endpoint, event, version))).toBe(
        "400 M_INVALID_PARAM",
      );
    });

    it("N16 a bad signature is 400", async () => {
      const event = eventOf(fake, room, member, { state_key: member, content: { membership } });
      const forged = signEvent(event, version, fake.name, { ...generateKeyPair("x"), keyId: fake.key.keyId });
      expect(outcome(await putEvent(fake, hs.serverName, endpoint, forged, version))).toBe(
        "400 M_INVALID_PARAM",
      );
    });

    it("a body that does not match its hash is 400", async () => {
      const event = eventOf(fake, room, member, { state_key: member, content: { membership } });
      const signed = signEvent(event, version, fake.name, fake.key);
      const changed = { ...signed, content: { membership, reason: "added later" } };
      expect(outcome(await putEvent(fake, hs.serverName, endpoint, changed, version))).toBe(
        "400 M_INVALID_PARAM",
      );
    });

    it("an ID in the path that is not the event's is 400", async () => {
      const event = eventOf(fake, room, member, { state_key: member, content: { membership } });
      const uri = `/_matrix/federation/${endpoint}/${encodeURIComponent(room)}/%24other`;
      const content = signEvent(event, version, fake.name, fake.key);
      expect(outcome(await fake.request({ destination: hs.serverName, method: "PUT", uri, content }))).toBe(
        "400 M_INVALID_PARAM",
      );
    });

    it("an event of another room is 400", async () => {
      const event = eventOf(fake, "!other:x", member, { state_key: member, content: { membership } });
      const signed = signEvent(event, version, fake.name, fake.key);
      const uri = `/_matrix/federation/${endpoint}/${encodeURIComponent(room)}/%24other`;
      const result = await fake.request({ destination: hs.serverName, method: "PUT", uri, content: signed });
      expect(outcome(result)).toBe("400 M_INVALID_PARAM");
    });
  });
});

it("N15 make_knock for a user of another server is 403", async () => {
  const room = await knockRoom("10");
  expect(await make("knock", room, "@somebody:elsewhere.example")).toBe("403 M_FORBIDDEN");
});

it("#44 #45 a room that this server is not in is 404", async () => {
  expect(await make("knock", "!nowhere:x", user("a"))).toBe("404 M_NOT_FOUND");
  const event = eventOf(fake, "!nowhere:x", user("a"), {
    state_key: user("a"),
    content: { membership: "knock" },
  });
  expect(outcome(await sendEvent(fake, hs.serverName, "v1/send_knock", event, "10"))).toBe("404 M_NOT_FOUND");
});

it("N17 X12 a version that the caller does not list is 400, with the version", async () => {
  const room = await knockRoom("10");
  const uri = `/_matrix/federation/v1/make_knock/${encodeURIComponent(room)}/${encodeURIComponent(user("a"))}?ver=7`;
  const result = await fake.request({ destination: hs.serverName, method: "GET", uri });
  expect(outcome(result)).toBe("400 M_INCOMPATIBLE_ROOM_VERSION");
  const body = !result.ok && result.error.kind === "http" ? result.error.body : {};
  expect(own(body, "room_version")).toBe("10");
});

it.each(["1", "2", "3", "4", "5", "6"] as const)(
  "X12 N21 version %s cannot be knocked on",
  async (version) => {
    const room = await alice.createRoom({ preset: "private_chat", room_version: version });
    await alice.setState(room, "m.room.join_rules", { join_rule: "knock" });
    expect(await make("knock", room, user("a"), `ver=${version}`)).toBe("403 M_FORBIDDEN");
    expect(await make("knock", room, user("a"), "ver=10")).toBe("400 M_INCOMPATIBLE_ROOM_VERSION");
  },
);

it.each(["7", "8", "9", "10", "11", "12"] as const)(
  "N18 N21 N22 version %s: a knock is answered with whole events",
  async (version) => {
    const room = await knockRoom(version);
    const who = user(`knocker${++count}`);
    const result = await handshakesOf(fake).knock({ roomId: room, userId: who, via: [hs.serverName] });
    const state = result.ok ? result.value.answer : [];
    expect(state.map((event) => own(event, "type"))).toContain("m.room.create");
    for (const event of state) expect(event).toHaveProperty("signatures");
    await alice.see(room, who, "knock");
  },
);

it("N22 knock_restricted is no rule before version 10", async () => {
  const room = await knockRoom("9", "knock_restricted");
  expect(await make("knock", room, user("a"), "ver=9")).toBe("403 M_FORBIDDEN");
});

it("X11 the same send_knock twice gives one membership and no error", async () => {
  const room = await knockRoom("10");
  const who = user(`twice${++count}`);
  const template = await makeTemplate(fake, hs.serverName, "knock", room, who, "10");
  const { origin: _, ...event } = template;
  const signed = signEvent(event, "10", fake.name, fake.key);
  const both = await Promise.all([
    putEvent(fake, hs.serverName, "v1/send_knock", signed, "10"),
    putEvent(fake, hs.serverName, "v1/send_knock", signed, "10"),
  ]);
  expect(both.map(outcome)).toEqual(["200", "200"]);
  expect(outcome(await putEvent(fake, hs.serverName, "v1/send_knock", signed, "10"))).toBe("200");
  const { chunk } = await alice.ok("GET", `/rooms/${encodeURIComponent(room)}/messages?dir=b&limit=50`);
  expect(chunk.filter((each: { state_key?: string }) => each.state_key === who)).toHaveLength(1);
});

it("N19 X10 a server that the ACL denies gets 403", async () => {
  const room = await knockRoom("10");
  const knocker = user("denied");
  const template = await makeTemplate(fake, hs.serverName, "knock", room, knocker, "10");
  await alice.setState(room, "m.room.server_acl", { allow: ["*"], deny: ["127.0.0.1"] });
  for (const kind of ["knock", "join", "leave"])
    expect(await make(kind, room, knocker)).toBe("403 M_FORBIDDEN");
  expect(outcome(await sendEvent(fake, hs.serverName, "v1/send_knock", template, "10"))).toBe(
    "403 M_FORBIDDEN",
  );
});

it("#31 a banned user does not get in by another user's template", async () => {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const banned = user("banned");
  await handshakesOf(fake).join({ roomId: room, userId: banned, via: [hs.serverName] });
  await alice.see(room, banned, "join");
  expect((await alice.act(room, "ban", banned)).status).toBe(200);
  expect(await make("join", room, banned)).toBe("403 M_FORBIDDEN");
  const template = await makeTemplate(fake, hs.serverName, "join", room, user("innocent"), "10");
  const changed = { ...template, sender: banned, state_key: banned };
  expect(outcome(await sendEvent(fake, hs.serverName, "v2/send_join", changed, "10"))).toBe(
    "403 M_FORBIDDEN",
  );
  const path = `/rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(banned)}`;
  expect((await alice.get(path)).body.membership).toBe("ban");
});

it("N22 a knock that the rules refuse is 403 at send_knock", async () => {
  const room = await knockRoom("10");
  const who = user("late");
  const template = await makeTemplate(fake, hs.serverName, "knock", room, who, "10");
  await alice.setState(room, "m.room.join_rules", { join_rule: "invite" });
  expect(outcome(await sendEvent(fake, hs.serverName, "v1/send_knock", template, "10"))).toBe(
    "403 M_FORBIDDEN",
  );
});

it.each([
  ["7", "200"],
  ["8", "403 M_FORBIDDEN"],
] as const)("N22 a knock of version %s that names who authorises it: %s", async (version, answer) => {
  const room = await knockRoom(version);
  const template = await makeTemplate(fake, hs.serverName, "knock", room, user("vouched"), version);
  const content = { membership: "knock", join_authorised_via_users_server: user("nobody") };
  const event = { ...template, content };
  expect(outcome(await sendEvent(fake, hs.serverName, "v1/send_knock", event, version))).toBe(answer);
});

it("X8 a knock outlives a change of the join rule", async () => {
  const room = await knockRoom("10");
  const who = user(`stays${++count}`);
  await handshakesOf(fake).knock({ roomId: room, userId: who, via: [hs.serverName] });
  await alice.setState(room, "m.room.join_rules", { join_rule: "invite" });
  await alice.see(room, who, "knock");
  expect(await make("knock", room, who)).toBe("403 M_FORBIDDEN");
});

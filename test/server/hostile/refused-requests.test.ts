/** Behaviours O2 to O4 of docs/behaviours.md: what a request that is refused has brought, or had fetched. */
import { eventId, generateKeyPair, type JsonObject, signEvent } from "@knockgen/auth";
import { afterAll, expect, it } from "vitest";
import { startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";
import { eventOf, makeTemplate, outcome, putEvent } from "../support/remote.js";
import { testAuthority } from "../support/tls.js";

const { hs, fake, alice } = await startPair();
/** Another server, which signs events and serves its keys. */
const third = await startFakeServer({ authority: testAuthority(), host: "localhost" });
afterAll(() => third.close());

/** A guest in a room, whose server answers what it is asked about the room as a test says. */
async function enter(answers: (operation: string) => JsonObject | undefined): Promise<Guest> {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, hs.serverName, room, "10");
  fake.responders.push(({ segments }) => {
    const json = segments[4] === room ? answers(segments[3] ?? "") : undefined;
    return json && { json };
  });
  return guest;
}

/** The stored parts of an event, as far as the server shows them. */
async function held(guest: Guest, event: JsonObject): Promise<string> {
  const uri = `/_matrix/federation/v1/event/${encodeURIComponent(guest.name(event))}`;
  return outcome(await fake.request({ destination: hs.serverName, method: "GET", uri }));
}

const error = { error: expect.any(String) };

it("O3: what was given with an event that is rejected is not kept, neither its state nor what it rests on", async () => {
  const given: JsonObject[] = [];
  const guest = await enter((operation) => {
    if (operation === "event_auth") return { auth_chain: given.slice(0, 1) };
    if (operation === "get_missing_events") return { events: [] };
    return operation === "state" ? { pdus: [...guest.state, ...given], auth_chain: [] } : undefined;
  });
  const member = { state_key: guest.user, auth_events: [...guest.auth, guest.idOf("m.room.join_rules")] };
  const named = (displayname: string): JsonObject =>
    guest.make("m.room.member", { membership: "join", displayname }, member);
  const renamed = named("Other");
  const again = named("Another");
  given.push(renamed, again);
  const [create, levels] = guest.auth;
  // Its sender has joined by what it lists, and in the given state; neither gives them the power.
  const levelled = (prev: string) =>
    guest.make(
      "m.room.topic",
      { topic: "mine" },
      { state_key: "", auth_events: [create ?? "", levels ?? "", guest.name(renamed)] },
      [prev],
    );
  const here = levelled(guest.join);
  const nowhere = levelled("$unknown");
  expect(await guest.send(here, nowhere)).toEqual({
    [guest.name(here)]: error,
    [guest.name(nowhere)]: error,
  });
  expect([await held(guest, renamed), await held(guest, again)]).toEqual([
    "404 M_NOT_FOUND",
    "404 M_NOT_FOUND",
  ]);
});

it("O3: a rejected event lets those that follow it have their state", async () => {
  const guest = await enter((operation) => {
    if (operation === "get_missing_events") return { events: [] };
    return operation === "state" ? { pdus: [...guest.state], auth_chain: [] } : undefined;
  });
  const refused = guest.make("m.room.topic", { topic: "mine" }, { state_key: "" }, ["$unknown"]);
  expect(await guest.send(refused)).toEqual({ [guest.name(refused)]: error });
  const after = guest.make("m.room.message", { body: "after" }, {}, [guest.name(refused)]);
  expect(await guest.send(after)).toEqual({ [guest.name(after)]: {} });
});

it("an event that lists what it has no need of lets those that follow it in, without asking for them", async () => {
  const guest = await enter(() => undefined);
  const auth = { auth_events: [...guest.auth, guest.idOf("m.room.join_rules"), "$unknown"] };
  const refused = guest.make("m.room.message", { body: "refused" }, auth);
  const again = guest.make("m.room.message", { body: "again" }, auth, [guest.name(refused)]);
  const after = guest.make("m.room.message", { body: "after" }, {}, [guest.name(again)]);
  expect(await guest.send(refused, again, after)).toEqual({
    [guest.name(refused)]: error,
    [guest.name(again)]: error,
    [guest.name(after)]: {},
  });
});

/** Whether anything about the room was asked for. */
function asked(guest: Guest, operation: string): boolean {
  return fake.requests.some(({ segments }) => segments[3] === operation && segments[4] === guest.room);
}

it("O2: an event that lists what it has no need of has nothing fetched for it", async () => {
  const guest = await enter(() => ({ auth_chain: [], events: [], pdus: [] }));
  const auth = { auth_events: [...guest.auth, guest.idOf("m.room.join_rules"), "$unknown"] };
  const here = guest.make("m.room.message", { body: "here" }, auth);
  const nowhere = guest.make("m.room.message", { body: "nowhere" }, auth, ["$nowhere"]);
  expect(await guest.send(here, nowhere)).toEqual({
    [guest.name(here)]: error,
    [guest.name(nowhere)]: error,
  });
  const operations = ["event_auth", "get_missing_events", "state"];
  expect(operations.map((each) => asked(guest, each))).toEqual([false, false, false]);
});

it.each([
  ["one that is unknown", (auth: readonly string[]) => [...auth, "$unknown"]],
  ["two that are unknown, where one is left", (auth: readonly string[]) => [...auth.slice(1), "$a", "$b"]],
  ["only unknown ones, more than are needed", () => ["$a", "$b", "$c", "$d"]],
])("O2: an event that lists, beside what it needs, %s has nothing fetched for it", async (_, list) => {
  const guest = await enter(() => ({ auth_chain: [], events: [], pdus: [] }));
  const auth = { auth_events: list(guest.auth) };
  const here = guest.make("m.room.message", { body: "here" }, auth);
  const nowhere = guest.make("m.room.message", { body: "nowhere" }, auth, ["$nowhere"]);
  expect(await guest.send(here, nowhere)).toEqual({
    [guest.name(here)]: error,
    [guest.name(nowhere)]: error,
  });
  const operations = ["event_auth", "event", "get_missing_events", "state_ids", "state"];
  expect(operations.filter((each) => asked(guest, each))).toEqual([]);
});

it("O2: an event that its own auth events refuse has no state fetched for it", async () => {
  const guest = await enter(() => ({ auth_chain: [], events: [], pdus: [] }));
  const topic = guest.make("m.room.topic", { topic: "mine" }, { state_key: "" }, ["$nowhere"]);
  expect(await guest.send(topic)).toEqual({ [guest.name(topic)]: error });
  expect(["get_missing_events", "state"].map((each) => asked(guest, each))).toEqual([false, false]);
});

/** An event of the guest with another name, resting on a membership of theirs. */
function named(guest: Guest, displayname: string, member = guest.join): JsonObject {
  const auth_events = [guest.auth[0] ?? "", guest.auth[1] ?? "", member, guest.idOf("m.room.join_rules")];
  const content = { membership: "join", displayname };
  return guest.make("m.room.member", content, { state_key: guest.user, auth_events });
}

function resting(guest: Guest, member: JsonObject): JsonObject {
  const auth_events = [guest.auth[0] ?? "", guest.auth[1] ?? "", guest.name(member)];
  return guest.make("m.room.message", { body: "resting" }, { auth_events });
}

it("O4: of an answer to /event_auth only what the event rests on is kept", async () => {
  const chain: JsonObject[] = [];
  const guest = await enter(() => ({ auth_chain: chain }));
  const below = named(guest, "Below");
  const above = named(guest, "Above", guest.name(below));
  const beside = named(guest, "Beside");
  chain.push(beside, above, below);
  const message = resting(guest, above);
  expect(await guest.send(message)).toEqual({ [guest.name(message)]: {} });
  const found = [below, above, beside].map((event) => held(guest, event));
  expect(await Promise.all(found)).toEqual(["200", "200", "404 M_NOT_FOUND"]);
});

it("O4: a chain is followed no further than honest rooms go", async () => {
  const chain: JsonObject[] = [];
  const guest = await enter(() => ({ auth_chain: chain }));
  let last = named(guest, "0");
  for (let at = 1; at <= 1_000; at++) {
    chain.push(last);
    last = named(guest, String(at), guest.name(last));
  }
  chain.push(last);
  const message = resting(guest, last);
  expect(await guest.send(message)).toEqual({ [guest.name(message)]: error });
  expect(await held(guest, last)).toBe("404 M_NOT_FOUND");
});

/** A state event of a user of the third server. */
function signedThere(room: string, type: string): JsonObject {
  const event = eventOf(third, room, `@x:${third.name}`, { type, state_key: "", prev_events: ["$a"] });
  return signEvent(event, "10", third.name, third.key);
}

it("O3: for an invite that is badly signed no keys of others are fetched", async () => {
  const room = `!invites:${fake.name}`;
  const invite = eventOf(fake, room, `@owner:${fake.name}`, {
    state_key: alice.userId,
    content: { membership: "invite" },
    prev_events: ["$a"],
  });
  const forged = signEvent(invite, "10", fake.name, { ...generateKeyPair("x"), keyId: fake.key.keyId });
  const answer = await fake.request({
    destination: hs.serverName,
    method: "PUT",
    uri: `/_matrix/federation/v2/invite/${encodeURIComponent(room)}/${encodeURIComponent(eventId(forged, "10"))}`,
    content: { event: forged, room_version: "10", invite_room_state: [signedThere(room, "m.room.name")] },
  });
  expect(outcome(answer)).toBe("400 M_INVALID_PARAM");
  expect(third.requests).toEqual([]);
});

it.each(["v1/send_join", "v2/send_join"])(
  "O3: %s does not ask for the keys of who is not in the room",
  async (endpoint) => {
    const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
    const user = `@vouched:${fake.name}`;
    const template = await makeTemplate(fake, hs.serverName, "join", room, user, "10");
    const voucher = `@x:${third.name}`;
    const content = { membership: "join", join_authorised_via_users_server: voucher };
    const ours = signEvent({ ...template, content }, "10", fake.name, fake.key);
    const join = signEvent(ours, "10", third.name, third.key);
    const before = third.requests.length;
    expect(outcome(await putEvent(fake, hs.serverName, endpoint, join, "10"))).toBe("403 M_FORBIDDEN");
    expect(third.requests.slice(before)).toEqual([]);
  },
);

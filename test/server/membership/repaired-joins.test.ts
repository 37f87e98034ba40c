/** O23: an answer to a join that lacks events, or has them damaged, where others have them whole. */
import { isJsonObject, type JsonObject, own } from "@knockgen/auth";
import { afterAll, expect, it } from "vitest";
import { FakeRoom } from "../support/fake-room.js";
import { startFakeServer } from "../support/fake-server.js";
import { startPair } from "../support/pair.js";
import { testAuthority } from "../support/tls.js";

const { fake, alice } = await startPair();
const other = await startFakeServer({ authority: testAuthority(), host: "localhost" });
afterAll(() => other.close());

/** A room whose topic was set by a moderator, as the power levels allowed at that time. */
function moderated(): { readonly room: FakeRoom; readonly then: JsonObject } {
  const room = new FakeRoom(fake, { join_rule: "public" });
  const moderator = `@moderator:${fake.name}`;
  room.add({
    type: "m.room.member",
    stateKey: moderator,
    sender: moderator,
    content: { membership: "join" },
  });
  const then = room.add({
    type: "m.room.power_levels",
    stateKey: "",
    content: { users: { [room.owner]: 100, [moderator]: 50 } },
  });
  room.add({ type: "m.room.topic", stateKey: "", sender: moderator, content: { topic: "Of then" } });
  room.add({ type: "m.room.power_levels", stateKey: "", content: { users: { [room.owner]: 100 } } });
  return { room, then };
}

const without = (events: readonly JsonObject[], left: JsonObject): JsonObject[] =>
  events.filter((event) => event !== left);

async function topicAfterJoin(room: FakeRoom): Promise<unknown> {
  const id = encodeURIComponent(room.id);
  await alice.ok("POST", `/join/${id}?server_name=${encodeURIComponent(fake.name)}`, {});
  return (await alice.get(`/rooms/${id}/state/m.room.topic/`)).body;
}

/** Has one server not find an event, or the other give it. */
function answering(server: typeof fake, room: FakeRoom, gives: boolean): void {
  server.responders.push(({ segments }) => {
    const event = segments[3] === "event" ? room.events.get(segments[4] ?? "") : undefined;
    if (event === undefined) return undefined;
    return gives ? { json: { pdus: [event] } } : { status: 404, json: { errcode: "M_NOT_FOUND" } };
  });
}

it("O23: what the auth chain lacks is asked for", async () => {
  const { room, then } = moderated();
  room.mixUp = ({ auth_chain }) => ({ auth_chain: without(auth_chain, then) });
  expect(await topicAfterJoin(room)).toEqual({ topic: "Of then" });
});

it("O23: what is damaged in the auth chain is asked for, of another server where the first has lost it", async () => {
  const { room, then } = moderated();
  const damaged = { ...then, content: { users: {} } };
  room.mixUp = ({ auth_chain }) => ({
    auth_chain: [...without(auth_chain, then), damaged],
    servers_in_room: [fake.name, other.name],
  });
  answering(fake, room, false);
  answering(other, room, true);
  expect(await topicAfterJoin(room)).toEqual({ topic: "Of then" });
});

it("O23: state with a damaged signature is asked for", async () => {
  const { room } = moderated();
  room.mixUp = ({ state }) => ({
    state: state.map((event) => {
      const content = own(event, "content");
      const isTopic = isJsonObject(content) && own(content, "topic") !== undefined;
      return isTopic
        ? { ...event, signatures: { [fake.name]: { [fake.key.keyId]: "A".repeat(86) } } }
        : event;
    }),
    auth_chain: [...room.events.values()].filter((event) => own(event, "type") !== "m.room.topic"),
  });
  expect(await topicAfterJoin(room)).toEqual({ topic: "Of then" });
});

it.each([
  ["is in the auth chain", true],
  ["is asked for", false],
])("O23: content that the hash does not cover is not kept, where the whole event %s", async (_, inChain) => {
  const { room } = moderated();
  const isTopic = (event: JsonObject): boolean => own(event, "type") === "m.room.topic";
  room.mixUp = ({ state, auth_chain }) => ({
    state: state.map((event) => (isTopic(event) ? { ...event, content: { topic: "Damaged" } } : event)),
    auth_chain: auth_chain.filter((event) => inChain || !isTopic(event)),
  });
  const before = fake.requests.length;
  expect(await topicAfterJoin(room)).toEqual({ topic: "Of then" });
  const asked = fake.requests.slice(before).filter(({ segments }) => segments[3] === "event");
  expect(asked).toHaveLength(inChain ? 0 : 1);
});

it.each<[string, (create: JsonObject, second: JsonObject) => readonly JsonObject[]]>([
  ["is in the auth chain alone", () => []],
  ["has another one behind it", (create, second) => [create, second]],
])("O23: the create event is that on which the state rests, where it %s", async (_, creates) => {
  const { room } = moderated();
  const isCreate = (event: JsonObject): boolean => own(event, "type") === "m.room.create";
  const second = room.make({
    type: "m.room.create",
    stateKey: "",
    content: { creator: room.owner, room_version: "10", second: true },
    authEvents: [],
    prevEvents: [],
  });
  room.mixUp = ({ state }) => {
    const [create = {}] = state.filter(isCreate);
    return { state: [...state.filter((event) => !isCreate(event)), ...creates(create, second)] };
  };
  expect(await topicAfterJoin(room)).toEqual({ topic: "Of then" });
  const path = `/rooms/${encodeURIComponent(room.id)}/state/m.room.create/`;
  expect((await alice.get(path)).body).toEqual({ creator: room.owner, room_version: "10" });
});

const BASES = ["m.room.create", "m.room.power_levels", "m.room.join_rules"];
const isBase = (event: JsonObject): boolean => BASES.includes(String(own(event, "type")));

it.each([
  ["is in the auth chain", true],
  ["is asked for", false],
])("O23: what the join rests on belongs to the state, where it %s", async (_, inChain) => {
  const { room } = moderated();
  room.mixUp = ({ state, auth_chain }) => ({
    state: state.filter((event) => !isBase(event)),
    auth_chain: inChain ? auth_chain : auth_chain.filter((event) => !isBase(event)),
  });
  expect(await topicAfterJoin(room)).toEqual({ topic: "Of then" });
  const levels = await alice.get(`/rooms/${encodeURIComponent(room.id)}/state/m.room.power_levels/`);
  expect(levels.body).toEqual({ users: { [room.owner]: 100 } });
});

it("O23: an answer without any state is one that has left it out", async () => {
  const { room } = moderated();
  room.mixUp = () => ({ state: [] });
  const whole = [...room.state.values()];
  fake.responders.push(({ segments }) =>
    segments[3] === "state" && segments[4] === room.id
      ? { json: { pdus: whole, auth_chain: [...room.events.values()] } }
      : undefined,
  );
  expect(await topicAfterJoin(room)).toEqual({ topic: "Of then" });
});

it("O23: members that were left out are asked for, of another server where the first does not give them", async () => {
  const { room } = moderated();
  const isModerator = (event: JsonObject): boolean =>
    String(own(event, "state_key")).startsWith("@moderator");
  room.mixUp = ({ state }) => ({
    state: state.filter((event) => !isModerator(event)),
    members_omitted: true,
    servers_in_room: [fake.name, other.name],
  });
  const whole = [...room.state.values()];
  other.responders.push(({ segments }) =>
    segments[3] === "state" && segments[4] === room.id
      ? { json: { pdus: whole, auth_chain: [...room.events.values()] } }
      : undefined,
  );
  expect(await topicAfterJoin(room)).toEqual({ topic: "Of then" });
  const members = await alice.ok("GET", `/rooms/${encodeURIComponent(room.id)}/joined_members`);
  expect(Object.keys(members.joined)).toContain(`@moderator:${fake.name}`);
});

it("O23: no more is asked for than an answer can honestly lack", async () => {
  const { room } = moderated();
  const made = (at: number): JsonObject =>
    room.make({
      type: "m.room.topic",
      stateKey: `${at}`,
      content: {},
      authEvents: [`$lost${at}`.padEnd(44, "x")],
    });
  const lacking = Array.from({ length: 300 }, (_, at) => made(at));
  room.mixUp = ({ state }) => ({ state: [...state, ...lacking] });
  const before = fake.requests.length;
  await topicAfterJoin(room);
  const asked = fake.requests.slice(before).filter(({ segments }) => segments[3] === "event");
  expect(asked.length).toBe(100);
});

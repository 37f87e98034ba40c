/** For every rule, the smallest story that it decides; told alike in every room version that has the rule. */
import {
  type AuthorizeContext,
  authorize,
  type JsonObject,
  keyPairFromSeed,
  type Pdu,
  type RoomVersion,
  type RuleKey,
  signJson,
  type Verdict,
} from "@knockgen/auth";
import {
  ALICE,
  authKeys,
  BOB,
  CAROL,
  createDraft,
  type Draft,
  member,
  type RoomOptions,
  TestRoom,
  testRoom,
} from "./room.js";

/** Tells a story in a room version and says how it is judged. */
export type Scenario = (version: RoomVersion) => Verdict;

function ask(room: TestRoom, event: Pdu, context: Partial<AuthorizeContext> = {}): Verdict {
  const authEvents = event.authEventIds
    .map((id) => room.events.get(id))
    .filter((known) => known !== undefined);
  if (room.isHashed && room.create !== undefined && event.type !== "m.room.create")
    authEvents.push(room.create);
  return authorize(event, { roomVersion: room.version, authEvents, ...context });
}

interface Story {
  readonly room?: RoomOptions;
  /** Users who join, in order. Bob does unless told otherwise. */
  readonly joined?: readonly string[];
  /** Steps before the case. */
  readonly before?: readonly Draft[];
  readonly event: Draft;
}

/** A story in an ordinary room: what happens before, and the event to judge, with its proper auth events. */
function story({ room: options = {}, joined = [BOB], before = [], event }: Story): Scenario {
  return (version) => {
    const room = testRoom(version, options);
    for (const user of joined) room.send(member(user, "join"));
    for (const draft of before) room.send(draft);
    return ask(room, room.make(event, authKeys(room, event)));
  };
}

/** A create event that differs from a good one. */
function create(more: JsonObject, raw: JsonObject = {}, drop?: string): Scenario {
  return (version) => {
    const room = new TestRoom(version);
    const draft = createDraft(version, more);
    const content = Object.fromEntries(Object.entries(draft.content ?? {}).filter(([key]) => key !== drop));
    return ask(room, room.make({ ...draft, content, raw }));
  };
}

/** A message that lists other auth events than it should. */
function listing(
  keys: (room: TestRoom) => [string, string][],
  context: (room: TestRoom) => Partial<AuthorizeContext> = () => ({}),
): Scenario {
  return (version) => {
    const room = testRoom(version);
    return ask(room, room.make({ content: { body: "hi" } }, keys(room)), context(room));
  };
}

const message = (sender: string): Draft => ({ sender, content: { body: "hi" } });
const topic = (sender: string): Draft => ({
  type: "m.room.topic",
  sender,
  stateKey: "",
  content: { topic: "t" },
});
const levels = (sender: string, content: JsonObject): Draft => ({
  type: "m.room.power_levels",
  sender,
  stateKey: "",
  content,
});

/** Power levels where Alice is above, and Bob has 50. From version 12 on creators are not listed. */
function ranks(version: RoomVersion, more: JsonObject = {}): JsonObject {
  return Number(version) < 12 ? { [ALICE]: 100, [BOB]: 50, ...more } : { [BOB]: 50, ...more };
}

/** A change of power levels by Bob, who has level 50. */
function relevel(
  before: JsonObject,
  after: JsonObject,
  users: JsonObject = {},
  newUsers: JsonObject = users,
): Scenario {
  return (version) =>
    story({
      room: { levels: { users: ranks(version, users), ...before } },
      event: levels(BOB, { users: ranks(version, newUsers), ...after }),
    })(version);
}

const identityServer = keyPairFromSeed(new Uint8Array(32).fill(9), "0");

/** An invite by Alice that answers a third-party invite of hers, or something close to it. */
function thirdParty(
  change: (signed: JsonObject) => JsonObject | undefined,
  before: readonly Draft[] = [],
  by = ALICE,
): Scenario {
  return (version) => {
    const room = testRoom(version);
    room.send(member(BOB, "join"));
    for (const draft of before) room.send(draft);
    const key = {
      public_key: identityServer.publicKey,
      key_validity_url: "https://id.example",
      display_name: "c",
    };
    room.send({ type: "m.room.third_party_invite", sender: ALICE, stateKey: "token", content: key });
    const signed = change(signJson({ mxid: CAROL, token: "token" }, "id.example", identityServer));
    const invite: JsonObject = signed === undefined ? { display_name: "c" } : { display_name: "c", signed };
    const draft = member(CAROL, "invite", by, { third_party_invite: invite });
    const keys = authKeys(room, draft);
    if (signed?.token === "token") keys.push(["m.room.third_party_invite", "token"]);
    return ask(room, room.make(draft, keys));
  };
}

const vouched = (user: string): Draft =>
  member(CAROL, "join", CAROL, { join_authorised_via_users_server: user });

/** A restricted join by Carol that Alice vouches for; both servers have signed. */
function restricted(draft: Draft, before: readonly Draft[] = []): Scenario {
  return (version) => {
    const room = testRoom(version, { joinRule: "restricted", levels: { invite: 10 } });
    for (const earlier of before) room.send(earlier);
    const keys = authKeys(room, draft);
    const voucher = draft.content?.join_authorised_via_users_server;
    if (typeof voucher === "string" && room.lookup("m.room.member", voucher))
      keys.push(["m.room.member", voucher]);
    return ask(room, room.make(draft, keys));
  };
}

const redaction = (sender: string, redacts: string): Draft => ({
  type: "m.room.redaction",
  sender,
  raw: { redacts },
});

/** A story for every rule. */
export const SCENARIOS: Readonly<Record<RuleKey, Scenario>> = {
  "create.prev_events": create({}, { prev_events: [["$x:a.example", {}]] }),
  "create.room_id": create({}, { room_id: "!room:other.example" }),
  "create.room_version": create({ room_version: "unheard-of" }),
  "create.creator": create({}, {}, "creator"),
  "create.additional_creators": create({ additional_creators: ["nobody"] }),
  "create.allow": create({}),
  room_id: (version) => {
    const room = testRoom(version);
    const event = room.make({ raw: { room_id: "!elsewhere" } }, authKeys(room, {}));
    return ask(room, event);
  },
  "auth.duplicate": listing((room) => [...authKeys(room, {}), ["m.room.power_levels", ""]]),
  "auth.unexpected": listing((room) => [...authKeys(room, {}), ["m.room.join_rules", ""]]),
  "auth.rejected": listing(
    (room) => authKeys(room, {}),
    (room) => ({ rejected: new Set([room.lookup("m.room.power_levels", "")?.eventId ?? ""]) }),
  ),
  "auth.no_create": listing((room) => authKeys(room, {}).filter(([type]) => type !== "m.room.create")),
  "auth.other_room": (version) => {
    const room = testRoom(version);
    const raw = { room_id: "!other:a.example" };
    room.add(room.make({ ...levels(ALICE, {}), raw }, authKeys(room, levels(ALICE, {}))));
    return ask(room, room.make({}, authKeys(room, {})));
  },
  federate: story({ room: { create: { "m.federate": false } }, joined: [], event: member(BOB, "join") }),
  "aliases.no_state_key": story({ event: { type: "m.room.aliases" } }),
  "aliases.domain": story({ event: { type: "m.room.aliases", stateKey: "b.example" } }),
  "aliases.allow": story({ event: { type: "m.room.aliases", stateKey: "a.example" } }),
  "member.malformed": story({ event: { type: "m.room.member", stateKey: ALICE } }),
  "member.jauth": restricted(vouched("@zoe:far.example")),
  "member.join.first": (version) => {
    const room = new TestRoom(version);
    room.send(createDraft(version));
    return ask(room, room.make(member(ALICE, "join"), authKeys(room, member(ALICE, "join"))));
  },
  "member.join.sender": story({ event: member(CAROL, "join", ALICE) }),
  "member.join.banned": story({ before: [member(CAROL, "ban", ALICE)], event: member(CAROL, "join") }),
  "member.join.invite": story({
    room: { joinRule: "invite" },
    joined: [],
    before: [member(CAROL, "invite", ALICE)],
    event: member(CAROL, "join"),
  }),
  "member.join.restricted.member": restricted(member(CAROL, "join"), [member(CAROL, "invite", ALICE)]),
  "member.join.restricted.authoriser": restricted(member(CAROL, "join")),
  "member.join.restricted.allow": restricted(vouched(ALICE)),
  "member.join.public": story({ event: member(CAROL, "join") }),
  "member.join.otherwise": story({ room: { joinRule: "invite" }, joined: [], event: member(CAROL, "join") }),
  "member.invite.3pid.banned": thirdParty((signed) => signed, [member(CAROL, "ban", ALICE)]),
  "member.invite.3pid.signed": thirdParty(() => undefined),
  "member.invite.3pid.mxid_token": thirdParty(() => ({ token: "token" })),
  "member.invite.3pid.mxid": thirdParty((signed) => ({ ...signed, mxid: BOB })),
  "member.invite.3pid.no_event": thirdParty((signed) => ({ ...signed, token: "another" })),
  "member.invite.3pid.sender": thirdParty((signed) => signed, [], BOB),
  "member.invite.3pid.allow": thirdParty((signed) => signed),
  "member.invite.3pid.otherwise": thirdParty((signed) => ({ ...signed, extra: 1 })),
  "member.invite.sender": story({ joined: [], event: member(CAROL, "invite", BOB) }),
  "member.invite.target": story({ event: member(BOB, "invite", ALICE) }),
  "member.invite.allow": story({ event: member(CAROL, "invite", ALICE) }),
  "member.invite.otherwise": story({
    room: { levels: { invite: 1, users: {} } },
    event: member(CAROL, "invite", BOB),
  }),
  "member.leave.self.allow": story({ event: member(BOB, "leave") }),
  "member.leave.self.reject": story({ event: member(CAROL, "leave") }),
  "member.leave.sender": story({ event: member(BOB, "leave", CAROL) }),
  "member.leave.unban": story({ before: [member(CAROL, "ban", ALICE)], event: member(CAROL, "leave", BOB) }),
  "member.leave.allow": story({ event: member(BOB, "leave", ALICE) }),
  "member.leave.otherwise": story({ event: member(ALICE, "leave", BOB) }),
  "member.ban.sender": story({ joined: [], event: member(CAROL, "ban", BOB) }),
  "member.ban.allow": story({ event: member(BOB, "ban", ALICE) }),
  "member.ban.otherwise": story({ event: member(ALICE, "ban", BOB) }),
  "member.knock.join_rule": story({ event: member(CAROL, "knock") }),
  "member.knock.sender": story({
    room: { joinRule: "knock" },
    joined: [],
    event: member(CAROL, "knock", ALICE),
  }),
  "member.knock.allow": story({ room: { joinRule: "knock" }, joined: [], event: member(CAROL, "knock") }),
  "member.knock.otherwise": story({ room: { joinRule: "knock" }, joined: [], event: member(ALICE, "knock") }),
  "member.unknown": story({ event: member(BOB, "hover") }),
  sender_not_joined: story({ event: message(CAROL) }),
  "third_party_invite.allow": story({ event: { type: "m.room.third_party_invite", stateKey: "t" } }),
  "third_party_invite.reject": story({
    room: { levels: { invite: 1, users: {} } },
    event: { type: "m.room.third_party_invite", sender: BOB, stateKey: "t" },
  }),
  required_level: story({ event: topic(BOB) }),
  // Where users own the keys that begin with their ID, those above them may set these; Bob is below Alice.
  at_state_key: story({
    room: { levels: { state_default: 0 } },
    event: { type: "org.example", sender: BOB, stateKey: ALICE },
  }),
  "pl.ints": story({ event: levels(ALICE, { ban: "50" }) }),
  "pl.maps": story({ event: levels(ALICE, { events: { "m.room.name": [] } }) }),
  "pl.users": story({ event: levels(ALICE, { users: { bob: 5 } }) }),
  "pl.creators": story({ event: levels(ALICE, { users: { [ALICE]: 100 } }) }),
  "pl.no_previous": (version) => {
    const room = new TestRoom(version);
    room.send(createDraft(version));
    room.send(member(ALICE, "join"));
    return ask(room, room.make(levels(ALICE, {}), authKeys(room, levels(ALICE, {}))));
  },
  "pl.prop.current": relevel({ ban: 60 }, { ban: 50 }),
  "pl.prop.new": relevel({ ban: 50 }, { ban: 60 }),
  "pl.events.current": relevel({ events: { "m.room.name": 60 } }, {}),
  "pl.events.new": relevel({}, { events: { "m.room.name": 60 } }),
  "pl.users.current": relevel({}, {}, { [CAROL]: 50 }, {}),
  "pl.users.new": relevel({}, {}, {}, { [CAROL]: 60 }),
  "pl.allow": relevel({ ban: 50 }, { ban: 40 }, { [CAROL]: 10 }, { [BOB]: 40 }),
  "redaction.level": story({ event: redaction(ALICE, "$x:b.example") }),
  "redaction.domain": story({ event: redaction(BOB, "$x:b.example") }),
  "redaction.reject": story({ event: redaction(BOB, "$x:a.example") }),
  allow: story({ event: message(BOB) }),
};

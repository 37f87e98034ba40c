/** Events that are missing, asked for in rounds (O21) and on one road after another (O22). */
import type { JsonObject } from "@knockgen/auth";
import { expect, it, onTestFinished } from "vitest";
import { type FakeServer, startFakeServer } from "../support/fake-server.js";
import { Guest } from "../support/guest.js";
import { startPair } from "../support/pair.js";
import type { Reply } from "../support/reply.js";
import { startServer } from "../support/servers.js";
import { testAuthority } from "../support/tls.js";

const { hs, fake, alice } = await startPair();

const at = (room: string): string => `/rooms/${encodeURIComponent(room)}`;
const NOT_FOUND: Reply = { status: 404, json: { errcode: "M_NOT_FOUND", error: "not here" } };

async function enter(): Promise<Guest> {
  const room = await alice.createRoom({ preset: "public_chat", room_version: "10" });
  return Guest.enter(fake, hs.serverName, room, "10");
}

function chain(guest: Guest, from: number, to: number, prev: string): JsonObject[] {
  const events: JsonObject[] = [];
  for (let n = from; n <= to; n++) {
    const before = events.at(-1);
    const follows = before === undefined ? prev : guest.name(before);
    events.push(guest.make("m.room.message", { body: `${n}` }, { depth: 20 + n }, [follows]));
  }
  return events;
}

async function shown(room: string): Promise<string[]> {
  const { chunk } = await alice.ok("GET", `${at(room)}/messages?dir=b&limit=200`);
  return chunk.flatMap(({ content }: { content: { body?: string } }) => content.body ?? []);
}

const countdown = (from: number): string[] => Array.from({ length: from }, (_, n) => `${from - n}`);

it("O21 asks for what is missing in rounds, and needs no state then", async () => {
  const guest = await enter();
  const events = chain(guest, 1, 51, guest.join);
  const asked: string[] = [];
  fake.responders.push(({ segments, text }) => {
    if (segments[4] !== guest.room) return undefined;
    asked.push(segments[3] ?? "");
    if (segments[3] !== "get_missing_events") return NOT_FOUND;
    // As servers do that give ten at a time.
    const newest = events.findIndex((event) =>
      text.slice(text.indexOf("latest")).includes(guest.name(event)),
    );
    return { json: { events: events.slice(Math.max(0, newest - 10), newest) } };
  });
  await guest.say(...events.slice(-1));
  expect(await shown(guest.room)).toEqual(countdown(51));
  expect(asked).toEqual(Array.from({ length: 5 }, () => "get_missing_events"));
});

it("O21 the rounds have a bound, beyond which there is a hole", async () => {
  const guest = await enter();
  const events = chain(guest, 1, 400, guest.join);
  let rounds = 0;
  fake.responders.push(({ segments, text }) => {
    if (segments[4] !== guest.room) return undefined;
    if (segments[3] === "state") return { json: { pdus: [...guest.state], auth_chain: [] } };
    if (segments[3] !== "get_missing_events") return NOT_FOUND;
    rounds++;
    const newest = events.findIndex((event) =>
      text.slice(text.indexOf("latest")).includes(guest.name(event)),
    );
    return { json: { events: events.slice(Math.max(0, newest - 2), newest) } };
  });
  await guest.say(...events.slice(-1));
  expect(rounds).toBeGreaterThan(5);
  expect(rounds).toBeLessThan(20);
  const { timeline } = (await alice.sync()).rooms.join[guest.room];
  expect(timeline.limited).toBe(true);
});

it("O21 an answer with more than was asked for, the oldest first, is used whole", async () => {
  const guest = await enter();
  const events = chain(guest, 1, 120, guest.join);
  fake.responders.push(({ segments }) => {
    if (segments[4] !== guest.room) return undefined;
    return segments[3] === "get_missing_events" ? { json: { events: events.slice(0, -1) } } : NOT_FOUND;
  });
  await guest.say(...events.slice(-1));
  expect(await shown(guest.room)).toEqual(countdown(120));
});

it("O21 a state that is held needs nothing of its auth chain, which nobody may have any more", async () => {
  const guest = await enter();
  const message = guest.make("m.room.message", { body: "above" }, {}, ["$lost"]);
  fake.responders.push(({ segments }) => {
    if (segments[4] !== guest.room) return segments[4] === "$gone" ? NOT_FOUND : undefined;
    if (segments[3] !== "state_ids") return NOT_FOUND;
    return { json: { pdu_ids: guest.state.map((each) => guest.name(each)), auth_chain_ids: ["$gone"] } };
  });
  await guest.say(message);
  expect(await shown(guest.room)).toEqual(["above"]);
});

it("O21 the state above a hole is asked for by IDs, and only what is unknown comes", async () => {
  const guest = await enter();
  const renamed = guest.make(
    "m.room.member",
    { membership: "join", displayname: "Unknown" },
    { state_key: guest.user, auth_events: [...guest.auth, guest.idOf("m.room.join_rules")] },
  );
  const message = guest.make("m.room.message", { body: "above" }, {}, ["$lost"]);
  const state = [...guest.state.filter((event) => guest.name(event) !== guest.join), renamed];
  const asked: string[] = [];
  fake.responders.push(({ segments }) => {
    const [, , , kind = "", what = ""] = segments;
    if (kind === "event" && what === guest.name(renamed)) {
      asked.push(kind);
      return { json: { origin: fake.name, origin_server_ts: 1, pdus: [renamed] } };
    }
    if (what !== guest.room) return undefined;
    asked.push(kind);
    if (kind === "state_ids")
      return { json: { pdu_ids: state.map((e) => guest.name(e)), auth_chain_ids: [] } };
    return kind === "get_missing_events" ? { json: { events: [] } } : NOT_FOUND;
  });
  await guest.say(message);
  expect(asked).toEqual(["get_missing_events", "state_ids", "event"]);
  const member = `${at(guest.room)}/state/m.room.member/${encodeURIComponent(guest.user)}`;
  expect((await alice.ok("GET", member)).displayname).toBe("Unknown");
});

/** A guest with a message that rests on a join that was never sent, and the answers of each server on each road. */
async function resting(
  answer: (kind: string, what: string, join: JsonObject, guest: Guest) => Reply | undefined,
) {
  const guest = await enter();
  const join = guest.make(
    "m.room.member",
    { membership: "join", displayname: "One" },
    { state_key: guest.user, auth_events: [...guest.auth, guest.idOf("m.room.join_rules")] },
  );
  const auth = [guest.idOf("m.room.create"), guest.idOf("m.room.power_levels"), guest.name(join)];
  const message = guest.make("m.room.message", { body: "rests" }, { auth_events: auth });
  const asked: string[] = [];
  const respond = (server: FakeServer, isFirst: boolean): void => {
    server.responders.push(({ segments }) => {
      const [, , , kind = "", what = ""] = segments;
      if (what !== guest.room && what !== guest.name(join)) return undefined;
      asked.push(isFirst ? kind : `other ${kind}`);
      return answer(asked.at(-1) ?? "", what, join, guest) ?? NOT_FOUND;
    });
  };
  respond(fake, true);
  return { guest, message, asked, respond };
}

const event = (json: JsonObject): Reply => ({ json: { origin: "x", origin_server_ts: 1, pdus: [json] } });

it("O22 what authorises an event is sought at /event, where /event_auth is not found", async () => {
  const { guest, message, asked } = await resting((kind, _, join) =>
    kind === "event" ? event(join) : undefined,
  );
  await guest.say(message);
  expect(asked).toEqual(["event_auth", "event"]);
});

it("O22 then by the state before the event", async () => {
  const { guest, message, asked } = await resting((kind, _, join, { state, room }) =>
    kind === "state" && room !== "" ? { json: { pdus: [...state, join], auth_chain: [] } } : undefined,
  );
  await guest.say(message);
  expect(asked).toEqual(["event_auth", "event", "state_ids", "state"]);
});

it.each(["event_auth", "event"])("O22 then at another server of the room, by /%s", async (road) => {
  const { guest, message, asked, respond } = await resting((kind, _, join) => {
    if (kind !== `other ${road}`) return undefined;
    return road === "event" ? event(join) : { json: { auth_chain: [join] } };
  });
  const other = await startFakeServer({ authority: testAuthority() });
  try {
    await Guest.enter(other, hs.serverName, guest.room, "10");
    respond(other, false);
    await guest.say(message);
    expect(asked.at(-1)).toBe(`other ${road}`);
    expect(await shown(guest.room)).toEqual(["rests"]);
  } finally {
    await other.close();
  }
});

it.each(["event_auth", "event"])(
  "O22 a damaged copy on the road /%s does not close the others",
  async (road) => {
    const { guest, message, asked } = await resting((kind, _, join, { state }) => {
      const damaged = { ...join, content: { membership: "join", displayname: "Two" }, depth: 21 };
      if (kind === "event_auth") return { json: { auth_chain: road === kind ? [...state, damaged] : [] } };
      if (kind === "event") return event(road === kind ? damaged : join);
      return kind === "state" ? { json: { pdus: [...state, join], auth_chain: [] } } : undefined;
    });
    await guest.say(message);
    expect(asked).toEqual(
      road === "event" ? ["event_auth", "event", "state_ids", "state"] : ["event_auth", "event"],
    );
  },
);

it("O22 an event whose authority nobody has is refused, and taken once somebody has it", async () => {
  let isKnown = false;
  const { guest, message } = await resting((kind, _, join) =>
    isKnown && kind === "event" ? event(join) : undefined,
  );
  const refused = { [guest.name(message)]: { error: expect.any(String) } };
  expect(await guest.send(message)).toEqual(refused);
  isKnown = true;
  expect(await guest.send(message)).toEqual({ [guest.name(message)]: {} });
});

/** A guest with a message above a hole, and another server in the room; each answers by `answer`, which is asked with "other" for the latter. */
async function aboveHole(answer: (kind: string, state: readonly JsonObject[]) => Reply | undefined) {
  const guest = await enter();
  const other = await startFakeServer({ authority: testAuthority() });
  onTestFinished(() => other.close());
  const { state } = await Guest.enter(other, hs.serverName, guest.room, "10");
  const asked: string[] = [];
  for (const server of [fake, other])
    server.responders.push(({ segments }) => {
      const [, , , kind = "", what = ""] = segments;
      if (what !== guest.room || kind === "get_missing_events") return undefined;
      asked.push(server === fake ? kind : `other ${kind}`);
      return answer(asked.at(-1) ?? "", state) ?? NOT_FOUND;
    });
  return { guest, asked, message: guest.make("m.room.message", { body: "above" }, {}, ["$lost"]) };
}

const whole = (state: readonly JsonObject[]): Reply => ({ json: { pdus: [...state], auth_chain: [] } });
const isCreate = ({ type }: JsonObject): boolean => type === "m.room.create";

it.each<[string, (state: readonly JsonObject[]) => Reply]>([
  ["has none", () => NOT_FOUND],
  ["gives one without a create event", (state) => whole(state.filter((event) => !isCreate(event)))],
  ["gives what is not one", () => ({ json: { pdus: "none" } })],
  ["gives an empty one", () => whole([])],
])("O22 the state above a hole comes from another server where the sender's %s", async (_, first) => {
  const { guest, asked, message } = await aboveHole((kind, state) => {
    if (kind === "other state") return whole(state);
    return kind === "state" ? first(state) : undefined;
  });
  await guest.say(message);
  expect(asked).toEqual(["state_ids", "state", "other state_ids", "other state"]);
  expect(await shown(guest.room)).toEqual(["above"]);
});

it("O22 the state above a hole is asked of another server by its IDs, too", async () => {
  const { guest, asked, message } = await aboveHole((kind, state) =>
    kind === "other state_ids"
      ? { json: { pdu_ids: state.map((event) => guest.name(event)), auth_chain_ids: [] } }
      : undefined,
  );
  await guest.say(message);
  expect(asked).toEqual(["state_ids", "state", "other state_ids"]);
});

it("O22 an event above a hole whose state no server gives is refused, and taken once one does", async () => {
  let isKnown = false;
  const { guest, asked, message } = await aboveHole((kind, state) =>
    isKnown && kind === "other state" ? whole(state) : undefined,
  );
  expect(await guest.send(message)).toEqual({ [guest.name(message)]: { error: expect.any(String) } });
  expect(asked).toEqual(["state_ids", "state", "other state_ids", "other state"]);
  isKnown = true;
  await guest.say(message);
});

it("O1 a server that has others asked in vain pays for it", async () => {
  const limited = await startServer({
    config: { originEventsRate: { burst: 500, perSecond: 0.001 } },
  });
  onTestFinished(() => limited.close());
  const host = await limited.user("host");
  const room = await host.createRoom({ preset: "public_chat", room_version: "10" });
  const guest = await Guest.enter(fake, limited.serverName, room, "10");
  const other = await startFakeServer({ authority: testAuthority() });
  onTestFinished(() => other.close());
  await Guest.enter(other, limited.serverName, room, "10");
  const asked = (): number => other.requests.filter(({ segments }) => segments[3] === "state").length;
  const lost = Array.from({ length: 10 }, (_, n) =>
    guest.make("m.room.message", { body: `${n}` }, {}, [`$lost${n}`]),
  );
  await expect(guest.send(...lost)).rejects.toThrow("M_LIMIT_EXCEEDED");
  expect(asked()).toBeGreaterThan(0);
  expect(asked()).toBeLessThan(4);
});

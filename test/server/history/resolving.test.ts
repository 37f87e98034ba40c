/** Resolving by what differs alone gives what resolving everything gives. */
import {
  buildEvent,
  generateKeyPair,
  type JsonObject,
  type Pdu,
  type RoomState,
  type RoomVersion,
  resolveState,
  stateOf,
} from "@knockgen/auth";
import { expect, it } from "vitest";
import { type Log, silentLog } from "../../../server/log.js";
import { EventCache } from "../../../server/room/event-cache.js";
import { withAuthChains } from "../../../server/room/event-source.js";
import { EventSigner } from "../../../server/room/sign.js";
import { States } from "../../../server/room/states.js";
import type { StoredEvent } from "../../../server/store/store.js";
import { heldBytes } from "../support/held-bytes.js";

const SERVER = "a.example";
const USERS = ["c", "m", "u", "v", "w"].map((name) => `@${name}:${SERVER}`);
const [CREATOR = "", MODERATOR = ""] = USERS;

/** Numbers that look random and are the same for the same seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

interface Point {
  readonly event: Pdu;
  readonly after: RoomState;
}

/** Takes as much as makes an event large. */
const SOME_JUNK = Array.from({ length: 200 }, () => ({}));

/** A room whose history forks and meets at random, with states as the engine resolves them from everything. */
class RandomRoom {
  readonly version: RoomVersion;
  readonly points: Point[] = [];
  readonly events = new Map<string, Pdu>();
  readonly #signer: EventSigner;
  readonly #roll: (sides: number) => number;
  #roomId: string | undefined;
  #now = 1_000;

  constructor(version: RoomVersion, roll: (sides: number) => number) {
    const key = generateKeyPair("a");
    this.version = version;
    this.#roll = roll;
    this.#signer = new EventSigner(SERVER, () => key);
    const content = { room_version: version, ...(version === "12" ? {} : { creator: CREATOR }) };
    if (version !== "12") this.#roomId = `!r:${SERVER}`;
    const create = this.#add([], CREATOR, "m.room.create", "", content);
    this.#roomId = create?.roomId;
    const one = (type: string, key: string, more: JsonObject): unknown =>
      this.#add(this.points.slice(-1), CREATOR, type, key, more);
    one("m.room.member", CREATOR, { membership: "join" });
    const users = { [MODERATOR]: 50, ...(version === "12" ? {} : { [CREATOR]: 100 }) };
    one("m.room.power_levels", "", { users, events: { "m.room.name": 0 }, state_default: 50 });
    one("m.room.join_rules", "", { join_rule: "public" });
  }

  /** Adds an event, by default after the last one. */
  send(
    sender: string,
    type: string,
    key: string,
    content: JsonObject,
    prev = this.points.slice(-1),
  ): Pdu | undefined {
    return this.#add(prev, sender, type, key, content);
  }

  invite(user: string): Pdu | undefined {
    return this.send(CREATOR, "m.room.member", user, { membership: "invite" });
  }

  step(): void {
    const pick = <T>(list: readonly T[]): T[] => list.slice(this.#roll(list.length)).slice(0, 1);
    const recent = this.points.slice(-6);
    const prev = [...new Set([...pick(recent), ...(this.#roll(3) === 0 ? pick(recent) : [])])];
    const [sender = CREATOR] = pick(USERS);
    const [target = CREATOR] = pick(USERS);
    const [rule = "public"] = pick(["public", "invite", "knock"]);
    const [membership = "leave"] = pick(["leave", "ban", "invite"]);
    const level = this.#roll(60);
    const acts: [string, string, JsonObject][] = [
      ["m.room.name", "", { name: `${this.#now}` }],
      ["m.room.topic", "", { topic: `${this.#now}` }],
      ["m.room.member", sender, { membership: "join", displayname: `${this.#now}` }],
      ["m.room.member", sender, { membership: "join" }],
      ["m.room.member", target, { membership }],
      ["m.room.join_rules", "", { join_rule: rule }],
      [
        "m.room.power_levels",
        "",
        {
          users: {
            [MODERATOR]: 50,
            [target]: level,
            ...(this.version === "12" ? {} : { [CREATOR]: 100 }),
          },
          events: { "m.room.name": 0 },
        },
      ],
    ];
    const [act] = pick(acts);
    if (act === undefined) return;
    const [type, key, content] = act;
    // Of those that take much, no more is loaded than the rules look at.
    this.#add(prev, sender, type, key, this.#roll(2) === 0 ? content : { ...content, "a.junk": SOME_JUNK });
  }

  get roomId(): string {
    return this.#roomId ?? "";
  }

  resolve(states: readonly RoomState[]): RoomState {
    return resolveState(states, { roomVersion: this.version, events: (id) => this.events.get(id) });
  }

  #add(
    prev: readonly Point[],
    sender: string,
    type: string,
    stateKey: string,
    content: JsonObject,
  ): Pdu | undefined {
    const before: RoomState =
      prev.length > 1 ? this.resolve(prev.map(({ after }) => after)) : (prev[0]?.after ?? new Map());
    const at = (type: string, key: string): Pdu | undefined =>
      this.events.get(before.get(type)?.get(key) ?? "");
    const built = buildEvent(
      { type, sender, stateKey, content },
      {
        roomId: this.version === "12" && type === "m.room.create" ? undefined : this.#roomId,
        roomVersion: this.version,
        state: at,
        extremities: prev.map(({ event }) => event),
        depth: this.points.length + 1,
        // Clocks differ: an event may be older than one that it follows.
        originServerTs: this.#now++ - this.#roll(20),
        ...this.#signer.forEvents(this.version),
      },
    );
    if (!built.ok) return undefined;
    const { event } = built;
    this.events.set(event.eventId, event);
    const after = new Map([...before].map(([each, ofType]) => [each, new Map(ofType)]));
    after.set(type, new Map(after.get(type) ?? []).set(stateKey, event.eventId));
    this.points.push({ event, after });
    return event;
  }
}

/** A store that holds a room's events, and counts what is read. */
function storeOf(room: RandomRoom, log: Log = silentLog) {
  const read = { events: 0 };
  const events = async (ids: readonly string[]): Promise<StoredEvent[]> =>
    ids.flatMap((eventId) => {
      const pdu = room.events.get(eventId);
      read.events++;
      if (pdu === undefined) return [];
      const { roomId, type, stateKey, sender, json } = pdu;
      const rest = {
        redactedBy: undefined,
        replaces: undefined,
        stateBefore: 1,
        stateAfter: 1,
        transactionId: undefined,
        device: undefined,
      };
      const row = { eventId, roomId, position: 1, type, stateKey, sender, json, ...rest };
      return [{ ...row, status: "accepted" }];
    });
  const unused = { stateGroupChain: async () => [], saveStateSnapshot: async () => {} };
  const cache = new EventCache({ events });
  return { read, cache, states: new States(unused, cache, log) };
}

const flat = (state: RoomState): string[] =>
  [...state].flatMap(([type, ofType]) => [...ofType].map(([key, id]) => `${type} ${key} ${id}`)).sort();

const first = Date.now() % 1_000_000;
const seeds = process.env.SEED === undefined ? [first, first + 1, first + 2] : [Number(process.env.SEED)];

it.each(
  seeds.flatMap((seed) => (["2", "9", "10", "11", "12"] as const).map((version) => ({ seed, version }))),
)("of states that forks led to: SEED=$seed, version $version", async ({ seed, version }) => {
  const roll = dice(seed);
  const room = new RandomRoom(version, roll);
  for (let at = 0; at < 150; at++) room.step();
  let differing = 0;
  for (let at = 0; at < 60; at++) {
    const states = Array.from({ length: 2 + roll(2) }, () => {
      const near = room.points.slice(-30);
      return near[roll(near.length)]?.after ?? new Map();
    });
    const expected = flat(room.resolve(states));
    if (states.some((state) => flat(state).join() !== flat(states[0] ?? new Map()).join())) differing++;
    expect(flat(await storeOf(room).states.resolve(states, room, new Map()))).toEqual(expected);
  }
  expect(differing).toBeGreaterThan(20);
});

/** States of a large room that are alike but for one entry, and what is read to resolve them. */
async function resolveLarge(
  room: RandomRoom,
  key: readonly [string, string],
  ids: readonly string[],
  before: RoomState = room.points.at(-1)?.after ?? new Map(),
) {
  const members = Array.from(
    { length: 10_000 },
    (_, at) => ["m.room.member", `@u${at}:${SERVER}`, `$${at}`] as const,
  );
  const entries = flat(before).map((line): [string, string, string] => {
    const [type = "", stateKey = "", id = ""] = line.split(" ");
    return [type, stateKey, id];
  });
  const { read, states } = storeOf(room);
  const large = ids.map((id) => stateOf([...entries, ...members, [...key, id]]));
  const resolved = await states.resolve(large, room, new Map());
  expect(resolved.get("m.room.member")?.size).toBeGreaterThanOrEqual(10_000);
  expect(read.events).toBeLessThan(40 + 2 * ids.length);
  return resolved.get(key[0])?.get(key[1]);
}

it("reads no more of a large room than what differs rests on", async () => {
  const room = new RandomRoom("10", dice(1));
  // Of one sender, who had not changed in between.
  const alike = (): readonly string[] => {
    const names = room.points.flatMap(({ event }) => (event.type === "m.room.name" ? [event] : []));
    const pairs = names.map((one) =>
      names.filter((other) => `${other.authEventIds}` === `${one.authEventIds}`),
    );
    return (pairs.find(({ length }) => length > 1) ?? []).map(({ eventId }) => eventId);
  };
  for (let at = 0; alike().length === 0 && at < 500; at++) room.step();
  const ids = alike().slice(0, 2);
  expect(ids).toContain(await resolveLarge(room, ["m.room.name", ""], ids));
});

it.each<RoomVersion>(["10", "12"])(
  "nor where a join of version %s differs from the one that it follows",
  async (version) => {
    const room = new RandomRoom(version, dice(2));
    const joins = () =>
      room.points.flatMap(({ event }) =>
        event.membership === "join" &&
        event.authEventIds.some(
          (id) =>
            room.events.get(id)?.membership === "join" && room.events.get(id)?.stateKey === event.stateKey,
        )
          ? [event]
          : [],
      );
    for (let at = 0; joins().length === 0 && at < 500; at++) room.step();
    const [later] = joins();
    const earlier = later?.authEventIds.find((id) => room.events.get(id)?.stateKey === later.stateKey) ?? "";
    const key = ["m.room.member", later?.stateKey ?? ""] as const;
    expect(await resolveLarge(room, key, [earlier, later?.eventId ?? ""])).toBe(later?.eventId);
  },
);

it.each<RoomVersion>(["2", "10", "12"])(
  "nor where 20 branches of version %s have names by as many users",
  async (version) => {
    const room = new RandomRoom(version, dice(3));
    const users = Array.from({ length: 20 }, (_, at) => `@fork${at}:${SERVER}`);
    for (const user of users) {
      room.invite(user);
      room.send(user, "m.room.member", user, { membership: "join" });
    }
    const tip = room.points.slice(-1);
    const before = tip[0]?.after ?? new Map();
    const names = users.map((user) => room.send(user, "m.room.name", "", { name: user }, tip));
    const ids = names.flatMap((event) => event?.eventId ?? []);
    expect(ids).toHaveLength(20);
    expect(ids).toContain(await resolveLarge(room, ["m.room.name", ""], ids, before));
  },
);

it.each<RoomVersion>(["1", "10", "12"])(
  "O8 holds of large events of version %s no more than the rules look at",
  async (version) => {
    const room = new RandomRoom(version, dice(4));
    const junk = Array.from({ length: 15_000 }, () => ({}));
    const rest = { users: { [CREATOR]: 100 }, junk };
    const sent = [
      room.send(CREATOR, "m.room.member", CREATOR, { membership: "join", displayname: "c", junk }),
      room.send(CREATOR, "m.room.join_rules", "", { join_rule: "knock", allow: junk }),
      room.send(CREATOR, "m.room.power_levels", "", version === "12" ? { junk } : rest),
      room.send(CREATOR, "m.room.third_party_invite", "t", { public_keys: junk }),
      ...Array.from({ length: 20 }, (_, at) => room.send(CREATOR, "a.large", `${at}`, { junk })),
      // Small as text.
      room.send(CREATOR, "a.small", "", { junk: junk.slice(0, 1_000) }),
    ];
    const ids = sent.flatMap((event) => event?.eventId ?? []);
    expect(ids).toHaveLength(25);
    const { cache } = storeOf(room);
    for (const read of ["from the store", "from the cache"]) {
      const source = { room, pending: new Map(), committed: cache };
      const loaded = [...(await withAuthChains(ids, source)).values()];
      expect(loaded.length, read).toBeGreaterThan(25);
      expect(Math.max(...loaded.map(({ pdu }) => heldBytes(pdu))), read).toBeLessThan(8_192);
      for (const { pdu, stored } of loaded) expect(stored.json).toBe(pdu.json);
    }
  },
);

it("of IDs that may be unknown, no more are looked for than is asked for", async () => {
  const room = new RandomRoom("10", dice(5));
  const { read, cache } = storeOf(room);
  const ids = Array.from({ length: 5_000 }, (_, at) => `$none${at}`);
  const held = [...room.events.keys()];
  const batches: (readonly string[])[] = [];
  for await (const some of cache.unknown([...held, ...ids], room)) {
    batches.push(some);
    break;
  }
  const [some = []] = batches;
  expect(some.length).toBeGreaterThan(0);
  expect(some).toEqual(ids.slice(0, some.length));
  expect(read.events).toBeLessThan(1_000);
});

it("O52 says in the log which events it did without", async () => {
  const room = new RandomRoom("10", dice(first));
  for (let at = 0; at < 150; at++) room.step();
  const lines: unknown[] = [];
  const log: Log = (_, message, details) => lines.push([message, details]);
  const [before, after] = [room.points.at(-40)?.after, room.points.at(-1)?.after];
  const states = [before ?? new Map(), after ?? new Map()];
  await storeOf(room, log).states.resolve(states, room, new Map());
  expect(lines).toEqual([]);
  const other = new Map(states[1]).set("a.b", new Map([["", "$none"]]));
  await storeOf(room, log).states.resolve([other, ...states], room, new Map());
  const said = { roomId: room.roomId, events: ["$none"], count: 1 };
  expect(lines).toEqual([["states were resolved without events that are not held", said]]);
});

/** A room that lives on a fake server: its events are made here, honestly unless a test says otherwise. */
import {
  contentHashMatches,
  eventId,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  own,
  ROOM_VERSIONS,
  type RoomVersion,
  selectAuthEvents,
  signEvent,
} from "@knockgen/auth";
import type { FakeServer, SeenRequest } from "./fake-server.js";
import type { Reply } from "./reply.js";

/** How an event of the room is made. */
export interface NewFakeEvent {
  readonly type: string;
  readonly content: JsonObject;
  readonly stateKey?: string;
  /** The default is the room's owner. */
  readonly sender?: string;
  /** The default are those that the rules select. */
  readonly authEvents?: readonly string[];
  /** The default is the newest event. */
  readonly prevEvents?: readonly string[];
}

let count = 0;

/** Only for room versions 3 to 11, in which an event's ID is its hash and the room's ID is made up. */
export class FakeRoom {
  readonly id: string;
  readonly owner: string;
  readonly version: RoomVersion;
  readonly fake: FakeServer;
  /** By type and state key. */
  readonly state: Map<string, JsonObject> = new Map();
  readonly events: Map<string, JsonObject> = new Map();
  /** Additions to the state and the auth chain of `send_join`; may be as bad as a test likes. */
  readonly smuggled: { readonly state: JsonObject[]; readonly chain: JsonObject[] } = {
    state: [],
    chain: [],
  };
  /** Changes the answer to a join. */
  mixUp: (answer: Readonly<Record<"state" | "auth_chain", readonly JsonObject[]>>) => JsonObject = () => ({});
  #newest: string | undefined;
  #depth = 0;

  constructor(fake: FakeServer, joinRule: JsonObject, version: RoomVersion = "10") {
    this.fake = fake;
    this.version = version;
    this.id = `!made${++count}:${fake.name}`;
    this.owner = `@owner:${fake.name}`;
    const creator = ROOM_VERSIONS[version].creators === "content" ? { creator: this.owner } : {};
    this.add({ type: "m.room.create", stateKey: "", content: { ...creator, room_version: version } });
    this.add({ type: "m.room.member", stateKey: this.owner, content: { membership: "join" } });
    this.add({ type: "m.room.power_levels", stateKey: "", content: { users: { [this.owner]: 100 } } });
    this.add({ type: "m.room.join_rules", stateKey: "", content: joinRule });
    fake.responders.push((request) => this.#answer(request));
  }

  /** Makes an event at the room's end, without adding it. */
  make({ type, content, stateKey, sender = this.owner, authEvents, prevEvents }: NewFakeEvent): JsonObject {
    const event: JsonObject = {
      ...this.#template(type, content, stateKey, sender),
      ...(authEvents && { auth_events: authEvents }),
      ...(prevEvents && { prev_events: prevEvents }),
    };
    return signEvent(event, this.version, this.fake.name, this.fake.key);
  }

  /** Makes an event and adds it. */
  add(event: NewFakeEvent): JsonObject {
    return this.take(this.make(event));
  }

  /** Adds an event that was made before, here or elsewhere. */
  take(event: JsonObject): JsonObject {
    const id = eventId(event, this.version);
    this.events.set(id, event);
    const key = own(event, "state_key");
    if (typeof key === "string") this.state.set(`${String(own(event, "type"))}\n${key}`, event);
    this.#newest = id;
    this.#depth++;
    return event;
  }

  idOf(event: JsonObject): string {
    return eventId(event, this.version);
  }

  /** The membership of a user. */
  membershipOf(user: string): JsonValue | undefined {
    const content = own(this.state.get(`m.room.member\n${user}`) ?? {}, "content");
    return isJsonObject(content) ? own(content, "membership") : undefined;
  }

  #template(type: string, content: JsonObject, stateKey: string | undefined, sender: string): JsonObject {
    const selected = selectAuthEvents({ type, sender, stateKey, content }, this.version);
    const auth = selected.map(([each, key]) => this.state.get(`${each}\n${key}`));
    return {
      type,
      room_id: this.id,
      sender,
      content,
      ...(stateKey === undefined ? {} : { state_key: stateKey }),
      origin_server_ts: Date.now(),
      depth: this.#depth + 1,
      prev_events: this.#newest === undefined ? [] : [this.#newest],
      auth_events: auth.filter((event) => event !== undefined).map((event) => this.idOf(event)),
    };
  }

  #answer({ segments, content }: SeenRequest): Reply | undefined {
    const [, , , operation = "", room, what = ""] = segments;
    if (operation === "event") return this.#event(room);
    if (room !== this.id) return undefined;
    if (operation === "event_auth") return { json: { auth_chain: [...this.events.values()] } };
    const [half, kind = ""] = operation.split("_");
    if (half === "make")
      return {
        json: {
          room_version: this.version,
          event: this.#template("m.room.member", { membership: kind }, what, what),
        },
      };
    if (half !== "send" || !isJsonObject(content) || !contentHashMatches(content)) return undefined;
    const before = [...this.state.values()];
    this.take(content);
    if (kind === "knock") return { json: { knock_room_state: before.slice(0, 1) } };
    if (kind === "leave") return { json: {} };
    const given = {
      state: [...before, ...this.smuggled.state],
      auth_chain: [...[...this.events.values()].filter((event) => event !== content), ...this.smuggled.chain],
    };
    const servers_in_room = [this.fake.name];
    return {
      json: { event: content, ...given, members_omitted: false, servers_in_room, ...this.mixUp(given) },
    };
  }

  #event(id: string | undefined): Reply | undefined {
    const event = this.events.get(id ?? "");
    return event && { json: { origin: this.fake.name, origin_server_ts: Date.now(), pdus: [event] } };
  }
}

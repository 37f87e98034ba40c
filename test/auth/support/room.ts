/** Rooms for tests: a valid one by default, so that a test says only what differs. */
import { eventId, type JsonObject, loadPdu, type Pdu, ROOM_VERSIONS, type RoomVersion } from "@knockgen/auth";

/** An event to be made. What is missing is filled in. */
export interface Draft {
  readonly type?: string;
  readonly sender?: string;
  readonly stateKey?: string | undefined;
  readonly content?: JsonObject;
  /** Keys that replace or join those of the event, whatever they are. */
  readonly raw?: JsonObject;
}

export const ALICE = "@alice:a.example";
export const BOB = "@bob:b.example";
export const CAROL = "@carol:a.example";

/** A room that grows event by event; each is listed by what comes after it as selection asks. */
export class TestRoom {
  readonly version: RoomVersion;
  readonly events: Map<string, Pdu> = new Map();
  readonly state: Map<string, Pdu> = new Map();
  last: Pdu | undefined;
  #clock = 1_700_000_000_000;

  constructor(version: RoomVersion) {
    this.version = version;
  }

  get isHashed(): boolean {
    return ROOM_VERSIONS[this.version].roomId === "create-event";
  }

  get create(): Pdu | undefined {
    return this.state.get("m.room.create|");
  }

  get roomId(): string {
    return this.isHashed && this.create ? `!${this.create.eventId.slice(1)}` : "!room:a.example";
  }

  #reference(event: Pdu | undefined): JsonObject["x"][] {
    if (event === undefined) return [];
    return ROOM_VERSIONS[this.version].eventId === "chosen"
      ? [[event.eventId, { sha256: "AAAA" }]]
      : [event.eventId];
  }

  /** Makes an event that lists these events of the state, and does not add it. */
  make(draft: Draft, listed: readonly (readonly [string, string])[] = []): Pdu {
    const { type = "m.room.message", sender = ALICE, stateKey, content = {}, raw = {} } = draft;
    const server = sender.slice(sender.indexOf(":") + 1);
    const json: JsonObject = {
      type,
      sender,
      ...(stateKey === undefined ? {} : { state_key: stateKey }),
      content,
      ...(this.isHashed && type === "m.room.create" ? {} : { room_id: this.roomId }),
      ...(ROOM_VERSIONS[this.version].eventId === "chosen" ? { event_id: `$${this.#clock}:${server}` } : {}),
      auth_events: listed.flatMap(([t, k]) => this.#reference(this.state.get(`${t}|${k}`))),
      prev_events: this.#reference(this.last),
      depth: this.events.size + 1,
      origin_server_ts: this.#clock++,
      hashes: { sha256: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU" },
      signatures: { [server]: { "ed25519:1": "AAAA" } },
      ...raw,
    };
    return loadPdu(json, this.version, eventId(json, this.version));
  }

  /** Puts an event into the room. */
  add(event: Pdu): Pdu {
    this.events.set(event.eventId, event);
    if (event.stateKey !== undefined) this.state.set(`${event.type}|${event.stateKey}`, event);
    this.last = event;
    return event;
  }

  /** Makes an event with its proper auth events, and adds it. */
  send(draft: Draft): Pdu {
    return this.add(this.make(draft, authKeys(this, draft)));
  }

  /** A state lookup over what is there now. */
  lookup = (type: string, stateKey: string): Pdu | undefined => this.state.get(`${type}|${stateKey}`);
}

/** The keys that an event should list, those that the state has. Written anew, not taken from the engine. */
export function authKeys(room: TestRoom, draft: Draft): [string, string][] {
  const { type = "m.room.message", sender = ALICE, stateKey, content = {} } = draft;
  if (type === "m.room.create") return [];
  const keys: [string, string][] = [
    ["m.room.power_levels", ""],
    ["m.room.member", sender],
  ];
  if (!room.isHashed) keys.unshift(["m.room.create", ""]);
  if (type === "m.room.member") {
    if (stateKey !== undefined && stateKey !== sender) keys.push(["m.room.member", stateKey]);
    const { membership } = content;
    if (membership === "join" || membership === "invite" || membership === "knock")
      keys.push(["m.room.join_rules", ""]);
  }
  return keys.filter(([t, k]) => room.state.has(`${t}|${k}`));
}

/** A member event of a user about that user, or about another. */
export function member(user: string, membership: string, by: string = user, more: JsonObject = {}): Draft {
  return { type: "m.room.member", sender: by, stateKey: user, content: { membership, ...more } };
}

/** The create event of a version. */
export function createDraft(version: RoomVersion, more: JsonObject = {}): Draft {
  return {
    type: "m.room.create",
    stateKey: "",
    content: { ...(Number(version) < 11 ? { creator: ALICE } : {}), room_version: version, ...more },
  };
}

/** Options of a room. */
export interface RoomOptions {
  readonly joinRule?: string;
  readonly levels?: JsonObject;
  readonly create?: JsonObject;
}

/** A room of Alice's, who is joined, with power levels and a join rule (public unless said otherwise). */
export function testRoom(version: RoomVersion, options: RoomOptions = {}): TestRoom {
  const { joinRule = "public", levels = {}, create = {} } = options;
  const room = new TestRoom(version);
  room.send(createDraft(version, create));
  room.send(member(ALICE, "join"));
  const users = Number(version) < 12 ? { [ALICE]: 100 } : {};
  room.send({ type: "m.room.power_levels", stateKey: "", content: { users, ...levels } });
  room.send({ type: "m.room.join_rules", stateKey: "", content: { join_rule: joinRule } });
  return room;
}

/** All room versions. */
export const VERSIONS: readonly RoomVersion[] = Object.values(ROOM_VERSIONS).map(({ version }) => version);

/** A user of a fake server in a room of a real one, who sends events that follow whatever they like. */
import {
  eventId,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  own,
  ROOM_VERSIONS,
  type RoomVersion,
  signEvent,
} from "@knockgen/auth";
import type { Client } from "./client.js";
import type { FakeServer } from "./fake-server.js";
import { eventOf, handshakesOf, outcome } from "./remote.js";

let count = 0;

type Entered = Pick<Guest, "user" | "join" | "state">;

export class Guest {
  readonly fake: FakeServer;
  readonly to: string;
  readonly room: string;
  readonly version: RoomVersion;
  readonly user: string;
  /** The ID of their join. */
  readonly join: string;
  /** The room as they entered it, with their join. */
  readonly state: readonly JsonObject[];

  constructor(fake: FakeServer, to: string, room: string, version: RoomVersion, joined: Entered) {
    this.fake = fake;
    this.to = to;
    this.room = room;
    this.version = version;
    this.user = joined.user;
    this.join = joined.join;
    this.state = joined.state;
  }

  /** Joins by the handshake. */
  static async enter(
    fake: FakeServer,
    to: string,
    room: string,
    version: RoomVersion,
    name = `guest${++count}`,
  ): Promise<Guest> {
    const user = `@${name}:${fake.name}`;
    const joined = await handshakesOf(fake).join({ roomId: room, userId: user, via: [to] });
    if (!joined.ok) throw new Error(outcome(joined));
    const { eventId: join, event, answer } = joined.value;
    return new Guest(fake, to, room, version, { user, join, state: [...answer.state, event] });
  }

  /** The ID of what stood at a key when they joined. */
  idOf(type: string, stateKey = ""): string {
    const isIt = (event: JsonObject): boolean =>
      own(event, "type") === type && own(event, "state_key") === stateKey;
    const found = this.state.find(isIt);
    return found === undefined ? "" : eventId(found, this.version);
  }

  /** Auth events that the rules select for an ordinary event of theirs. */
  get auth(): readonly string[] {
    // Version 12 names the create event by the room's ID.
    const create = this.version === "12" ? [] : [this.idOf("m.room.create")];
    return [...create, this.idOf("m.room.power_levels"), this.join];
  }

  /** Makes an event that follows some others, without sending it. The default is to follow the join. */
  make(
    type: string,
    content: JsonObject,
    more: JsonObject = {},
    prev: readonly string[] = [this.join],
  ): JsonObject {
    const chosen = ROOM_VERSIONS[this.version].eventId === "chosen";
    const name = (id: string): JsonValue => (chosen ? [id, { sha256: "" }] : id);
    const event = eventOf(this.fake, this.room, this.user, {
      type,
      content,
      ...(chosen ? { event_id: `$made${++count}:${this.fake.name}` } : {}),
      prev_events: prev.map(name),
      auth_events: this.auth.map(name),
      depth: 20,
      ...more,
    });
    return signEvent(event, this.version, this.fake.name, this.fake.key);
  }

  name(event: JsonObject): string {
    return eventId(event, this.version);
  }

  /** Sends events in one transaction, and gives the answers by their IDs. */
  async send(...pdus: readonly JsonObject[]): Promise<JsonObject> {
    const result = await this.fake.request({
      destination: this.to,
      method: "PUT",
      uri: `/_matrix/federation/v1/send/guest${++count}`,
      content: { origin: this.fake.name, origin_server_ts: Date.now(), pdus: [...pdus] },
    });
    const answers = result.ok && isJsonObject(result.value) ? own(result.value, "pdus") : undefined;
    if (!isJsonObject(answers)) throw new Error(outcome(result));
    return answers;
  }

  /** Sends events that have to be taken, and gives the ID of the last. */
  async say(...pdus: readonly JsonObject[]): Promise<string> {
    const answers = await this.send(...pdus);
    for (const answer of Object.values(answers))
      if (JSON.stringify(answer) !== "{}") throw new Error(JSON.stringify(answers));
    return this.name(pdus.at(-1) ?? {});
  }

  /** Predecessors of the next event of a local user. */
  async tips(local: Client): Promise<readonly JsonValue[]> {
    const path = `/rooms/${encodeURIComponent(this.room)}/send/m.room.message/tips${++count}`;
    const { event_id: id } = await local.ok("PUT", path, { body: "next" });
    const isNext = (event: JsonObject): boolean =>
      own(event, "room_id") === this.room && this.name(event) === id;
    await this.fake.until(({ pdus }) => pdus.some(isNext));
    const prev = own(this.fake.pdus.find(isNext) ?? {}, "prev_events");
    return Array.isArray(prev) ? prev : [];
  }
}

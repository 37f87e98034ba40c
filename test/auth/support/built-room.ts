/** Rooms of which every event comes from `buildEvent`, hashed and signed. */
import {
  type BuildContext,
  type BuiltEvent,
  buildEvent,
  type EventDraft,
  generateKeyPair,
  type JsonObject,
  type KeyPair,
  lookupIn,
  type Pdu,
  ROOM_VERSIONS,
  type RoomVersion,
  type ServerKey,
} from "@knockgen/auth";
import { ALICE, BOB } from "./room.js";

/** The key of every server in these rooms. */
export const key: KeyPair = generateKeyPair("1");
export const keysOf = (server: string): readonly ServerKey[] =>
  /^[ab]\.example$/.test(server) ? [{ keyId: key.keyId, publicKey: key.publicKey }] : [];

export class BuiltRoom {
  readonly events: Pdu[] = [];
  readonly version: RoomVersion;
  readonly #roomId: string;
  #clock = 1_700_000_000_000;

  constructor(version: RoomVersion, roomId = "!room:a.example") {
    this.version = version;
    this.#roomId = roomId;
  }

  get roomId(): string | undefined {
    return ROOM_VERSIONS[this.version].roomId === "server" ? this.#roomId : this.events[0]?.roomId;
  }

  state(): readonly Pdu[] {
    const latest = new Map(this.events.map((event) => [`${event.type}|${event.stateKey}`, event]));
    return [...latest.values()].filter(({ stateKey }) => stateKey !== undefined);
  }

  build(draft: EventDraft, more: Partial<BuildContext> = {}): BuiltEvent {
    const server = draft.sender.slice(draft.sender.indexOf(":") + 1);
    return buildEvent(draft, {
      roomVersion: this.version,
      roomId: this.roomId,
      state: lookupIn(this.state()),
      extremities: this.events.slice(-1),
      originServerTs: this.#clock++,
      server,
      signer: key,
      eventId: `$${this.#clock}:${server}`,
      ...more,
    });
  }

  send(sender: string, type: string, stateKey: string | undefined, content: JsonObject): Pdu {
    const built = this.build({ sender, type, stateKey, content });
    if (!built.ok) throw new Error(JSON.stringify(built));
    this.events.push(built.event);
    return built.event;
  }
}

/** With a member beside its creator, and a message. */
export function begun(version: RoomVersion): BuiltRoom {
  const room = new BuiltRoom(version);
  const { creators } = ROOM_VERSIONS[version];
  room.send(ALICE, "m.room.create", "", {
    room_version: version,
    ...(creators === "content" && { creator: ALICE }),
  });
  room.send(ALICE, "m.room.member", ALICE, { membership: "join" });
  const users = creators === "sender-and-additional" ? {} : { [ALICE]: 100 };
  room.send(ALICE, "m.room.power_levels", "", { users });
  room.send(ALICE, "m.room.join_rules", "", { join_rule: "public" });
  room.send(BOB, "m.room.member", BOB, { membership: "join" });
  room.send(BOB, "m.room.message", undefined, { msgtype: "m.text", body: "hello" });
  return room;
}

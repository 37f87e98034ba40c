/** All rooms of the user, as `/sync` tells of them. */
import { entriesOf, isEventOf, isStateOf, isUserId } from "@knockgen/matrix";
import type { SyncResponse200 } from "@knockgen/matrix/client-server";
import type { EventId, RoomId, UserId } from "@knockgen/matrix/matrix";

export interface Message {
  readonly eventId: EventId;
  readonly sender: string;
  readonly body: string;
}

export interface Room {
  readonly roomId: RoomId;
  membership: "knock" | "invite" | "join";
  name: string | undefined;
  /** Users who knock, with their reasons. */
  readonly knocks: Map<UserId, string>;
  messages: Message[];
  unread: number;
  highlights: number;
}

type Sections = NonNullable<SyncResponse200["rooms"]>;
type Joined = NonNullable<Sections["join"]>[RoomId];
type Events = NonNullable<NonNullable<Joined["timeline"]>["events"]>;

const MAX_MESSAGES = 100;

export class Rooms {
  readonly all: Map<RoomId, Room> = new Map();

  /** Takes in what a sync brings. */
  apply({ rooms }: Pick<SyncResponse200, "rooms">): void {
    for (const [roomId] of entriesOf(rooms?.knock)) this.#room(roomId).membership = "knock";
    for (const [roomId] of entriesOf(rooms?.invite)) this.#room(roomId).membership = "invite";
    for (const [roomId] of entriesOf(rooms?.leave)) this.all.delete(roomId);
    for (const [roomId, joined] of entriesOf(rooms?.join)) this.#join(this.#room(roomId), joined);
  }

  #room(roomId: RoomId): Room {
    const known = this.all.get(roomId);
    if (known !== undefined) return known;
    const room: Room = {
      roomId,
      membership: "join",
      name: undefined,
      knocks: new Map(),
      messages: [],
      unread: 0,
      highlights: 0,
    };
    this.all.set(roomId, room);
    return room;
  }

  #join(room: Room, { state, timeline, unread_notifications: counts }: Joined): void {
    room.membership = "join";
    room.unread = counts?.notification_count ?? room.unread;
    room.highlights = counts?.highlight_count ?? room.highlights;
    const events: Events = [...(state?.events ?? []), ...(timeline?.events ?? [])];
    for (const event of events) {
      if (isStateOf(event, "m.room.name")) room.name = event.content.name;
      if (isStateOf(event, "m.room.member") && isUserId(event.state_key)) {
        const { membership, reason = "" } = event.content;
        if (membership === "knock") room.knocks.set(event.state_key, reason);
        else room.knocks.delete(event.state_key);
      }
      if (isEventOf(event, "m.room.message") && typeof event.content.body === "string")
        room.messages.push({ eventId: event.event_id, sender: event.sender, body: event.content.body });
    }
    room.messages = room.messages.slice(-MAX_MESSAGES);
  }
}

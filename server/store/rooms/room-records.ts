/** Rooms, events and memberships as they are kept and read. */
import type { JsonObject, RoomVersion } from "@knockgen/auth";

/** Place of something in the order of all that has happened; clients hold it in their sync tokens. */
export type Position = number;

/** Before everything: history that was fetched from other servers has positions below 0, the oldest the lowest. */
export const BEGINNING: Position = 1 - 10 ** 15;

/** Positions that are kept free below an event that was placed over a hole, for what fills it. */
export const HOLE_ROOM: number = 2 ** 20;

/** A part of a room's history that is not held, below an event that was placed without what it follows (O20). */
export interface Hole {
  /** The event that was placed over it, which names it. */
  readonly eventId: string;
  readonly roomId: string;
  /** Position of the lowest event above it: the history is whole from here upwards. */
  readonly at: Position;
  /** The lowest position that is free for what fills it. */
  readonly floor: Position;
  /** Events that are known to lie in it. */
  readonly open: readonly string[];
}

/** Outcome of an event. Outliers are known without their place in the room's history. */
export type EventStatus = "accepted" | "soft-failed" | "rejected" | "outlier";

/** An event as it is kept. */
export interface StoredEvent {
  readonly eventId: string;
  readonly roomId: string;
  /** 0 for outliers. */
  readonly position: Position;
  readonly type: string;
  readonly stateKey: string | undefined;
  readonly sender: string;
  readonly status: EventStatus;
  readonly json: JsonObject;
  /** Length of a text that is large. Then `json` is parsed anew when it is read: to hold many such would take much (O8). */
  readonly largeBytes?: number;
  /** The event that redacts it, where one was accepted. */
  readonly redactedBy: string | undefined;
  /** ID of the state before and after; undefined for outliers. */
  readonly stateBefore: number | undefined;
  readonly stateAfter: number | undefined;
  /** Of a state event, the one that stood at its key before. */
  readonly replaces: string | undefined;
  /** The transaction ID of the local client that sent it, with its device. */
  readonly transactionId: string | undefined;
  readonly device: string | undefined;
}

/** How many state groups are reserved at a time. */
export const STATE_GROUP_BLOCK = 64;

/** A change of state: what stood at the key before, and what stands there now. */
export interface StateChange {
  readonly type: string;
  readonly stateKey: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Of a member event in `after`, the membership; kept with the current state, so that the events need not be read. */
  readonly membership?: string | undefined;
}

/** An entry of a room's present state. */
export interface CurrentEntry {
  readonly type: string;
  readonly stateKey: string;
  readonly eventId: string;
  readonly membership: string | undefined;
}

/** An event of a state by its ID. */
export type StateRef = Omit<CurrentEntry, "membership">;

/** A room state by what it changes in another one. */
export interface StateGroup {
  readonly id: number;
  readonly parent: number | undefined;
  readonly changes: readonly StateChange[];
}

/** A room as the server stands to it. */
export interface RoomRecord {
  readonly roomId: string;
  readonly version: RoomVersion;
  /** Rises with every change of the room; who writes has to know the last one. */
  readonly head: Position;
  /** The present state. */
  readonly stateGroup: number;
  /** Events that no other event follows. */
  readonly extremities: readonly string[];
  /** The greatest depth of those. */
  readonly depth: number;
  /** Where the present state last took values that no new event of the timeline had brought; 0 for never. */
  readonly resetAt: Position;
  readonly published: boolean;
}

/** A room as a local user sees it: their own membership, and stripped state while they are not in it. */
export interface MembershipRecord {
  readonly roomId: string;
  readonly userId: string;
  readonly membership: string;
  readonly eventId: string;
  readonly sender: string;
  readonly position: Position;
  /** Position of the user's first join of the present stay, from which `/sync` shows the room. */
  readonly joinedAt: Position | undefined;
  readonly forgotten: boolean;
  /** Stripped state that came with an invite or an answer to a knock. */
  readonly stripped: readonly JsonObject[] | undefined;
  /** Bytes of that where it is large, so that its text is held, and parsed at each look (O8). */
  readonly largeBytes?: number | undefined;
  /** Servers through which the room was knocked on or invited from. */
  readonly via: readonly string[];
  /** The room's version, where the server that answered has said it. */
  readonly version: RoomVersion | undefined;
}

/** A slice of a room's history. */
export interface TimelineQuery {
  readonly roomId: string;
  /** Exclusive. */
  readonly after: Position;
  /** Inclusive. */
  readonly upTo: Position;
  readonly limit: number;
  readonly order: "newest" | "oldest";
}

/** A part of a room's history that an answer may hold at once: it ends early where the JSON of its events takes too many bytes (O8). */
export interface Page {
  readonly events: readonly StoredEvent[];
  /** Whether the slice has more than is given. */
  readonly more: boolean;
}

/** JSON of one page; the first event of a slice is always given. */
export const PAGE_BYTES: number = 2 ** 20;

/** Identity of a request to send an event (client-server API, "Transaction identifiers"). */
export interface SendRequest {
  readonly roomId: string;
  readonly type: string;
  readonly sender: string;
  readonly device: string;
  readonly transactionId: string;
  /** Of a redaction: another one of the same transaction ID is another request where it redacts something else. */
  readonly redacts?: string | undefined;
}

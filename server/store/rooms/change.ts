/** A commit to rooms, and its outcome. */
import type { JsonObject, RoomVersion } from "@knockgen/auth";
import type { MembershipRecord, Position, StateChange, StateGroup, StoredEvent } from "./room-records.js";

/** Everything that one change of a room writes, in one commit. */
export interface RoomWrite {
  readonly roomId: string;
  /** The head that the writer knew; undefined makes the room. */
  readonly expectedHead: Position | undefined;
  readonly version: RoomVersion;
  readonly events: readonly NewEvent[];
  readonly groups: readonly StateGroup[];
  /** Changes from the state that the writer knew to the one in `stateGroup`. */
  readonly currentState: readonly StateChange[];
  readonly stateGroup: number;
  readonly extremities: readonly string[];
  readonly depth: number;
  /** Replaces all current state, as after a join through another server. */
  readonly replacesState?: boolean;
  /** Current state takes values that no new event of the timeline has brought: older ones, or such as other servers gave. */
  readonly resets?: boolean;
  readonly memberships: readonly NewMembership[];
  /** Events without a place here that accepted ones follow: if they arrive later, they are not tips. */
  readonly followed: readonly string[];
  readonly redactions: readonly { readonly eventId: string; readonly by: string }[];
  /** Holes that are filled, in part or whole: the event that names each, and what is still open. */
  readonly filled?: readonly { readonly hole: string; readonly open: readonly string[] }[];
  readonly listing?: Listing | undefined;
}

/** How a new room is found. */
export interface Listing {
  /** Full alias, and who gave it. If it is taken, the commit fails with `AliasTaken`. */
  readonly alias?: { readonly alias: string; readonly creator: string } | undefined;
  /** In the directory. */
  readonly published: boolean;
  /** The room that takes its aliases, and its place in the directory. */
  readonly movedTo?: string | undefined;
}

/** How an event is counted for members of this server (C201 to C206): not at all, as one that notifies, or as a highlight too. */
export type NoticeLevel = 0 | 1 | 2;

export interface Notice {
  /** Root of the thread that the event is in. */
  readonly thread: string | undefined;
  /** For all but those who are named. */
  readonly level: NoticeLevel;
  readonly others: ReadonlyMap<string, NoticeLevel>;
  /** The local user who has sent it, and so has read what lies before it. */
  readonly readBy: string | undefined;
}

/** An event to be kept; its position is given at commit. */
export interface NewEvent extends Omit<StoredEvent, "position" | "redactedBy"> {
  /** Its canonical JSON, where it is written already. */
  readonly text?: string | undefined;
  /** Of a redaction that was accepted: the key by which the event that it redacts finds it, should that come later. */
  readonly redacts?: string | undefined;
  /** It goes before all that is held of the room; of several, the oldest comes first. */
  readonly isPast?: boolean | undefined;
  /** Of an event of the past: it goes into this hole instead, below what fills it already. */
  readonly hole?: string | undefined;
  /** It is placed over a hole: those events that it follows and that have no place here. */
  readonly over?: readonly string[] | undefined;
  /** Of an event that is news. */
  readonly notice?: Notice | undefined;
  /** Servers that are to be sent the event. */
  readonly destinations: readonly string[];
}

/** A membership to be kept; its position is given at commit. */
export interface NewMembership
  extends Omit<
    MembershipRecord,
    "position" | "joinedAt" | "forgotten" | "stripped" | "largeBytes" | "via" | "version"
  > {
  readonly stripped?: readonly JsonObject[];
  readonly via?: readonly string[];
  readonly version?: RoomVersion;
}

export interface CommitBatch {
  readonly rooms: readonly RoomWrite[];
  /** Memberships in rooms that this server is not in, and the events that prove them. */
  readonly outside: readonly { readonly event: NewEvent; readonly membership?: NewMembership }[];
}

export type CommitResult =
  | {
      readonly ok: true;
      readonly positions: ReadonlyMap<string, Position>;
      readonly base: Position;
      readonly position: Position;
      /** Users who have come to a room although they are deactivated: to leave it is a task of theirs. */
      readonly deactivated: readonly string[];
    }
  | { readonly ok: false; readonly stale: readonly string[] };

/** Rooms and users that another process's commit has touched. */
export interface Change {
  /** The positions after this one, up to `position`, are those of the commit. */
  readonly base: Position;
  readonly position: Position;
  readonly rooms: readonly string[];
  readonly users: readonly string[];
  readonly destinations: readonly string[];
  /** Events that read otherwise now. */
  readonly redacted: readonly string[];
  /** The rooms have events, and nothing else that is read by room: no receipts, and no changes of devices. */
  readonly onlyEvents?: boolean | undefined;
  /** Users who have begun or ceased to type. It is in no table, so the change itself is all that tells of it. */
  readonly typing?: readonly TypingUser[] | undefined;
  /** Users whose push rules are others now. */
  readonly pushRules?: readonly string[] | undefined;
  /** Devices that are gone. */
  readonly ended?: readonly { readonly userId: string; readonly deviceId: string }[] | undefined;
}

/** A user who types in a room. */
export interface TypingUser {
  readonly roomId: string;
  readonly userId: string;
  /** The device by which a local user types; empty for users of other servers. */
  readonly deviceId: string;
  /** Milliseconds since 1970; 0 for having ceased. */
  readonly until: number;
}

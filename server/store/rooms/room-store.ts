/** Operations of a store on rooms. */
import type { Change, CommitBatch, CommitResult } from "./change.js";
import type {
  CurrentEntry,
  Hole,
  MembershipRecord,
  Page,
  Position,
  RoomRecord,
  SendRequest,
  StateChange,
  StateGroup,
  StateRef,
  StoredEvent,
  TimelineQuery,
} from "./room-records.js";

export interface RoomWithState {
  readonly record: RoomRecord;
  readonly state: readonly CurrentEntry[];
}

/** Reads rooms, and commits what changes them. */
export interface RoomStore {
  room(roomId: string): Promise<RoomRecord | undefined>;
  currentState(roomId: string): Promise<readonly CurrentEntry[]>;
  /** Those of the rooms whose present state is small, with it. */
  smallRooms(roomIds: readonly string[]): Promise<ReadonlyMap<string, RoomWithState>>;
  events(eventIds: readonly string[]): Promise<readonly StoredEvent[]>;
  timeline(query: TimelineQuery): Promise<readonly StoredEvent[]>;
  page(query: TimelineQuery): Promise<Page>;
  /** The newest events of some rooms, by room, each as `page` gives them. */
  pages(
    roomIds: readonly string[],
    part: Pick<TimelineQuery, "after" | "upTo" | "limit">,
  ): Promise<ReadonlyMap<string, Page>>;
  /** The last state event at each key in a part of the timeline: after one position, up to and with another. */
  stateChanges(roomId: string, after: Position, upTo: Position): Promise<readonly StateRef[]>;
  /** Present state that has become so in that part, by events that are not in the timeline after its beginning. */
  stateResets(roomId: string, after: Position, upTo: Position): Promise<readonly StateRef[]>;
  /** Users with some memberships, but for one, in the order of their member events. */
  firstMembers(
    roomId: string,
    wanted: { readonly memberships: readonly string[]; readonly except: string; readonly limit: number },
  ): Promise<readonly string[]>;
  /** Those of some groups that are kept. */
  stateGroups(ids: readonly number[]): Promise<readonly StateGroup[]>;
  /** A group and those that it is made on, nearest first, back to one that holds the whole state. */
  stateGroupChain(id: number): Promise<readonly StateGroup[]>;
  /** Keeps the whole state of a group that is committed, so that chains end there. */
  saveStateSnapshot(id: number, changes: readonly StateChange[]): Promise<void>;
  /** The first of `STATE_GROUP_BLOCK` IDs for new groups, never given again. */
  reserveStateGroups(): Promise<number>;
  membershipsOf(userId: string): Promise<readonly MembershipRecord[]>;
  membership(roomId: string, userId: string): Promise<MembershipRecord | undefined>;
  /** Gives the change to announce. */
  forget(roomId: string, userId: string): Promise<Change>;
  /** The holes that end in a part of the timeline, after one position, up to and with another: the newest first. */
  holes(roomId: string, after: Position, upTo: Position): Promise<readonly Hole[]>;
  /** The hole that an event names. */
  hole(eventId: string): Promise<Hole | undefined>;
  /** Whether an event was followed by an accepted one when it had no place here. */
  isFollowed(eventId: string): Promise<boolean>;
  /** Accepted redactions of a room by the keys under which they were kept, the first of each. */
  redactions(roomId: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The event that a local device has sent by a request. */
  sentEvent(request: SendRequest): Promise<string | undefined>;
  /** The greatest position that is committed. */
  position(): Promise<Position>;
  /** Where the stream has begun, at a place of its own in each database: tokens from below it are of another (O28). */
  floor(): Promise<Position>;
  /** Commits every write or none. Gives the writes whose room has moved on meanwhile; then nothing was written. */
  commit(batch: CommitBatch): Promise<CommitResult>;
}

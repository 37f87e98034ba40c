/** A room while something is added to it: events build on each other before any is committed. */
import {
  type EventDraft,
  isJsonObject,
  type JsonObject,
  loadPdu,
  own,
  type Pdu,
  type RoomState,
  redactedEventId,
  type Verdict,
} from "@knockgen/auth";
import { settleNotices } from "../../push/notice.js";
import type { EventStatus, Hole, Listing, NewEvent, RoomWrite, SendRequest } from "../../store/store.js";
import type { GivenEvent } from "../given.js";
import type { LoadedEvent } from "../held-event.js";
import { openAmong } from "../holes.js";
import { faultWithin, judgeAgainst, type Signers } from "../judge.js";
import { makeAllowed, makeTemplate } from "../make-event.js";
import { shownJson } from "../redacted-json.js";
import type { Room } from "../room.js";
import { DraftEvents } from "./draft-events.js";
import type { DraftParts, DraftTools } from "./draft-parts.js";
import { DraftWrite, type KeepOptions, type Mark } from "./draft-write.js";
import { Placement } from "./placement.js";
import { settleRedactions } from "./redactions.js";
import {
  type Inserted,
  type InsertOptions,
  type PastOptions,
  replacedBy,
  takeEvent,
  takePastEvent,
} from "./take-event.js";
import { stateDifference } from "./working-state.js";

/** How an event of a local client is sent. */
export interface SendOptions {
  readonly transactionId?: string | undefined;
  readonly device?: string | undefined;
  /** Servers that are to hear of it besides those in the room. */
  readonly alsoTo?: readonly string[];
}

/** One room's next commit. */
export class RoomDraft {
  readonly room: Room;
  readonly #parts: DraftParts;

  constructor(room: Room, tools: DraftTools) {
    const { states, nextGroup } = tools;
    const events = new DraftEvents(tools.events, room);
    const write = new DraftWrite(room, events, tools.signer.serverName);
    const placement = new Placement({ room, events, write, states, nextGroup });
    this.room = room;
    this.#parts = { room, events, write, placement, tools };
  }

  /** The event at a key of the present state. */
  stateEvent(type: string, stateKey = ""): Promise<Pdu | undefined> {
    return this.#parts.events.one(this.room.at(type, stateKey));
  }

  /** The content of the event at a key of the present state, as it may be shown: without what was redacted. */
  async shownContent(type: string, stateKey = ""): Promise<JsonObject | undefined> {
    const id = this.room.at(type, stateKey);
    const [event] = id === undefined ? [] : await this.#parts.events.many([id]);
    const content = event && own(shownJson(event.stored, this.room.version), "content");
    return isJsonObject(content) ? content : undefined;
  }

  /** The room's create event. */
  create(): Promise<Pdu | undefined> {
    return this.stateEvent("m.room.create");
  }

  /** An event as `make_knock` and its like give it, and what the rules say of it. */
  async template(draft: EventDraft): Promise<{ template: JsonObject; verdict: Verdict }> {
    const { event, verdict } = await makeTemplate(this.#parts, draft);
    return { template: event, verdict };
  }

  /** Makes an event, without adding it. Refuses with 403 what the rules do not allow. */
  make(draft: EventDraft): Promise<Pdu> {
    return makeAllowed(this.#parts, draft);
  }

  /** The event that a request has sent before, maybe just now. */
  async sentBy(request: Omit<SendRequest, "roomId">): Promise<string | undefined> {
    const { room, write, tools } = this.#parts;
    const { type, sender, device, transactionId, redacts } = request;
    const isIt = (event: NewEvent): boolean =>
      event.transactionId === transactionId &&
      event.device === device &&
      event.sender === sender &&
      event.type === type &&
      (redacts === undefined ||
        redactedEventId(loadPdu(event.json, room.version, event.eventId), room.version) === redacts);
    return write.added.find(isIt)?.eventId ?? tools.store.sentEvent({ ...request, roomId: room.roomId });
  }

  /** Makes an event and adds it. */
  async send(draft: EventDraft, options: SendOptions = {}): Promise<Pdu> {
    return this.add(await this.make(draft), options);
  }

  /** Adds an event that was just made for this place. */
  async add(pdu: Pdu, { transactionId, device, alsoTo = [] }: SendOptions = {}): Promise<Pdu> {
    const { room, write } = this.#parts;
    const serversBefore = room.servers;
    await this.#advance(pdu, { transactionId, device, isNew: true });
    room.reach(pdu.depth);
    // A user who is removed by the event is notified as well.
    write.relay(pdu, [...serversBefore, ...alsoTo, ...room.servers]);
    return pdu;
  }

  /** Keeps an event of ours as a tip: the only one, but where there were more than one event may follow. */
  async #advance(pdu: Pdu, options: KeepOptions): Promise<void> {
    const { room, write, placement } = this.#parts;
    const followed = new Set(pdu.prevEventIds);
    const others = room.extremities.filter((id) => !followed.has(id));
    room.extremities = [...others, pdu.eventId];
    if (others.length === 0) {
      const { stateGroup: stateBefore } = room;
      const replaces = replacedBy(pdu, room.state);
      const stateAfter = await placement.advance(pdu);
      write.keep(pdu, "accepted", { ...options, stateBefore, stateAfter, replaces });
      return;
    }
    const before = await placement.before(pdu);
    const stateAfter = await placement.after(pdu, before);
    const replaces = replacedBy(pdu, before.state);
    write.keep(pdu, "accepted", { ...options, stateBefore: before.group, stateAfter, replaces });
    await placement.moveTo(pdu, stateAfter, others);
  }

  /** Known facts about an event. */
  async statusOf(eventId: string): Promise<EventStatus | undefined> {
    const [event] = await this.#parts.events.many([eventId]);
    return event?.stored.status;
  }

  /** Refusal of an event by the events that it lists, as far as they are held or given. */
  faultWithin(pdu: Pdu, given: readonly GivenEvent[], signedBy: Signers): Promise<string | undefined> {
    return faultWithin(pdu, given, this.#parts.events, signedBy);
  }

  /** Verdict on an event by the present state. */
  judgeNow(pdu: Pdu, signedBy?: Signers): Promise<Verdict> {
    return judgeAgainst(pdu, this.room.state, this.#parts.events, signedBy);
  }

  /** Adds an event that was made before, at the place that its `prev_events` say, after the checks on receipt. */
  insert(pdu: Pdu, options: InsertOptions = {}): Promise<Inserted> {
    return takeEvent(this.#parts, pdu, options);
  }

  /** Adds an event of the past, where its own past is known or given. Whether it was added. */
  insertPast(pdu: Pdu, options: PastOptions): Promise<boolean> {
    return takePastEvent(this.#parts, pdu, options);
  }

  /** Notes how far a hole is filled, `found` being what was found behind it. */
  async fill(hole: Hole, found: readonly Pdu[]): Promise<void> {
    const { events, write } = this.#parts;
    const open = await openAmong(events, [
      ...hole.open,
      ...found.flatMap(({ prevEventIds }) => prevEventIds),
    ]);
    write.fill(hole.eventId, open);
  }

  /** Replaces everything by the state that another server gave, as after a join through it. */
  async replaceState(state: RoomState): Promise<void> {
    const { room, write, placement } = this.#parts;
    const group = await placement.rootGroup(state);
    await write.state.apply(await stateDifference(room.state, state));
    await write.state.replaceState(state);
    room.stateGroup = group;
    room.extremities = [];
  }

  /** Keeps an event that has no place in the room's history. */
  keepOutlier(pdu: Pdu, isRejected: boolean): void {
    this.#parts.write.keepOutlier(pdu, isRejected);
  }

  /** Has an alias lead to the room, and the directory list it, from the commit on. */
  list(listing: Listing): void {
    this.#parts.write.list(listing);
  }

  /** Once all jobs are done: what is redacted by what, and how events count. */
  async settle(): Promise<void> {
    await settleRedactions(this.#parts);
    await settleNotices(this.#parts, this.#parts.tools.rules);
  }

  /** The commit; undefined if nothing was added. */
  write(): RoomWrite | undefined {
    return this.#parts.write.result();
  }

  /** The events that were added, for the cache once they are committed. */
  get added(): Iterable<LoadedEvent> {
    return this.#parts.events.pending.values();
  }

  /** Users affected by the commit besides those in the room. */
  get users(): readonly string[] {
    return this.#parts.write.state.users;
  }

  /** Where `rollback` gets back to. */
  mark(): Mark {
    return this.#parts.write.mark();
  }

  /** Takes back what was done since a mark: a job that fails leaves nothing. */
  rollback(mark: Mark): void {
    this.#parts.write.rollback(mark);
  }
}

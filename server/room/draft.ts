/** A room while something is added to it: events build on each other before any is committed. */
import {
  type JsonObject,
  type Pdu,
  ROOM_VERSIONS,
  type RoomState,
  readPdu,
  redactedEventId,
  redactionApplies,
  selectAuthEvents,
  type Verdict,
} from "../../auth/index.js";
import { badJson, entityTooLarge, forbidden } from "../errors.js";
import type { EventStatus, RoomWrite } from "../store/types.js";
import { completeEvent, type EventDraft, type EventPlace, eventTemplate } from "./build.js";
import { DraftEvents } from "./draft-events.js";
import { DraftWrite, type Mark } from "./draft-write.js";
import type { EventCache, LoadedEvent } from "./event-cache.js";
import { judgeAgainst, judgeOwn, judgeReceived } from "./judge.js";
import { Placement } from "./placement.js";
import type { Room } from "./room.js";
import type { EventSigner } from "./sign.js";
import { type States, stateDifference } from "./states.js";

/** What a draft works with. */
export interface DraftTools {
  readonly events: EventCache;
  readonly states: States;
  readonly signer: EventSigner;
  readonly now: () => number;
  readonly nextGroup: () => Promise<number>;
}

/** How an event of a local client is sent. */
export interface SendOptions {
  readonly transactionId?: string | undefined;
  readonly device?: string | undefined;
  /** Servers that are to hear of it besides those in the room. */
  readonly alsoTo?: readonly string[];
}

/** How an event that was made before, here or elsewhere, is put into the room. */
export interface InsertOptions {
  /** The servers whose signatures were verified. */
  readonly signedBy?: ReadonlySet<string>;
  /** The state before the event where its `prev_events` are not known, as another server gave it. */
  readonly stateBefore?: RoomState;
  /** Send it to the servers in the room, but for these. The default is to send it to nobody. */
  readonly relay?: { readonly except: readonly string[] } | undefined;
}

/** What became of an inserted event. */
export interface Inserted {
  readonly status: EventStatus;
  readonly event: Pdu;
  /** Of one that was rejected or failed softly. */
  readonly verdict: Verdict | undefined;
}

const MAX_PREV = 20;

/** One room's next commit. */
export class RoomDraft {
  readonly room: Room;
  readonly #tools: DraftTools;
  readonly #events: DraftEvents;
  readonly #write: DraftWrite;
  readonly #placement: Placement;

  constructor(room: Room, tools: DraftTools) {
    const { states, nextGroup } = tools;
    this.room = room;
    this.#tools = tools;
    this.#events = new DraftEvents(tools.events, room.version);
    this.#write = new DraftWrite(room, this.#events, tools.signer.serverName);
    this.#placement = new Placement({
      room,
      events: this.#events,
      write: this.#write,
      states,
      nextGroup,
    });
  }

  /** The event at a key of the present state. */
  stateEvent(type: string, stateKey = ""): Promise<Pdu | undefined> {
    return this.#events.one(this.room.at(type, stateKey));
  }

  /** The room's create event. */
  create(): Promise<Pdu | undefined> {
    return this.stateEvent("m.room.create");
  }

  /** An event as `make_knock` and its like give it, and what the rules say of it. */
  async template(draft: EventDraft): Promise<{ template: JsonObject; verdict: Verdict }> {
    const { template, verdict } = await this.#made(draft);
    return { template, verdict };
  }

  /** Makes an event, without adding it. Refuses with 403 what the rules do not allow. */
  async make(draft: EventDraft): Promise<Pdu> {
    const { pdu, verdict } = await this.#made(draft);
    if (!verdict.allowed) throw forbidden(verdict.reason);
    // What others would drop is not sent in the first place.
    const read = readPdu(pdu.json, this.room.version, { eventId: pdu.eventId });
    if (!read.ok) {
      const tooLarge = read.error.code === "pdu/too-large" || read.error.code === "pdu/field-too-large";
      throw tooLarge ? entityTooLarge(read.error.message) : badJson(read.error.message);
    }
    return pdu;
  }

  /** Makes an event and adds it. */
  async send(draft: EventDraft, options: SendOptions = {}): Promise<Pdu> {
    return this.add(await this.make(draft), options);
  }

  /** Adds an event that was just made for this place. */
  async add(pdu: Pdu, { transactionId, device, alsoTo = [] }: SendOptions = {}): Promise<Pdu> {
    const { room } = this;
    const serversBefore = room.servers;
    const stateBefore = room.stateGroup;
    const stateAfter = await this.#placement.advance(pdu);
    room.extremities = [pdu.eventId];
    room.depth = Math.max(room.depth, Number(pdu.depth));
    this.#write.keep(pdu, "accepted", { stateBefore, stateAfter, transactionId, device });
    // Whoever is removed by the event hears of it as well.
    this.#write.relay(pdu, [...serversBefore, ...alsoTo, ...room.servers]);
    await this.#redact(pdu);
    return pdu;
  }

  /** Adds an event that was made before, at the place that its `prev_events` say, after the checks on receipt. */
  async insert(pdu: Pdu, options: InsertOptions = {}): Promise<Inserted> {
    const { room } = this;
    const { stateBefore: given, signedBy, relay } = options;
    const before = await (given === undefined ? this.#placement.before(pdu) : this.#placement.group(given));
    const verdict = await judgeReceived(pdu, before.state, this.#events, signedBy);
    if (!verdict.allowed) {
      this.#write.keep(pdu, "rejected", { stateBefore: before.group, stateAfter: before.group });
      return { status: "rejected", event: pdu, verdict };
    }
    const stateAfter = await this.#placement.after(pdu, before);
    const states = { stateBefore: before.group, stateAfter };
    const present = await judgeAgainst(pdu, room.state, this.#events, signedBy);
    if (!present.allowed) {
      this.#write.keep(pdu, "soft-failed", states);
      return { status: "soft-failed", event: pdu, verdict: present };
    }
    const serversBefore = room.servers;
    const superseded = await this.#placement.supersededBy(pdu);
    const others = room.extremities.filter((id) => !superseded.has(id));
    room.extremities = [...others, pdu.eventId];
    room.depth = Math.max(room.depth, Number(pdu.depth));
    this.#write.keep(pdu, "accepted", states);
    await this.#placement.moveTo(pdu, stateAfter, others);
    if (relay !== undefined) {
      const except = new Set(relay.except);
      const servers = [...serversBefore, ...room.servers].filter((server) => !except.has(server));
      this.#write.relay(pdu, servers);
    }
    await this.#redact(pdu);
    return { status: "accepted", event: pdu, verdict: undefined };
  }

  /**
   * Adds an event of the past, which changes nothing of the present. Where nothing is known of what it follows, and no state
   * is given either, it is left out. Whether it was added.
   */
  async insertPast(pdu: Pdu, signedBy: ReadonlySet<string>, given: RoomState | undefined): Promise<boolean> {
    const [present] = await this.#events.many([pdu.eventId]);
    if (present?.stored.stateAfter !== undefined || present?.stored.status === "rejected") return false;
    const before = await this.#placement.beforePast(pdu, given);
    if (before === undefined) return false;
    const verdict = await judgeReceived(pdu, before.state, this.#events, signedBy);
    const stateBefore = before.group;
    if (!verdict.allowed) {
      this.#write.keep(pdu, "rejected", { stateBefore, stateAfter: stateBefore, isPast: true });
      return false;
    }
    const stateAfter = await this.#placement.after(pdu, before);
    this.#write.keep(pdu, "accepted", { stateBefore, stateAfter, isPast: true });
    await this.#redact(pdu);
    return true;
  }

  /** Replaces everything by the state that another server gave, as after a join through it. */
  async replaceState(state: RoomState): Promise<void> {
    const { room } = this;
    const group = await this.#placement.rootGroup(state);
    await this.#write.apply(stateDifference(room.state, state));
    this.#write.replaceState(state);
    room.stateGroup = group;
    room.extremities = [];
  }

  /** Keeps an event that has no place in the room's history. */
  keepOutlier(pdu: Pdu, status: "outlier" | "rejected" = "outlier"): void {
    if (!this.#events.pending.has(pdu.eventId)) this.#write.keep(pdu, status);
  }

  /** What there is to commit; undefined when nothing was added. */
  write(): RoomWrite | undefined {
    return this.#write.result();
  }

  /** The events that were added, for the cache once they are committed. */
  get added(): Iterable<LoadedEvent> {
    return this.#events.pending.values();
  }

  /** Whom the commit concerns besides those in the room. */
  get users(): readonly string[] {
    return this.#write.users;
  }

  /** Where `rollback` gets back to. */
  mark(): Mark {
    return this.#write.mark();
  }

  /** Takes back what was done since a mark: a job that fails leaves nothing. */
  rollback(mark: Mark): void {
    this.#write.rollback(mark);
  }

  async #made(draft: EventDraft): Promise<{ template: JsonObject; pdu: Pdu; verdict: Verdict }> {
    const { room } = this;
    const place = await this.#place(draft);
    const template = eventTemplate(draft, place);
    const pdu = completeEvent(template, room.version, this.#tools.signer);
    return { template, pdu, verdict: judgeOwn(pdu, place.auth, await this.create(), this.#events) };
  }

  /** Where an event would go now. */
  async #place(draft: EventDraft): Promise<EventPlace> {
    const { room } = this;
    const auth = selectAuthEvents(draft, room.version).map(([type, stateKey]) => room.at(type, stateKey));
    const noRoomId = ROOM_VERSIONS[room.version].roomId === "create-event" && draft.type === "m.room.create";
    return {
      roomId: noRoomId ? undefined : room.roomId,
      version: room.version,
      prev: await this.#events.pdus(room.extremities.slice(-MAX_PREV)),
      auth: await this.#events.pdus(auth.filter((id) => id !== undefined)),
      depth: room.depth + 1,
      now: this.#tools.now(),
    };
  }

  async #redact(pdu: Pdu): Promise<void> {
    if (pdu.type !== "m.room.redaction") return;
    const { version } = this.room;
    const target = await this.#events.one(redactedEventId(pdu, version));
    if (target === undefined) return;
    const levels = {
      rules: ROOM_VERSIONS[version],
      create: await this.create(),
      powerLevels: await this.stateEvent("m.room.power_levels"),
    };
    if (redactionApplies(pdu, target, levels)) this.#write.redact(target.eventId, pdu.eventId);
  }
}

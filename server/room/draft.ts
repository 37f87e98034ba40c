/** A room while something is added to it: events build on each other before any is committed. */
import {
  authorize,
  authorizeAgainstState,
  domainOf,
  type JsonObject,
  type Pdu,
  ROOM_VERSIONS,
  type RoomState,
  readPdu,
  redactedEventId,
  redactionApplies,
  type StateKey,
  type StateLookup,
  selectAuthEvents,
  type Verdict,
} from "../../auth/index.js";
import { badJson, entityTooLarge, forbidden } from "../errors.js";
import type {
  EventStatus,
  NewEvent,
  NewMembership,
  RoomWrite,
  StateChange,
  StateGroup,
} from "../store/types.js";
import { completeEvent, type EventDraft, type EventPlace, eventTemplate } from "./build.js";
import type { EventCache, LoadedEvent } from "./event-cache.js";
import type { Room } from "./room.js";
import type { EventSigner } from "./sign.js";
import { copyState, type States, stateDifference } from "./states.js";

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
export interface InsertOptions extends SendOptions {
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

interface Mark {
  readonly undo: number;
  readonly counts: readonly [number, number, number, number, number];
  readonly extremities: readonly string[];
  readonly depth: number;
  readonly stateGroup: number | undefined;
}

const MAX_PREV = 20;

/** Collects one room's write. */
export class RoomDraft {
  readonly room: Room;
  readonly #tools: DraftTools;
  readonly #pending = new Map<string, LoadedEvent>();
  readonly #undo: StateChange[] = [];
  readonly #events: NewEvent[] = [];
  readonly #groups: StateGroup[] = [];
  readonly #changes: StateChange[] = [];
  readonly #memberships: NewMembership[] = [];
  readonly #redactions: { eventId: string; by: string }[] = [];
  #replacesState = false;

  constructor(room: Room, tools: DraftTools) {
    this.room = room;
    this.#tools = tools;
  }

  /** An event of this room, committed or not. */
  async event(eventId: string | undefined): Promise<Pdu | undefined> {
    if (eventId === undefined) return undefined;
    const pending = this.#pending.get(eventId);
    if (pending !== undefined) return pending.pdu;
    return (await this.#tools.events.one(eventId, this.room.version))?.pdu;
  }

  /** The event at a key of the present state. */
  stateEvent(type: string, stateKey = ""): Promise<Pdu | undefined> {
    return this.event(this.room.at(type, stateKey));
  }

  /** The room's create event. */
  create(): Promise<Pdu | undefined> {
    return this.stateEvent("m.room.create");
  }

  /** Where an event would go now. */
  async place(draft: EventDraft): Promise<EventPlace> {
    const { room } = this;
    const prev = await this.#all(room.extremities.slice(-MAX_PREV));
    const auth = await this.#selected(selectAuthEvents(draft, room.version));
    const noRoomId = ROOM_VERSIONS[room.version].roomId === "create-event" && draft.type === "m.room.create";
    return {
      roomId: noRoomId ? undefined : room.roomId,
      version: room.version,
      prev,
      auth,
      depth: room.depth + 1,
      now: this.#tools.now(),
    };
  }

  /** An event as `make_knock` and its like give it, if the rules would allow it. */
  async template(draft: EventDraft): Promise<{ template: JsonObject; verdict: Verdict }> {
    const place = await this.place(draft);
    const pdu = completeEvent(eventTemplate(draft, place), this.room.version, this.#tools.signer);
    const { template, verdict } = {
      template: eventTemplate(draft, place),
      verdict: await this.#judge(pdu, place.auth),
    };
    return { template, verdict };
  }

  /** Makes an event, without adding it. Refuses with 403 what the rules do not allow. */
  async make(draft: EventDraft): Promise<Pdu> {
    const place = await this.place(draft);
    const pdu = completeEvent(eventTemplate(draft, place), this.room.version, this.#tools.signer);
    const verdict = await this.#judge(pdu, place.auth);
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
  async add(pdu: Pdu, options: SendOptions = {}): Promise<Pdu> {
    const before = this.room.stateGroup;
    const servers = new Set([...this.room.servers, ...(options.alsoTo ?? [])]);
    const after = pdu.stateKey === undefined && before !== undefined ? before : await this.#changeState(pdu);
    for (const server of this.room.servers) servers.add(server);
    servers.delete(this.#tools.signer.serverName);
    this.room.extremities = [pdu.eventId];
    this.room.depth = Math.max(this.room.depth, Number(pdu.depth));
    this.#keep(pdu, "accepted", before, after, { ...options, destinations: [...servers] });
    await this.#redact(pdu);
    return pdu;
  }

  /** Adds an event that was made before, at the place that its `prev_events` say, after the checks on receipt. */
  async insert(pdu: Pdu, options: InsertOptions = {}): Promise<Inserted> {
    const { room } = this;
    const before = await this.#stateBefore(pdu, options.stateBefore);
    const verdict = await this.#judgeReceived(pdu, before.state, options.signedBy);
    if (!verdict.allowed) {
      this.#keep(pdu, "rejected", before.group, before.group, options);
      return { status: "rejected", event: pdu, verdict };
    }
    const after = await this.#stateAfter(pdu, before);
    const present = await this.#against(pdu, room.state, options.signedBy);
    if (!present.allowed) {
      this.#keep(pdu, "soft-failed", before.group, after, options);
      return { status: "soft-failed", event: pdu, verdict: present };
    }
    const servers = new Set(options.relay === undefined ? [] : room.servers);
    const prev = new Set(pdu.prevEventIds);
    const others = room.extremities.filter((id) => !prev.has(id));
    room.extremities = [...others, pdu.eventId];
    room.depth = Math.max(room.depth, Number(pdu.depth));
    this.#keep(pdu, "accepted", before.group, after, options);
    await this.#moveTo(pdu, after, others);
    if (options.relay !== undefined) this.#relay(pdu, servers, options.relay.except, options.alsoTo ?? []);
    await this.#redact(pdu);
    return { status: "accepted", event: pdu, verdict: undefined };
  }

  /** Replaces everything by the state that another server gave, as after a join through it. */
  async replaceState(state: RoomState, events: readonly Pdu[]): Promise<void> {
    for (const pdu of events) this.keepOutlier(pdu, "outlier");
    const group: StateGroup = {
      id: await this.#tools.nextGroup(),
      parent: undefined,
      changes: stateDifference(new Map(), state),
    };
    this.#addGroup(group);
    await this.#applyAll(stateDifference(this.room.state, state));
    this.room.stateGroup = group.id;
    this.room.extremities = [];
    this.#replacesState = true;
    this.#changes.length = 0;
    for (const [type, ofType] of state)
      for (const [stateKey, after] of ofType)
        this.#changes.push({
          type,
          stateKey,
          before: undefined,
          after,
          membership: type === "m.room.member" ? this.room.membershipOf(stateKey) : undefined,
        });
  }

  /** Keeps an event that has no place in the room's history. */
  keepOutlier(pdu: Pdu, status: "outlier" | "rejected"): void {
    if (!this.#pending.has(pdu.eventId)) this.#keep(pdu, status, undefined, undefined, {});
  }

  /** What there is to commit; undefined when nothing was added. */
  write(): RoomWrite | undefined {
    const { room } = this;
    if (this.#events.length === 0 || room.stateGroup === undefined) return undefined;
    return {
      roomId: room.roomId,
      expectedHead: room.head,
      version: room.version,
      events: this.#events,
      groups: this.#groups,
      currentState: this.#changes,
      stateGroup: room.stateGroup,
      extremities: room.extremities,
      depth: room.depth,
      replacesState: this.#replacesState,
      memberships: this.#memberships,
      redactions: this.#redactions,
    };
  }

  /** The events that were added, for the cache once they are committed. */
  get added(): Iterable<LoadedEvent> {
    return this.#pending.values();
  }

  /** Whom the commit concerns besides those in the room. */
  get users(): readonly string[] {
    return this.#memberships.map(({ userId }) => userId);
  }

  /** Where `rollback` gets back to. */
  mark(): Mark {
    const { extremities, depth, stateGroup } = this.room;
    return {
      undo: this.#undo.length,
      counts: [
        this.#events.length,
        this.#groups.length,
        this.#changes.length,
        this.#memberships.length,
        this.#redactions.length,
      ],
      extremities,
      depth,
      stateGroup,
    };
  }

  /** Takes back what was done since a mark: a job that fails leaves nothing. */
  rollback(mark: Mark): void {
    for (const change of this.#undo.splice(mark.undo).reverse()) this.room.apply(change);
    for (const { eventId } of this.#events.splice(mark.counts[0])) this.#pending.delete(eventId);
    this.#groups.length = mark.counts[1];
    this.#changes.length = mark.counts[2];
    this.#memberships.length = mark.counts[3];
    this.#redactions.length = mark.counts[4];
    this.room.extremities = mark.extremities;
    this.room.depth = mark.depth;
    this.room.stateGroup = mark.stateGroup;
  }

  async #all(ids: readonly string[]): Promise<Pdu[]> {
    const found: Pdu[] = [];
    for (const id of ids) {
      const pdu = await this.event(id);
      if (pdu !== undefined) found.push(pdu);
    }
    return found;
  }

  async #selected(keys: readonly StateKey[]): Promise<Pdu[]> {
    const ids = keys.map(([type, stateKey]) => this.room.at(type, stateKey));
    return this.#all(ids.filter((id) => id !== undefined));
  }

  async #judge(pdu: Pdu, auth: readonly Pdu[]): Promise<Verdict> {
    const create = await this.create();
    const authEvents = create === undefined || auth.includes(create) ? auth : [...auth, create];
    return authorize(pdu, { roomVersion: this.room.version, authEvents });
  }

  async #judgeReceived(
    pdu: Pdu,
    state: RoomState,
    signedBy: ReadonlySet<string> | undefined,
  ): Promise<Verdict> {
    const roomVersion = this.room.version;
    const ids = [...pdu.authEventIds];
    if (ROOM_VERSIONS[roomVersion].roomId === "create-event") ids.push(`$${pdu.roomId.slice(1)}`);
    const loaded = await this.#tools.events.many(
      ids.filter((id) => !this.#pending.has(id)),
      roomVersion,
    );
    const events = ids
      .map((id) => this.#pending.get(id) ?? loaded.get(id))
      .filter((event) => event !== undefined);
    const rejected = new Set(
      events.filter(({ stored }) => stored.status === "rejected").map(({ pdu: { eventId } }) => eventId),
    );
    const authEvents = events.map((event) => event.pdu);
    const listed = authorize(pdu, { roomVersion, authEvents, rejected, ...(signedBy && { signedBy }) });
    if (!listed.allowed || pdu.type === "m.room.create") return listed;
    return this.#against(pdu, state, signedBy);
  }

  async #against(pdu: Pdu, state: RoomState, signedBy: ReadonlySet<string> | undefined): Promise<Verdict> {
    const { version } = this.room;
    const found = new Map<string, Pdu>();
    const keys: StateKey[] = [
      ...selectAuthEvents(pdu, version),
      ["m.room.create", ""],
      ["m.room.join_rules", ""],
    ];
    for (const [type, stateKey] of keys) {
      const event = await this.event(state.get(type)?.get(stateKey));
      if (event !== undefined) found.set(`${type}\n${stateKey}`, event);
    }
    const lookup: StateLookup = (type, stateKey) => found.get(`${type}\n${stateKey}`);
    return authorizeAgainstState(pdu, {
      roomVersion: version,
      state: lookup,
      create: lookup("m.room.create", ""),
      ...(signedBy && { signedBy }),
    });
  }

  async #stateBefore(
    pdu: Pdu,
    given: RoomState | undefined,
  ): Promise<{ readonly state: RoomState; readonly group: number }> {
    const { room } = this;
    const { states, events, nextGroup } = this.#tools;
    if (given !== undefined) return this.#groupOf(given, room.stateGroup, room.state);
    const prev = new Set(pdu.prevEventIds);
    const { stateGroup } = room;
    if (
      stateGroup !== undefined &&
      prev.size === room.extremities.length &&
      room.extremities.every((id) => prev.has(id))
    )
      return { state: room.state, group: stateGroup };
    const groups = new Set<number>();
    const loaded = await events.many(
      [...prev].filter((id) => !this.#pending.has(id)),
      room.version,
    );
    for (const id of prev) {
      const { stored } = this.#pending.get(id) ?? loaded.get(id) ?? {};
      if (stored?.stateAfter !== undefined) groups.add(stored.stateAfter);
    }
    const [first, ...others] = groups;
    if (first === undefined) {
      if (stateGroup !== undefined) return { state: room.state, group: stateGroup };
      return { state: new Map(), group: await nextGroup() };
    }
    const base = await states.of(first);
    if (others.length === 0) return { state: base, group: first };
    const all = [base];
    for (const group of others) all.push(await states.of(group));
    return this.#groupOf(await states.resolve(all, room.version, this.#pending), first, base);
  }

  async #groupOf(
    state: RoomState,
    parent: number | undefined,
    parentState: RoomState,
  ): Promise<{ readonly state: RoomState; readonly group: number }> {
    const changes = stateDifference(parent === undefined ? new Map() : parentState, state);
    if (changes.length === 0 && parent !== undefined) return { state, group: parent };
    const group: StateGroup = { id: await this.#tools.nextGroup(), parent, changes };
    this.#addGroup(group);
    return { state, group: group.id };
  }

  async #stateAfter(
    pdu: Pdu,
    before: { readonly state: RoomState; readonly group: number },
  ): Promise<number> {
    if (pdu.stateKey === undefined) return before.group;
    const group: StateGroup = {
      id: await this.#tools.nextGroup(),
      parent: before.group,
      changes: [
        {
          type: pdu.type,
          stateKey: pdu.stateKey,
          before: before.state.get(pdu.type)?.get(pdu.stateKey),
          after: pdu.eventId,
        },
      ],
    };
    this.#addGroup(group);
    return group.id;
  }

  /** Makes the present state that of the extremities. */
  async #moveTo(pdu: Pdu, after: number, others: readonly string[]): Promise<void> {
    const { room } = this;
    const { states, events } = this.#tools;
    if (others.length === 0) {
      if (pdu.stateKey !== undefined && this.#follows(after, room.stateGroup)) {
        await this.#applyAll([
          {
            type: pdu.type,
            stateKey: pdu.stateKey,
            before: room.at(pdu.type, pdu.stateKey),
            after: pdu.eventId,
          },
        ]);
      } else if (after !== room.stateGroup) {
        await this.#applyAll(stateDifference(room.state, await states.of(after)));
      }
      room.stateGroup = after;
      return;
    }
    const loaded = await events.many(others, room.version);
    const groups = new Set([after]);
    for (const id of others) {
      const { stored } = this.#pending.get(id) ?? loaded.get(id) ?? {};
      if (stored?.stateAfter !== undefined) groups.add(stored.stateAfter);
    }
    const all: RoomState[] = [];
    for (const group of groups) all.push(await states.of(group));
    const resolved = await states.resolve(all, room.version, this.#pending);
    const present = copyState(room.state);
    const { group } = await this.#groupOf(resolved, room.stateGroup, present);
    await this.#applyAll(stateDifference(present, resolved));
    room.stateGroup = group;
  }

  #follows(group: number, parent: number | undefined): boolean {
    return this.#groups.some(({ id, parent: made }) => id === group && made === parent);
  }

  async #changeState(pdu: Pdu): Promise<number> {
    const { room } = this;
    const { type, stateKey, eventId, membership } = pdu;
    const id = await this.#tools.nextGroup();
    const changes: StateChange[] =
      stateKey === undefined
        ? []
        : [{ type, stateKey, before: room.at(type, stateKey), after: eventId, membership }];
    this.#addGroup({ id, parent: room.stateGroup, changes });
    for (const change of changes) this.#apply(change, pdu);
    room.stateGroup = id;
    return id;
  }

  #addGroup(group: StateGroup): void {
    this.#groups.push(group);
    this.#tools.states.add(group);
  }

  async #applyAll(changes: readonly StateChange[]): Promise<void> {
    const members = changes.filter(({ type, after }) => type === "m.room.member" && after !== undefined);
    const loaded = await this.#tools.events.many(
      members.flatMap(({ after }) => (after === undefined || this.#pending.has(after) ? [] : [after])),
      this.room.version,
    );
    for (const change of changes) {
      const { after } = change;
      const event =
        after === undefined || change.type !== "m.room.member"
          ? undefined
          : (this.#pending.get(after) ?? loaded.get(after))?.pdu;
      this.#apply({ ...change, membership: event?.membership }, event);
    }
  }

  #apply(change: StateChange, event: Pdu | undefined): void {
    this.#undo.push(this.room.apply(change));
    this.#changes.push(change);
    const { type, stateKey, after } = change;
    if (type !== "m.room.member" || domainOf(stateKey) !== this.#tools.signer.serverName) return;
    this.#memberships.push({
      roomId: this.room.roomId,
      userId: stateKey,
      membership: event?.membership ?? "leave",
      eventId: after ?? "",
      sender: event?.sender ?? stateKey,
    });
  }

  #keep(
    pdu: Pdu,
    status: EventStatus,
    stateBefore: number | undefined,
    stateAfter: number | undefined,
    options: SendOptions & { readonly destinations?: readonly string[] },
  ): void {
    const event: NewEvent = {
      eventId: pdu.eventId,
      roomId: this.room.roomId,
      type: pdu.type,
      stateKey: pdu.stateKey,
      sender: pdu.sender,
      status,
      json: pdu.json,
      stateBefore,
      stateAfter,
      transactionId: options.transactionId,
      device: options.device,
      destinations: options.destinations ?? [],
    };
    this.#events.push(event);
    this.#pending.set(pdu.eventId, { stored: { ...event, position: 0, redactedBy: undefined }, pdu });
  }

  #relay(pdu: Pdu, before: ReadonlySet<string>, except: readonly string[], alsoTo: readonly string[]): void {
    const servers = new Set([...before, ...this.room.servers, ...alsoTo]);
    for (const server of [...except, this.#tools.signer.serverName]) servers.delete(server);
    const at = this.#events.findIndex(({ eventId }) => eventId === pdu.eventId);
    const event = this.#events[at];
    if (event !== undefined) this.#events[at] = { ...event, destinations: [...servers] };
  }

  async #redact(pdu: Pdu): Promise<void> {
    if (pdu.type !== "m.room.redaction") return;
    const { version } = this.room;
    const target = await this.event(redactedEventId(pdu, version));
    if (target === undefined) return;
    const levels = {
      rules: ROOM_VERSIONS[version],
      create: await this.create(),
      powerLevels: await this.stateEvent("m.room.power_levels"),
    };
    if (redactionApplies(pdu, target, levels))
      this.#redactions.push({ eventId: target.eventId, by: pdu.eventId });
  }
}

/** How a new event is counted for the members of this server, and in which thread (C195 to C206). */
import { setImmediate as turn } from "node:timers/promises";
import { domainOf, isJsonObject, own, ROOM_VERSIONS, readLevel, userLevel } from "@knockgen/auth";
import { isEventId } from "@knockgen/matrix/identifiers";
import { Turns } from "../bounds/turns.js";
import type { DraftParts } from "../room/draft/draft-parts.js";
import type { Room } from "../room/room.js";
import { relationOf } from "../store/rooms/relation.js";
import type { NewEvent, Notice } from "../store/store.js";
import { ConsideredEvent } from "./considered-event.js";
import { evaluate, type Level, stepsFor } from "./evaluate.js";
import type { KnownRules } from "./known-rules.js";

const MEMBER = "m.room.member";
/** A chain of relations that is longer leads to no thread (C204). */
const MAX_RELATIONS = 3;
/** The level that `notifications` wants where the power levels name none. */
const NOTIFICATION_LEVEL = 50;
/** Others get their turn after this time. */
const SLICE_MS = 5;

/** Notices of all events that a draft brings; what is of the past, was refused or failed softly is not news (C199). */
export async function settleNotices(parts: DraftParts, rules: KnownRules): Promise<void> {
  const { write } = parts;
  const turns = new Turns();
  for (const event of write.added) {
    if (turns.areDue) await turns.next();
    if (event.status !== "accepted" || event.isPast === true) continue;
    write.keepNotice(event.eventId, await noticeOf(parts, rules, event));
  }
}

async function noticeOf(parts: DraftParts, rules: KnownRules, event: NewEvent): Promise<Notice> {
  const { room, tools } = parts;
  const { sender, type } = event;
  const { serverName } = tools.signer;
  const thread = await threadOf(parts, event);
  const isOwn = domainOf(sender) === serverName;
  // To change one's name is not to read.
  const readBy = isOwn && type !== MEMBER ? sender : undefined;
  const listeners = room.joinedOf(serverName) - Number(isOwn && room.membershipOf(sender) === "join");
  if (listeners <= 0) return { thread, readBy, level: 0, others: new Map() };
  const considered = await consider(parts, event);
  const usual = evaluate(rules.usual, considered);
  const judged = await judge(parts, rules, considered, await special(parts, rules, event));
  return { thread, readBy, ...grouped(parts, event, { usual, judged, listeners }) };
}

async function consider({ room, events }: DraftParts, { json, sender }: NewEvent): Promise<ConsideredEvent> {
  const levels = {
    rules: ROOM_VERSIONS[room.version],
    create: await events.one(room.at("m.room.create", "")),
    powerLevels: await events.one(room.at("m.room.power_levels", "")),
  };
  const maySenderNotify = (key: string): boolean => {
    const named = levels.powerLevels && own(levels.powerLevels.content, "notifications");
    const given = isJsonObject(named) ? own(named, key) : undefined;
    const needed = given === undefined ? undefined : readLevel(given, levels.rules);
    return (userLevel(levels, sender) ?? 0) >= (needed ?? NOTIFICATION_LEVEL);
  };
  const { roomId, joinedCount } = room;
  return new ConsideredEvent(json, sender, { roomId, joinedCount, maySenderNotify });
}

/** Members of this server who may count an event otherwise than most: they have changed rules, or it names them. */
async function special(
  { room, tools }: DraftParts,
  rules: KnownRules,
  { json, sender }: NewEvent,
): Promise<readonly string[]> {
  const { serverName } = tools.signer;
  const isListener = listenerTest(room, sender, serverName);
  if (rules.areNamesMentions) return [...room.memberships.keys()].filter(isListener);
  const content = own(json, "content");
  const mentions = isJsonObject(content) ? own(content, "m.mentions") : undefined;
  const named = isJsonObject(mentions) ? own(mentions, "user_ids") : undefined;
  const users = new Set(Array.isArray(named) ? named.filter((each) => typeof each === "string") : []);
  const changed = await rules.changed();
  const [fewer, more] =
    changed.size < room.memberships.size ? [changed, room.memberships] : [room.memberships, changed];
  for (const userId of fewer.keys()) if (more.has(userId)) users.add(userId);
  return [...users].filter(isListener);
}

async function judge(
  { room, events }: DraftParts,
  rules: KnownRules,
  event: ConsideredEvent,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Level>> {
  const judged = new Map<string, Level>();
  const steps = stepsFor(userIds.length);
  let begun = performance.now();
  for (const [at, compiled] of (await rules.of(userIds)).entries()) {
    const userId = userIds[at] ?? "";
    const member = compiled.readsName ? await events.one(room.at(MEMBER, userId)) : undefined;
    const name = member && own(member.content, "displayname");
    judged.set(
      userId,
      evaluate(compiled, event, { steps, displayName: typeof name === "string" ? name : undefined }),
    );
    if (performance.now() - begun < SLICE_MS) continue;
    await turn();
    begun = performance.now();
  }
  return judged;
}

/** Members of this server who hear of an event. */
function listenerTest(room: Room, sender: string, serverName: string): (userId: string) => boolean {
  return (userId) =>
    userId !== sender && room.membershipOf(userId) === "join" && domainOf(userId) === serverName;
}

interface Judgement {
  readonly usual: Level;
  readonly judged: ReadonlyMap<string, Level>;
  readonly listeners: number;
}

/** The level of most, and the others by name: a busy room is muted by most of its members, or by few. */
function grouped(
  { room, tools }: DraftParts,
  { sender }: NewEvent,
  { usual, judged, listeners }: Judgement,
): Pick<Notice, "level" | "others"> {
  const counts = new Map<Level, number>([[usual, listeners - judged.size]]);
  for (const level of judged.values()) counts.set(level, (counts.get(level) ?? 0) + 1);
  const [[level] = [usual]] = [...counts].sort(([, one], [, other]) => other - one);
  const named: Iterable<readonly [string, Level]> =
    level === usual
      ? judged
      : [...room.memberships.keys()]
          .filter(listenerTest(room, sender, tools.signer.serverName))
          .map((userId) => [userId, judged.get(userId) ?? usual] as const);
  return { level, others: new Map([...named].filter(([, other]) => other !== level)) };
}

/** The root of an event's thread: its own, or that of what it relates to (C204). */
async function threadOf({ room, events }: DraftParts, { json }: NewEvent): Promise<string | undefined> {
  let relation = relationOf(json);
  for (let step = 0; relation !== undefined && step <= MAX_RELATIONS; step++) {
    if (relation.relType === "m.thread") return isEventId(relation.to) ? relation.to : undefined;
    const [parent] = await events.many([relation.to]);
    relation = parent?.stored.roomId === room.roomId ? relationOf(parent.stored.json) : undefined;
  }
  return undefined;
}

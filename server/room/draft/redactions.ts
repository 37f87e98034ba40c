/** Redactions: what is redacted by what, in whichever order the two come. */
import { domainOf, type Pdu, ROOM_VERSIONS, redactedEventId, redactionApplies } from "@knockgen/auth";
import { filterInTurns, Turns } from "../../bounds/turns.js";
import type { LoadedEvent } from "../held-event.js";
import type { DraftParts } from "./draft-parts.js";

const REDACTION = "m.room.redaction";

/**
 * Notes for what a draft has added which redactions take effect: of those among it on anything that is held, and of any
 * that is held on what is among it.
 */
export async function settleRedactions(parts: DraftParts): Promise<void> {
  const { room, events, write, tools } = parts;
  const redactions = await filterInTurns(write.added, ({ type }) => type === REDACTION);
  const turns = new Turns();
  for (const redaction of await events.many(redactions.map(({ eventId }) => eventId))) {
    await turns.next();
    if (redaction.stored.status !== "accepted") continue;
    const id = redactedEventId(redaction.pdu, room.version);
    if (id === undefined) continue;
    const key = (await isPowerful(parts, redaction, id)) ? id : keyWithin(id, redaction.pdu);
    write.keepRedaction(redaction.pdu.eventId, key);
    const [target] = await events.many([id]);
    if (target !== undefined) redact(parts, target, new Map([[key, redaction.pdu.eventId]]));
  }
  // A room that is entered for the first time is the largest that arrives, and nothing of it is held.
  if (room.head === undefined) return;
  const added = write.added.filter(({ eventId }) => !write.isNew(eventId));
  const arrived = await events.many(added.map(({ eventId }) => eventId));
  const held = await tools.store.redactions(
    room.roomId,
    arrived.flatMap(({ pdu }) => keysOf(pdu)),
  );
  if (held.size === 0) return;
  for (const target of arrived) {
    await turns.next();
    redact(parts, target, held);
  }
}

/** Whether a redaction takes effect on an event wherever that is from, by the state before the redaction. */
async function isPowerful(
  { room, events, tools }: DraftParts,
  { stored, pdu }: LoadedEvent,
  targetId: string,
): Promise<boolean> {
  const state = stored.stateBefore === undefined ? room.state : await tools.states.of(stored.stateBefore);
  const levels = {
    rules: ROOM_VERSIONS[room.version],
    create: await events.one(state.get("m.room.create")?.get("")),
    powerLevels: await events.one(state.get("m.room.power_levels")?.get("")),
  };
  // If the event has no server, only power counts.
  return redactionApplies(pdu, { ...pdu, eventId: targetId, sender: "" }, levels);
}

/** For a redaction whose sender has no power but over events of the same server. IDs of versions that ask hold no space. */
function keyWithin(targetId: string, { sender }: Pdu): string {
  return `${targetId} ${domainOf(sender) ?? ""}`;
}

/** Redactions under these keys take effect on an event. */
function keysOf(event: Pdu): [string, string] {
  return [event.eventId, keyWithin(event.eventId, event)];
}

function redact(
  { room, write }: DraftParts,
  { stored, pdu }: LoadedEvent,
  by: ReadonlyMap<string, string>,
): void {
  if (stored.roomId !== room.roomId) return;
  const id = keysOf(pdu)
    .map((key) => by.get(key))
    .find((found) => found !== undefined);
  if (id !== undefined) write.redact(pdu.eventId, id);
}

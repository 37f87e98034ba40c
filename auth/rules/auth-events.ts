/** Clauses on the events that an event lists: 2 in versions 1 to 11, 3 in version 12. */
import type { Pdu } from "../pdu/pdu.js";
import { isSelected } from "../select-auth-events.js";
import { always, type ClauseGroup, type Judgement } from "./clause.js";

function sameKey(a: Pdu, b: Pdu): boolean {
  return a.type === b.type && a.stateKey === b.stateKey;
}

/** Pairwise for the few entries that format allows, by a set for lists that nobody has counted. */
function duplicateOf(events: readonly Pdu[]): Pdu | undefined {
  if (events.length <= 16) return events.find((event, at) => events.findIndex((e) => sameKey(e, event)) < at);
  const seen = new Set<string>();
  return events.find((event) => {
    const key = JSON.stringify([event.type, event.stateKey]);
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}

function unexpected({ authEvents, event, rules }: Judgement): Pdu | undefined {
  return authEvents.find(
    ({ type, stateKey }) => stateKey === undefined || !isSelected(event, rules, type, stateKey),
  );
}

function rejected({ authEvents, isRejected }: Judgement): Pdu | undefined {
  return authEvents.find(({ eventId }) => isRejected(eventId));
}

function elsewhere({ authEvents, event }: Judgement): Pdu | undefined {
  return authEvents.find(({ roomId }) => roomId !== event.roomId);
}

function name(event: Pdu | undefined): string {
  return event === undefined ? "none" : `${event.eventId} (${event.type}, "${event.stateKey ?? ""}")`;
}

export const AUTH_EVENTS: ClauseGroup = {
  kind: "group",
  name: "auth_events",
  text: "Of the events that auth_events lists",
  stateless: true,
  applies: always,
  clauses: [
    {
      kind: "reject",
      key: "auth.duplicate",
      text: "Reject if two have the same type and state key",
      when: ({ authEvents }) => duplicateOf(authEvents) !== undefined,
      finds: ({ authEvents }) =>
        `second event of its type and state key in auth_events: ${name(duplicateOf(authEvents))}`,
    },
    {
      kind: "reject",
      key: "auth.unexpected",
      text: "Reject if selection would not pick one of them",
      when: (judgement) => unexpected(judgement) !== undefined,
      finds: (judgement) => `listed without need in auth_events: ${name(unexpected(judgement))}`,
    },
    {
      kind: "reject",
      key: "auth.rejected",
      text: "Reject if one was itself rejected",
      when: (judgement) => rejected(judgement) !== undefined,
      finds: (judgement) => `rejected event in auth_events: ${name(rejected(judgement))}`,
    },
    {
      kind: "reject",
      key: "auth.no_create",
      text: "Reject if there is no create event among them",
      to: 11,
      when: ({ authEvents }) => !authEvents.some(({ type }) => type === "m.room.create"),
      finds: ({ authEvents }) =>
        `create event in auth_events: ${name(authEvents.find((e) => e.type === "m.room.create"))}`,
    },
    {
      kind: "reject",
      key: "auth.other_room",
      text: "Reject if one is of another room",
      when: (judgement) => elsewhere(judgement) !== undefined,
      finds: (judgement) => `event of another room in auth_events: ${name(elsewhere(judgement))}`,
    },
  ],
};

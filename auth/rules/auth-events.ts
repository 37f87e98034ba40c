/** Clauses on the events that an event lists: 2 in versions 1 to 11, 3 in version 12. */
import type { Pdu } from "../pdu/pdu.js";
import { isSelected } from "../select-auth-events.js";
import { always, type ClauseGroup, type Judgement } from "./clause.js";

/** Pairwise for the few entries that format allows, by a set for lists of any length. */
function duplicateOf({ authEvents }: Judgement): Pdu | undefined {
  if (authEvents.length > 16) return duplicateOfMany(authEvents);
  for (let at = 1; at < authEvents.length; at++) {
    const event = authEvents[at];
    for (let before = 0; event !== undefined && before < at; before++) {
      const other = authEvents[before];
      if (other !== undefined && other.type === event.type && other.stateKey === event.stateKey) return event;
    }
  }
  return undefined;
}

function duplicateOfMany(events: readonly Pdu[]): Pdu | undefined {
  const seen = new Set<string>();
  return events.find((event) => {
    const key = JSON.stringify([event.type, event.stateKey]);
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  });
}

function unexpected({ authEvents, event, rules }: Judgement): Pdu | undefined {
  for (const listed of authEvents) {
    const { type, stateKey } = listed;
    if (stateKey === undefined || !isSelected(event, rules, type, stateKey)) return listed;
  }
  return undefined;
}

function rejectedOne({ authEvents, rejected }: Judgement): Pdu | undefined {
  return rejected === undefined ? undefined : authEvents.find(({ eventId }) => rejected.has(eventId));
}

function create({ authEvents }: Judgement): Pdu | undefined {
  for (const listed of authEvents) if (listed.type === "m.room.create") return listed;
  return undefined;
}

function elsewhere({ authEvents, event }: Judgement): Pdu | undefined {
  for (const listed of authEvents) if (listed.roomId !== event.roomId) return listed;
  return undefined;
}

function name(event: Pdu | undefined): string {
  return event === undefined ? "none" : `${event.eventId} (${event.type}, "${event.stateKey ?? ""}")`;
}

export const AUTH_EVENTS: ClauseGroup = {
  kind: "group",
  name: "auth_events",
  text: "Of the events that auth_events lists",
  stateless: true,
  on: always,
  clauses: [
    {
      kind: "reject",
      key: "auth.duplicate",
      text: "Reject if two have the same type and state key",
      when: (judgement) => duplicateOf(judgement) !== undefined,
      finds: (judgement) =>
        `second event of its type and state key in auth_events: ${name(duplicateOf(judgement))}`,
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
      when: (judgement) => rejectedOne(judgement) !== undefined,
      finds: (judgement) => `rejected event in auth_events: ${name(rejectedOne(judgement))}`,
    },
    {
      kind: "reject",
      key: "auth.no_create",
      text: "Reject if there is no create event among them",
      only: ({ roomId }) => roomId === "server",
      when: (judgement) => create(judgement) === undefined,
      finds: (judgement) => `create event in auth_events: ${name(create(judgement))}`,
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

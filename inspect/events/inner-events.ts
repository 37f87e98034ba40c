/**
 * Events that others carry in `unsigned`: what has redacted them, what they have replaced, and what relates to them. Units between
 * servers carry the contents of messages to devices.
 */
import type { LocatedEvent } from "@knockgen/matrix/runtime/inspect-events";
import type { EventPlace } from "@knockgen/matrix/runtime/inspection";
import { isObject, memberOf } from "../unknown-json.js";
import { typeOfEvent } from "./located-events.js";

/** The names from the outermost event on are the specification's, though schemas of bodies do not have them. */
export interface InnerEvent extends LocatedEvent {
  readonly outer: LocatedEvent["path"];
  /** Those names, with `*` for each that a person chose. */
  readonly steps: readonly string[];
  /** Only its content is there. */
  readonly isContent: boolean;
}

const WHOLE: readonly (readonly string[])[] = [
  ["redacted_because"],
  ["m.relations", "m.replace"],
  ["m.relations", "m.thread", "latest_event"],
];

/** A redaction, or the last event of a thread, may carry others in its turn; servers go no deeper. */
const MAX_DEPTH = 3;

/** Those within some events, without these. */
export function innerEvents(events: readonly LocatedEvent[]): readonly InnerEvent[] {
  const found: InnerEvent[] = [];
  const full = events.filter(({ place }) => place.form === "full");
  let carriers = full.flatMap((event) => within(event, event.path, []));
  for (let depth = 0; depth < MAX_DEPTH && carriers.length > 0; depth++) {
    found.push(...carriers);
    carriers = carriers.flatMap((event) => (event.isContent ? [] : within(event, event.outer, event.steps)));
  }
  return [...found, ...events.filter(({ place }) => place.form === "unit").flatMap(messagesIn)];
}

function within(
  { path, place, value }: LocatedEvent,
  outer: LocatedEvent["path"],
  before: readonly string[],
): readonly InnerEvent[] {
  const unsigned = memberOf(value, "unsigned");
  if (typeof unsigned !== "object" || unsigned === null) return [];
  const at = (...names: readonly string[]) => ({
    ...{ path: [...path, "unsigned", ...names], place, outer },
    steps: [...before, "unsigned", ...names],
  });
  const found: InnerEvent[] = [];
  for (const steps of WHOLE) {
    const event = steps.reduce<unknown>(memberOf, unsigned);
    // Of an event that the reader may not see, there may be the ID alone.
    if (memberOf(event, "content") !== undefined)
      found.push({ ...at(...steps), value: event, isContent: false });
  }
  const content = memberOf(unsigned, "prev_content");
  const stateKey = memberOf(value, "state_key");
  // The schema of the body says already that it is an object.
  if (isObject(content) && stateKey !== undefined) {
    const state = { type: typeOfEvent(value), state_key: stateKey, content };
    found.push({ ...at("prev_content"), value: state, isContent: true });
  }
  return found;
}

/** Contents of messages to devices, by their users and by these devices; they are their senders'. */
function messagesIn({ path: outer, value }: LocatedEvent): readonly InnerEvent[] {
  if (memberOf(value, "edu_type") !== "m.direct_to_device") return [];
  const unit = memberOf(value, "content");
  const type = memberOf(unit, "type");
  const users = Object.entries(Object(memberOf(unit, "messages")));
  const steps = ["content", "messages", "*", "*"];
  return users.flatMap(([user, devices]) =>
    Object.entries(Object(devices)).map(([device, content]) => {
      const path = ["content", "messages", user, device];
      return innerContent({ outer, path, steps, type, content });
    }),
  );
}

const BASIC: EventPlace = { path: [], form: "basic" };

interface ContentWithin {
  /** From the root of the body. */
  readonly outer?: LocatedEvent["path"];
  /** Below it; as it is shown where it is missing. */
  readonly path?: readonly string[];
  readonly steps: readonly string[];
  readonly type: unknown;
  readonly content: unknown;
}

export function innerContent({ outer = [], path, steps, type, content }: ContentWithin): InnerEvent {
  const value = { type, content };
  return { path: [...outer, ...(path ?? steps)], place: BASIC, outer, steps, value, isContent: true };
}

/** Events that others carry in `unsigned`: what has redacted them, what they have replaced, and what relates to them. */
import type { LocatedEvent } from "@knockgen/matrix/runtime/inspect-events";
import { typeOfEvent } from "./located-events.js";
import { memberOf } from "./unknown-json.js";

/** The names from the outermost event on are the specification's, though schemas of bodies do not have them. */
export interface InnerEvent extends LocatedEvent {
  readonly outer: LocatedEvent["path"];
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
  let carriers = full.flatMap((event) => within(event, event.path));
  for (let depth = 0; depth < MAX_DEPTH && carriers.length > 0; depth++) {
    found.push(...carriers);
    carriers = carriers.flatMap((event) => (event.isContent ? [] : within(event, event.outer)));
  }
  return found;
}

function within({ path, place, value }: LocatedEvent, outer: LocatedEvent["path"]): readonly InnerEvent[] {
  const unsigned = memberOf(value, "unsigned");
  if (typeof unsigned !== "object" || unsigned === null) return [];
  const at = (...steps: readonly string[]) => ({ path: [...path, "unsigned", ...steps], place, outer });
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
  const isObject = typeof content === "object" && content !== null && !Array.isArray(content);
  if (isObject && stateKey !== undefined) {
    const state = { type: typeOfEvent(value), state_key: stateKey, content };
    found.push({ ...at("prev_content"), value: state, isContent: true });
  }
  return found;
}

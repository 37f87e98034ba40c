/** Conditions of push rules: one reader a kind, each of which gives a test of events (C196, C197). */
import type { JsonValue } from "@knockgen/auth";
import type { PushCondition } from "@knockgen/matrix/client-server";
import { type ConsideredEvent, eventPathOf } from "./considered-event.js";
import { globOf, type Meter, matchesWhole, matchesWords, textOf } from "./glob.js";

/** The user whose rules are tried. */
export interface RuleReader {
  /** In the room; undefined where they have none. */
  readonly displayName: string | undefined;
  readonly meter: Meter;
}

export type Test = (event: ConsideredEvent, reader: RuleReader) => boolean;

/** The kind that asks for the name of the user in the room. */
export const DISPLAY_NAME = "contains_display_name";

const NEVER: Test = () => false;
const BODY = "content.body";
const BODY_PATH = eventPathOf(BODY);

const KINDS: Readonly<Record<string, (condition: PushCondition) => Test>> = {
  event_match: ({ key, pattern }) =>
    key === undefined || pattern === undefined ? NEVER : eventMatch(key, pattern),
  event_property_is: ({ key, value }) => {
    if (key === undefined || value === undefined) return NEVER;
    const path = eventPathOf(key);
    return (event) => event.value(path) === value;
  },
  event_property_contains: ({ key, value }) => {
    if (key === undefined || value === undefined) return NEVER;
    const path = eventPathOf(key);
    return (event) => {
      const list: JsonValue | undefined = event.value(path);
      return Array.isArray(list) && list.includes(value);
    };
  },
  room_member_count: ({ is }) => {
    const compare = comparisonOf(is ?? "");
    return (event) => compare(event.room.joinedCount);
  },
  sender_notification_permission: ({ key }) =>
    key === undefined ? NEVER : (event) => event.room.maySenderNotify(key),
  // Gone from the specification since 1.17, but in rules that users made before (C197).
  [DISPLAY_NAME]:
    () =>
    (event, { displayName, meter }) => {
      const body = event.text(BODY_PATH);
      if (body === undefined || displayName === undefined) return false;
      return matchesWords([textOf(displayName)], body, meter);
    },
};

/** The test of a condition; one of a kind that is not known never holds. */
export function testOf(condition: PushCondition): Test {
  const read = Object.hasOwn(KINDS, condition.kind) ? KINDS[condition.kind] : undefined;
  return read?.(condition) ?? NEVER;
}

/** The test of a pattern: of whole values, but in the text of messages of words (C198). */
export function eventMatch(key: string, pattern: string): Test {
  const path = eventPathOf(key);
  const glob = globOf(pattern);
  const matches = key === BODY ? matchesWords : matchesWhole;
  return (event, { meter }) => {
    const text = event.text(path);
    return text !== undefined && matches(glob, text, meter);
  };
}

function comparisonOf(is: string): (count: number) => boolean {
  const [, how = "", digits = ""] = /^(==|<=|>=|<|>)?(\d{1,15})$/.exec(is) ?? [];
  if (digits === "") return () => false;
  const bound = Number(digits);
  switch (how) {
    case "<":
      return (count) => count < bound;
    case ">":
      return (count) => count > bound;
    case "<=":
      return (count) => count <= bound;
    case ">=":
      return (count) => count >= bound;
    default:
      return (count) => count === bound;
  }
}

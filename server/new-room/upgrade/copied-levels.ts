/** Power levels of a room that takes another's place (C120). */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  own,
  ROOM_VERSIONS,
  type RoomVersion,
  type RoomVersionRules,
  readLevel,
} from "@knockgen/auth";

/** The levels of the new room: while it is made, and for good. */
export interface CopiedLevels {
  readonly building: JsonObject;
  /** Undefined where they are the same. */
  readonly final: JsonObject | undefined;
}

/** Users of the old room and of the new one who count as its creators. */
export interface Creators {
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

/** Creators have their power without being named; in a version without such, those of the old room are named. */
export function copiedLevels(
  content: JsonObject,
  upgrader: string,
  [oldVersion, version]: readonly [RoomVersion, RoomVersion],
  { before, after }: Creators,
): CopiedLevels {
  const levels = integers(content, ROOM_VERSIONS[oldVersion]);
  const greatest = Math.max(100, ...levelsIn(levels));
  const named = isJsonObject(levels.users) ? levels.users : {};
  const kept = Object.entries(named).filter(([user]) => !after.has(user));
  const hasCreators = ROOM_VERSIONS[version].creators === "sender-and-additional";
  const raised = hasCreators ? [] : [...before].map((user) => [user, greatest] as const);
  const final: JsonObject = { ...levels, users: Object.fromEntries([...kept, ...raised]) };
  if (hasCreators) return { building: final, final: undefined };
  // Enough for all state, and above all who are to be banned.
  const users = { ...(isJsonObject(final.users) ? final.users : {}), [upgrader]: greatest + 1 };
  return { building: { ...final, users }, final };
}

/** In the old room as one that is upgraded: who could only speak by default may not any more (C122). */
export function closedLevels(content: JsonObject, version: RoomVersion): JsonObject {
  const of = (key: string): number => levelOf(own(content, key), ROOM_VERSIONS[version]) ?? 0;
  const level = Math.max(50, of("users_default") + 1);
  return {
    ...content,
    events_default: Math.max(level, of("events_default")),
    invite: Math.max(level, of("invite")),
  };
}

/** Levels as integers, which old room versions also let be texts and fractions; what is not a level, such as `null` (O50), is left out. */
function integers(content: JsonObject, rules: RoomVersionRules): JsonObject {
  const entries: [string, JsonValue][] = [];
  for (const [key, value] of Object.entries(content)) {
    if (isJsonObject(value)) entries.push([key, integers(value, rules)]);
    else {
      const level = levelOf(value, rules);
      if (level !== undefined) entries.push([key, level]);
    }
  }
  return Object.fromEntries(entries);
}

function levelOf(value: JsonValue | undefined, rules: RoomVersionRules): number | undefined {
  const level = value === undefined ? undefined : readLevel(value, rules);
  return level === undefined ? undefined : Math.max(-MAX_LEVEL, Math.min(MAX_LEVEL, Number(level)));
}

/** Leaves room for a level above all others. */
const MAX_LEVEL = Number.MAX_SAFE_INTEGER - 1;

function levelsIn(content: JsonObject): number[] {
  return Object.values(content).flatMap((value) =>
    isJsonObject(value) ? levelsIn(value) : typeof value === "number" ? [value] : [],
  );
}

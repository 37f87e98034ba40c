/** Power levels of a room that takes another's place (C120). */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  own,
  ROOM_VERSIONS,
  type RoomVersion,
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
  version: RoomVersion,
  { before, after }: Creators,
): CopiedLevels {
  const levels = integers(content);
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
export function closedLevels(content: JsonObject): JsonObject {
  const level = Math.max(50, (levelOf(own(content, "users_default")) ?? 0) + 1);
  const atLeast = (key: string): number => Math.max(level, levelOf(own(content, key)) ?? 0);
  return { ...content, events_default: atLeast("events_default"), invite: atLeast("invite") };
}

/** Levels as numbers, which old room versions also let be texts; what is not a level is left out. */
function integers(content: JsonObject): JsonObject {
  const entries: [string, JsonValue][] = [];
  for (const [key, value] of Object.entries(content)) {
    if (isJsonObject(value)) entries.push([key, integers(value)]);
    else {
      const level = levelOf(value);
      if (level !== undefined) entries.push([key, level]);
    }
  }
  return Object.fromEntries(entries);
}

function levelOf(value: JsonValue | undefined): number | undefined {
  const level = typeof value === "string" && /^\s*[+-]?\d{1,15}\s*$/.test(value) ? Number(value) : value;
  return typeof level === "number" && Number.isSafeInteger(level) && level < MAX_LEVEL ? level : undefined;
}

/** Leaves room for a level above all others. */
const MAX_LEVEL = Number.MAX_SAFE_INTEGER - 1;

function levelsIn(content: JsonObject): number[] {
  return Object.values(content).flatMap((value) =>
    isJsonObject(value) ? levelsIn(value) : typeof value === "number" ? [value] : [],
  );
}

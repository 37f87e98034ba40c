/** Power levels with every default (client-server API, `m.room.power_levels`). */
import type { Pdu } from "../pdu/pdu.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import { hasInfiniteLevel, isFirstCreator } from "./create.js";
import { CREATOR_LEVEL, type Level } from "./level.js";
import { type LevelTable, levelsOf, type ScalarLevel } from "./level-table.js";

/** What levels are looked up in. */
export interface LevelSource {
  readonly rules: RoomVersionRules;
  readonly create: Pdu | undefined;
  readonly powerLevels: Pdu | undefined;
}

/** The levels needed for an act. */
export type ActionLevel = "ban" | "invite" | "kick" | "redact";

const DEFAULTS: Readonly<Record<ScalarLevel, number>> = {
  users_default: 0,
  events_default: 0,
  state_default: 50,
  ban: 50,
  redact: 50,
  kick: 50,
  invite: 0,
};

/** The creator's level while the room has no power-levels event, versions 1 to 11. */
const FIRST_CREATOR_LEVEL = 100;

/** A level of the table: the default where it is missing, undefined where it is no level. */
function scalar(table: LevelTable, name: ScalarLevel): Level | undefined {
  const level = table.scalars[name];
  return level === undefined ? DEFAULTS[name] : (level ?? undefined);
}

/** An entry of a map of levels: the fallback where it is missing, undefined where it or the map is no level. */
function entry(
  table: LevelTable,
  map: "events" | "users",
  key: string,
  fallback: ScalarLevel,
): Level | undefined {
  const levels = table[map];
  if (levels === null) return undefined;
  const level = levels?.get(key);
  return level === undefined ? scalar(table, fallback) : (level ?? undefined);
}

/** The level of a user; undefined when what is written for them is no level. */
export function userLevel(source: LevelSource, user: string): Level | undefined {
  const { rules, create, powerLevels } = source;
  if (hasInfiniteLevel(create, user, rules)) return CREATOR_LEVEL;
  if (powerLevels === undefined) return isFirstCreator(create, user, rules) ? FIRST_CREATOR_LEVEL : 0;
  return entry(levelsOf(powerLevels, rules), "users", user, "users_default");
}

/** The level that an act needs. */
export function actionLevel(source: LevelSource, action: ActionLevel): Level | undefined {
  if (source.powerLevels === undefined) return DEFAULTS[action];
  return scalar(levelsOf(source.powerLevels, source.rules), action);
}

/** The level that sending an event of this type needs. */
export function requiredLevel(source: LevelSource, event: Pdu): Level | undefined {
  const fallback = event.stateKey === undefined ? "events_default" : "state_default";
  if (source.powerLevels === undefined) return DEFAULTS[fallback];
  return entry(levelsOf(source.powerLevels, source.rules), "events", event.type, fallback);
}

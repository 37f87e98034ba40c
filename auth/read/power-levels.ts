/** Power levels with every default (client-server API, `m.room.power_levels`). */
import type { Pdu } from "../pdu/pdu.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import { hasInfiniteLevel, isFirstCreator } from "./create.js";
import { CREATOR_LEVEL, type Level } from "./level.js";
import type { LevelMap, ScalarLevel } from "./level-cache.js";
import { levelsOf } from "./level-table.js";

/** Source that levels are looked up in. */
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

/** A value read as a level: the fallback if it is missing, undefined if it is not a level. */
function levelOr(read: Level | null | undefined, fallback: Level | undefined): Level | undefined {
  return read === undefined ? fallback : (read ?? undefined);
}

/** An entry of a map of levels: the fallback if it is missing, undefined if the entry or the map is unreadable. */
function entryOr(
  levels: LevelMap | null | undefined,
  key: string,
  fallback: Level | undefined,
): Level | undefined {
  return levels === null ? undefined : levelOr(levels?.get(key), fallback);
}

/** The level of a user; undefined if the value given for them is not a level. */
export function userLevel(source: LevelSource, user: string): Level | undefined {
  const { rules, create, powerLevels } = source;
  if (hasInfiniteLevel(create, user, rules)) return CREATOR_LEVEL;
  if (powerLevels === undefined) return isFirstCreator(create, user, rules) ? FIRST_CREATOR_LEVEL : 0;
  const { users, scalars } = levelsOf(powerLevels, rules);
  return entryOr(users, user, levelOr(scalars.users_default, DEFAULTS.users_default));
}

/** The level that an act needs. */
export function actionLevel(source: LevelSource, action: ActionLevel): Level | undefined {
  if (source.powerLevels === undefined) return DEFAULTS[action];
  return levelOr(levelsOf(source.powerLevels, source.rules).scalars[action], DEFAULTS[action]);
}

/** The level that sending an event of this type needs. */
export function requiredLevel({ rules, powerLevels }: LevelSource, event: Pdu): Level | undefined {
  const isState = event.stateKey !== undefined;
  if (powerLevels === undefined) return isState ? DEFAULTS.state_default : DEFAULTS.events_default;
  const { events, scalars } = levelsOf(powerLevels, rules);
  const fallback = isState
    ? levelOr(scalars.state_default, DEFAULTS.state_default)
    : levelOr(scalars.events_default, DEFAULTS.events_default);
  return entryOr(events, event.type, fallback);
}

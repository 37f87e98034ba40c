/** Power levels with every default (client-server API, `m.room.power_levels`). */
import type { Pdu } from "../pdu/pdu.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import { hasInfiniteLevel, isFirstCreator } from "./create.js";
import { CREATOR_LEVEL, type Level } from "./level.js";
import type { ScalarLevel } from "./level-cache.js";
import { levelsOf, presentEntry, presentScalar } from "./level-table.js";

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

/** The level of a user; undefined if the value given for them is not a level. */
export function userLevel(source: LevelSource, user: string): Level | undefined {
  const { rules, create, powerLevels } = source;
  if (hasInfiniteLevel(create, user, rules)) return CREATOR_LEVEL;
  if (powerLevels === undefined) return isFirstCreator(create, user, rules) ? FIRST_CREATOR_LEVEL : 0;
  const levels = levelsOf(powerLevels, rules);
  const fallback = levelOr(presentScalar(levels, "users_default"), DEFAULTS.users_default);
  return levelOr(presentEntry(levels, "users", user), fallback);
}

/** The level that an act needs. */
export function actionLevel(source: LevelSource, action: ActionLevel): Level | undefined {
  if (source.powerLevels === undefined) return DEFAULTS[action];
  return levelOr(presentScalar(levelsOf(source.powerLevels, source.rules), action), DEFAULTS[action]);
}

/** The level that sending an event of this type needs. */
export function requiredLevel({ rules, powerLevels }: LevelSource, event: Pdu): Level | undefined {
  const isState = event.stateKey !== undefined;
  if (powerLevels === undefined) return isState ? DEFAULTS.state_default : DEFAULTS.events_default;
  const levels = levelsOf(powerLevels, rules);
  const name = isState ? "state_default" : "events_default";
  return levelOr(
    presentEntry(levels, "events", event.type),
    levelOr(presentScalar(levels, name), DEFAULTS[name]),
  );
}

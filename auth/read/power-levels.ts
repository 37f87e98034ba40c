/** Power levels with every default (client-server API, `m.room.power_levels`). */
import { isJsonObject, type JsonObject, type JsonValue, own } from "../json/value.js";
import type { Pdu } from "../pdu/pdu.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import { hasInfiniteLevel, isFirstCreator } from "./create.js";
import { CREATOR_LEVEL, type Level, readLevel } from "./level.js";

/** What levels are looked up in. */
export interface LevelSource {
  readonly rules: RoomVersionRules;
  readonly create: Pdu | undefined;
  readonly powerLevels: Pdu | undefined;
}

/** The levels needed for an act. */
export type ActionLevel = "ban" | "invite" | "kick" | "redact";

/** The seven levels that stand directly in the content. */
export const SCALAR_LEVELS = [
  "users_default",
  "events_default",
  "state_default",
  "ban",
  "redact",
  "kick",
  "invite",
] as const;

const DEFAULTS: Readonly<Record<(typeof SCALAR_LEVELS)[number], number>> = {
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

function scalar(
  content: JsonObject,
  name: keyof typeof DEFAULTS,
  rules: RoomVersionRules,
): Level | undefined {
  const value = own(content, name);
  return value === undefined ? DEFAULTS[name] : readLevel(value, rules);
}

/** An entry of a map of levels: not there is `"absent"`, no number is undefined. */
function entry(
  map: JsonValue | undefined,
  key: string,
  rules: RoomVersionRules,
): Level | "absent" | undefined {
  if (map === undefined) return "absent";
  if (!isJsonObject(map)) return undefined;
  const value = own(map, key);
  return value === undefined ? "absent" : readLevel(value, rules);
}

/** The level of a user; undefined when what is written for them is no level. */
export function userLevel(source: LevelSource, user: string): Level | undefined {
  const { rules, create, powerLevels } = source;
  if (hasInfiniteLevel(create, user, rules)) return CREATOR_LEVEL;
  if (powerLevels === undefined) return isFirstCreator(create, user, rules) ? FIRST_CREATOR_LEVEL : 0;
  const level = entry(own(powerLevels.content, "users"), user, rules);
  return level === "absent" ? scalar(powerLevels.content, "users_default", rules) : level;
}

/** The level that an act needs. */
export function actionLevel(source: LevelSource, action: ActionLevel): Level | undefined {
  if (source.powerLevels === undefined) return DEFAULTS[action];
  return scalar(source.powerLevels.content, action, source.rules);
}

/** The level that sending an event of this type needs. */
export function requiredLevel(source: LevelSource, event: Pdu): Level | undefined {
  const fallback = event.stateKey === undefined ? "events_default" : "state_default";
  if (source.powerLevels === undefined) return DEFAULTS[fallback];
  const { content } = source.powerLevels;
  const level = entry(own(content, "events"), event.type, source.rules);
  return level === "absent" ? scalar(content, fallback, source.rules) : level;
}

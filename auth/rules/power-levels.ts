/** Clauses on `m.room.power_levels`: 10, in versions 6 to 11: 9. */
import { isUserId } from "../identifier/user-id.js";
import { isJsonObject, type JsonValue, own } from "../json/value.js";
import { hasInfiniteLevel } from "../read/create.js";
import { readLevel } from "../read/level.js";
import { SCALAR_LEVELS } from "../read/power-levels.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import { always, type ClauseGroup, type Judgement } from "./clause.js";
import { ENTRIES_CURRENT, ENTRIES_NEW, SCALARS, USERS_CURRENT, USERS_NEW } from "./power-level-changes.js";

function isLevelMap(value: JsonValue, rules: RoomVersionRules): boolean {
  if (!isJsonObject(value)) return false;
  for (const key of Object.keys(value)) {
    const level = value[key];
    if (level === undefined || readLevel(level, rules) === undefined) return false;
  }
  return true;
}

function badScalar({ event, rules }: Judgement): string | undefined {
  return SCALAR_LEVELS.find((name) => {
    const value = own(event.content, name);
    return value !== undefined && readLevel(value, rules) === undefined;
  });
}

function badMap({ event, rules }: Judgement): string | undefined {
  return ["events", "notifications"].find((name) => {
    const value = own(event.content, name);
    return value !== undefined && !isLevelMap(value, rules);
  });
}

/** The first fault of `users`: not an object, a key that is no user ID, a value that is no level. */
function badUsers({ event, rules }: Judgement): string | undefined {
  const users = own(event.content, "users");
  // Read to the letter, its absence would be a fault too; no server takes it for one.
  if (users === undefined) return undefined;
  if (!isJsonObject(users)) return "users is not an object";
  for (const user of Object.keys(users)) {
    if (!isUserId(user)) return `users has a key that is no user ID: ${JSON.stringify(user)}`;
    const level = users[user];
    if (level === undefined || readLevel(level, rules) === undefined)
      return `the level of ${user} is no integer`;
  }
  return undefined;
}

function listedCreator({ event, create, rules }: Judgement): string | undefined {
  const users = own(event.content, "users");
  return isJsonObject(users)
    ? Object.keys(users).find((user) => hasInfiniteLevel(create, user, rules))
    : undefined;
}

export const POWER_LEVELS: ClauseGroup = {
  kind: "group",
  name: "pl",
  text: "If the type is m.room.power_levels",
  on: { type: "m.room.power_levels" },
  clauses: [
    {
      kind: "reject",
      key: "pl.ints",
      text: "Reject if a default or the level of an act is there and not an integer",
      from: 10,
      stateless: true,
      when: (judgement) => badScalar(judgement) !== undefined,
      finds: (judgement) => {
        const name = badScalar(judgement);
        return name === undefined ? "all are integers or missing" : `${name} is not an integer`;
      },
    },
    {
      kind: "reject",
      key: "pl.maps",
      text: "Reject if events or notifications is there and not an object of integers",
      from: 10,
      stateless: true,
      when: (judgement) => badMap(judgement) !== undefined,
      finds: (judgement) => {
        const name = badMap(judgement);
        return name === undefined
          ? "both are well-formed or missing"
          : `${name} is not an object of integers`;
      },
    },
    {
      kind: "reject",
      key: "pl.users",
      text: "Reject if users is not an object of integers (to version 9: or strings of digits) by user ID",
      stateless: true,
      when: (judgement) => badUsers(judgement) !== undefined,
      finds: (judgement) => badUsers(judgement) ?? "users is well-formed or missing",
    },
    {
      kind: "reject",
      key: "pl.creators",
      text: "Reject if users lists a creator",
      from: 12,
      when: (judgement) => listedCreator(judgement) !== undefined,
      finds: (judgement) => `creator among users: ${listedCreator(judgement) ?? "none"}`,
    },
    {
      kind: "allow",
      key: "pl.no_previous",
      text: "Allow if the room has no power-levels event yet",
      when: ({ powerLevels }) => powerLevels === undefined,
      finds: ({ powerLevels }) => `present power-levels event: ${powerLevels?.eventId ?? "none"}`,
    },
    SCALARS,
    ENTRIES_CURRENT,
    ENTRIES_NEW,
    USERS_CURRENT,
    USERS_NEW,
    {
      kind: "allow",
      key: "pl.allow",
      text: "Otherwise, allow",
      when: always,
      finds: () => "no level is altered that the sender may not alter",
    },
  ],
};

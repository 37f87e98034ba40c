/** Clauses on `m.room.power_levels`: 10, in versions 6 to 11: 9. */
import { infiniteUsers } from "../read/create.js";
import { type LevelMap, SCALAR_LEVELS } from "../read/level-cache.js";
import { levelsOf, usersFaultOf } from "../read/level-table.js";
import { always, type ClauseGroup, type Judgement } from "./clause.js";
import { ENTRIES_CURRENT, ENTRIES_NEW, SCALARS, USERS_CURRENT, USERS_NEW } from "./power-level-changes.js";

function badScalar({ event, rules }: Judgement): string | undefined {
  const { scalars } = levelsOf(event, rules);
  return SCALAR_LEVELS.find((name) => scalars[name] === null);
}

function isBadMap(map: LevelMap | null | undefined): boolean {
  if (map === null) return true;
  if (map !== undefined) for (const level of map.values()) if (level === null) return true;
  return false;
}

function badMap({ event, rules }: Judgement): string | undefined {
  const { events, notifications } = levelsOf(event, rules);
  if (isBadMap(events)) return "events";
  return isBadMap(notifications) ? "notifications" : undefined;
}

function badUsers({ event, rules }: Judgement): string | undefined {
  return usersFaultOf(event, rules);
}

function listedCreator({ event, create, rules }: Judgement): string | undefined {
  const { users } = levelsOf(event, rules);
  return users ? infiniteUsers(create, rules).find((user) => users.has(user)) : undefined;
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
      only: ({ stringLevels }) => !stringLevels,
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
      only: ({ stringLevels }) => !stringLevels,
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
      only: ({ creators }) => creators === "sender-and-additional",
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

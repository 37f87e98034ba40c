/** The clauses that compare a new power-levels event with the present one. */
import { type JsonObject, type JsonValue, own } from "../json/value.js";
import { type Level, levelText, UNREADABLE } from "../read/level.js";
import { type LevelChange, levelChange, refusedChange } from "../read/level-change.js";
import { SCALAR_LEVELS, userLevel } from "../read/power-levels.js";
import { always, type Clause, type ClauseGroup, type Judgement } from "./clause.js";
import type { RuleKey } from "./keys.js";

const NOTHING: JsonObject = {};

type Side = "before" | "after";

/** The first change that a clause refuses, or why it cannot say. */
type Finder = (judgement: Judgement) => LevelChange | typeof UNREADABLE | undefined;

function contents({ event, powerLevels }: Judgement): readonly [JsonObject, JsonObject] {
  return [powerLevels?.content ?? NOTHING, event.content];
}

function describe(judgement: Judgement, side: Side, found: ReturnType<Finder>): string {
  const level = levelText(userLevel(judgement, judgement.event.sender));
  if (found === undefined) return `the sender's level is ${level}, which suffices for all that is altered`;
  if (found === UNREADABLE) return UNREADABLE;
  const value = levelText(found[side] ?? undefined);
  return `the sender's level is ${level}, the ${side === "before" ? "present" : "new"} level for ${found.name} is ${value}`;
}

function refuseChange(key: RuleKey, text: string, side: Side, find: Finder): Clause {
  return {
    kind: "reject",
    key,
    text,
    when: (judgement) => {
      const found = find(judgement);
      return found === UNREADABLE ? UNREADABLE : found !== undefined;
    },
    finds: (judgement) => describe(judgement, side, find(judgement)),
  };
}

/**
 * Scalars are taken one after the other, and for each the present level is asked for before the new one. A side that
 * is missing is not compared with anything.
 */
function refusedScalar(wanted: Side): Finder {
  return (judgement) => {
    const [before, after] = contents(judgement);
    const sender = userLevel(judgement, judgement.event.sender);
    for (const name of SCALAR_LEVELS) {
      const change = levelChange(name, own(before, name), own(after, name), judgement.rules);
      if (change === undefined) continue;
      if (change.before === null || change.after === null || sender === undefined) return UNREADABLE;
      const side = exceeds(change.before, sender)
        ? "before"
        : exceeds(change.after, sender)
          ? "after"
          : undefined;
      if (side !== undefined) return side === wanted ? change : undefined;
    }
    return undefined;
  };
}

function exceeds(level: Level | undefined, sender: Level): boolean {
  return level !== undefined && level > sender;
}

interface MapComparison {
  readonly maps: (judgement: Judgement) => readonly string[];
  readonly side: Side;
  readonly refuses: (level: Level, sender: Level, name: string, judgement: Judgement) => boolean;
}

function refusedEntry({ maps, side, refuses }: MapComparison): Finder {
  return (judgement) => {
    const [before, after] = contents(judgement);
    const sender = userLevel(judgement, judgement.event.sender);
    for (const map of maps(judgement)) {
      const old: JsonValue | undefined = own(before, map);
      const now: JsonValue | undefined = own(after, map);
      let unknown = false;
      const found = refusedChange(old, now, judgement.rules, side, (level, name) => {
        if (sender === undefined) unknown = true;
        return sender === undefined || refuses(level, sender, name, judgement);
      });
      if (unknown) return UNREADABLE;
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** `notifications` are compared from version 6 on. */
const entryMaps = ({ rules }: Judgement): readonly string[] =>
  rules.number < 6 ? ["events"] : ["events", "notifications"];
const userMap = (): readonly string[] => ["users"];

export const SCALARS: ClauseGroup = {
  kind: "group",
  name: "pl.prop",
  text: "For each default and act whose level was added, changed or removed",
  applies: always,
  clauses: [
    refuseChange(
      "pl.prop.current",
      "Reject if the present level is above the sender's",
      "before",
      refusedScalar("before"),
    ),
    refuseChange(
      "pl.prop.new",
      "Reject if the new level is above the sender's",
      "after",
      refusedScalar("after"),
    ),
  ],
};

export const ENTRIES_CURRENT: ClauseGroup = {
  kind: "group",
  name: "pl.events.changed",
  text: "For each entry of events (from version 6: and notifications) changed or removed",
  applies: always,
  clauses: [
    refuseChange(
      "pl.events.current",
      "Reject if its present level is above the sender's",
      "before",
      refusedEntry({ maps: entryMaps, side: "before", refuses: (level, sender) => level > sender }),
    ),
  ],
};

export const ENTRIES_NEW: ClauseGroup = {
  kind: "group",
  name: "pl.events.added",
  text: "For each entry of events (from version 6: and notifications) added or changed",
  applies: always,
  clauses: [
    refuseChange(
      "pl.events.new",
      "Reject if its new level is above the sender's",
      "after",
      refusedEntry({ maps: entryMaps, side: "after", refuses: (level, sender) => level > sender }),
    ),
  ],
};

export const USERS_CURRENT: ClauseGroup = {
  kind: "group",
  name: "pl.users.changed",
  text: "For each entry of users changed or removed, the sender's own excepted",
  applies: always,
  clauses: [
    refuseChange(
      "pl.users.current",
      "Reject if its present level is at least the sender's",
      "before",
      refusedEntry({
        maps: userMap,
        side: "before",
        refuses: (level, sender, name, { event }) => name !== event.sender && level >= sender,
      }),
    ),
  ],
};

export const USERS_NEW: ClauseGroup = {
  kind: "group",
  name: "pl.users.added",
  text: "For each entry of users added or changed",
  applies: always,
  clauses: [
    refuseChange(
      "pl.users.new",
      "Reject if its new level is above the sender's",
      "after",
      refusedEntry({ maps: userMap, side: "after", refuses: (level, sender) => level > sender }),
    ),
  ],
};

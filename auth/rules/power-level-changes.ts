/** The clauses that compare a new power-levels event with the present one. */
import { type Level, levelText, UNREADABLE } from "../read/level.js";
import type { LevelChange, LevelChanges } from "../read/level-cache.js";
import { levelChangesOf } from "../read/level-change.js";
import { levelsOf, readLevels } from "../read/level-table.js";
import { always, type Clause, type ClauseGroup, type Judgement } from "./clause.js";
import type { RuleKey } from "./keys.js";
import { senderLevel } from "./sender.js";

type Side = "before" | "after";

/** The first change that a clause refuses or that cannot be compared. */
type Finder = (judgement: Judgement) => LevelChange | undefined;

/** Changes that the event makes. */
function changesOf({ event, powerLevels, rules }: Judgement): LevelChanges {
  const present = powerLevels === undefined ? readLevels({}, rules) : levelsOf(powerLevels, rules);
  return levelChangesOf(event, present);
}

function canCompare({ before, after }: LevelChange, sender: Level | undefined): sender is Level {
  return before !== null && after !== null && sender !== undefined;
}

function describe(judgement: Judgement, side: Side, found: LevelChange | undefined): string {
  const sender = senderLevel(judgement);
  const level = `the sender's level is ${levelText(sender)}`;
  if (found === undefined) return `${level}, which suffices for all that is altered`;
  const { name, before, after } = found;
  const valueOn = (of: Side): string => levelText(found[of] ?? undefined);
  if (canCompare(found, sender))
    return `${level}, the ${side === "before" ? "present" : "new"} level for ${name} is ${valueOn(side)}`;
  return `${level}, that for ${name} is ${before === undefined ? "none" : valueOn("before")} and would be ${after === undefined ? "none" : valueOn("after")}`;
}

function refuseChange(key: RuleKey, text: string, side: Side, find: Finder): Clause {
  return {
    kind: "reject",
    key,
    text,
    when: (judgement) => {
      const found = find(judgement);
      if (found === undefined) return false;
      return canCompare(found, senderLevel(judgement)) || UNREADABLE;
    },
    finds: (judgement) => describe(judgement, side, find(judgement)),
  };
}

function exceeds(level: LevelChange[Side], sender: Level): boolean {
  return level !== undefined && level !== null && level > sender;
}

/** A change, and the clauses that refuse it, by the side that each looks at. */
interface RefusedScalar {
  readonly change: LevelChange;
  readonly by: readonly Side[];
}

/**
 * Scalars are taken one after the other, and for each the present level is asked for before the new one. A side that
 * is missing is not compared with anything; a change that cannot be compared is refused by either clause.
 */
function firstRefused(scalars: readonly LevelChange[], sender: Level | undefined): RefusedScalar | undefined {
  for (const change of scalars) {
    if (!canCompare(change, sender)) return { change, by: ["before", "after"] };
    if (exceeds(change.before, sender)) return { change, by: ["before"] };
    if (exceeds(change.after, sender)) return { change, by: ["after"] };
  }
  return undefined;
}

function refusedScalar(side: Side): Finder {
  return (judgement) => {
    const { scalars } = changesOf(judgement);
    if (scalars.length === 0) return undefined;
    const refused = firstRefused(scalars, senderLevel(judgement));
    return refused?.by.includes(side) ? refused.change : undefined;
  };
}

/** Whether a clause refuses a level of an entry, given the sender's. */
type Refusal = (level: Level, sender: Level, name: string, judgement: Judgement) => boolean;

function refusedEntry(kind: "entries" | "users", side: Side, refuses: Refusal): Finder {
  return (judgement) => {
    const changes = changesOf(judgement)[kind];
    if (changes.length === 0) return undefined;
    const sender = senderLevel(judgement);
    for (const change of changes) {
      const level = change[side];
      if (level === undefined) continue;
      // A change can be compared only if both of its sides are levels.
      if (level === null || !canCompare(change, sender)) return change;
      if (refuses(level, sender, change.name, judgement)) return change;
    }
    return undefined;
  };
}

export const SCALARS: ClauseGroup = {
  kind: "group",
  name: "pl.prop",
  text: "For each default and act whose level was added, changed or removed",
  on: always,
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
  on: always,
  clauses: [
    refuseChange(
      "pl.events.current",
      "Reject if its present level is above the sender's",
      "before",
      refusedEntry("entries", "before", (level, sender) => level > sender),
    ),
  ],
};

export const ENTRIES_NEW: ClauseGroup = {
  kind: "group",
  name: "pl.events.added",
  text: "For each entry of events (from version 6: and notifications) added or changed",
  on: always,
  clauses: [
    refuseChange(
      "pl.events.new",
      "Reject if its new level is above the sender's",
      "after",
      refusedEntry("entries", "after", (level, sender) => level > sender),
    ),
  ],
};

export const USERS_CURRENT: ClauseGroup = {
  kind: "group",
  name: "pl.users.changed",
  text: "For each entry of users changed or removed, the sender's own excepted",
  on: always,
  clauses: [
    refuseChange(
      "pl.users.current",
      "Reject if its present level is at least the sender's",
      "before",
      refusedEntry(
        "users",
        "before",
        (level, sender, name, { event }) => name !== event.sender && level >= sender,
      ),
    ),
  ],
};

export const USERS_NEW: ClauseGroup = {
  kind: "group",
  name: "pl.users.added",
  text: "For each entry of users added or changed",
  on: always,
  clauses: [
    refuseChange(
      "pl.users.new",
      "Reject if its new level is above the sender's",
      "after",
      refusedEntry("users", "after", (level, sender) => level > sender),
    ),
  ],
};

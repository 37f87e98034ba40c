/** The membership transitions as tables of text. */
import type { JoinRule, Membership } from "../generated-types.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import { knownRules } from "../room-version/table.js";
import {
  ACTORS,
  type Actor,
  JOIN_RULE_NAMES,
  MEMBERSHIPS,
  membershipTransitions,
  type Transition,
} from "./transitions.js";

/** Who acts, in words. */
function actorText(actor: Actor): string {
  if (actor.by === "self") return actor.vouched ? "self, vouched for" : "self";
  if (!actor.joined) return "other, not joined";
  return actor.power === "none" ? "other, no power" : `other, may ${actor.power}`;
}

interface Row {
  readonly to: Membership;
  readonly actor: Actor;
  readonly cells: readonly Transition[];
}

function rowsFor(all: readonly Transition[], joinRule: JoinRule): Row[] {
  const rows: Row[] = [];
  for (const to of MEMBERSHIPS) {
    for (const actor of ACTORS) {
      const cells = all.filter(
        (cell) => cell.joinRule === joinRule && cell.to === to && actorText(cell) === actorText(actor),
      );
      // Being vouched for means nothing outside joins.
      if (actor.vouched && to !== "join") continue;
      rows.push({ to, actor, cells });
    }
  }
  return rows;
}

const cellText = (cell: Transition): string => `${cell.allowed ? "+" : "-"} ${cell.rule}`;
const rowText = (row: Row): string => row.cells.map(cellText).join("|");

/** Neighbours with equal cells as one row: `other, no power … may kick`; vouched for or not, `self`. */
function merge(rows: readonly Row[]): { readonly name: string; readonly row: Row }[] {
  const merged: { name: string; row: Row; first: string }[] = [];
  for (const row of rows) {
    const last = merged.at(-1);
    const name = actorText(row.actor);
    const alike =
      last?.row.to === row.to && last.row.actor.by === row.actor.by && rowText(last.row) === rowText(row);
    if (last === undefined || !alike) merged.push({ name, row, first: name });
    else if (row.actor.by === "other") last.name = `${last.first} … ${name.replace(/^[a-z]+, /, "")}`;
  }
  return merged;
}

function format(title: string, rows: readonly Row[]): string {
  const head = ["to", "by", ...MEMBERSHIPS.map((from) => `from ${from}`)];
  const lines = merge(rows).map(({ name, row }) => [row.to, name, ...row.cells.map(cellText)]);
  const widths = head.map((_, at) => Math.max(...[head, ...lines].map((line) => line[at]?.length ?? 0)));
  const text = [head, ...lines].map((line) =>
    line
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [title, ...text.map((line) => `  ${line}`)].join("\n");
}

/**
 * The transitions of a room version as text: first what no join rule changes, then for each join rule the rest. A
 * cell says whether the transition is allowed, and by which clause.
 */
export function membershipTable(roomVersion: AnyRoomVersion): string {
  const all = membershipTransitions(roomVersion);
  const byRule = JOIN_RULE_NAMES.map((joinRule) => ({ joinRule, rows: rowsFor(all, joinRule) }));
  const [first] = byRule;
  const common = (first?.rows ?? []).filter((row, at) =>
    byRule.every(({ rows }) => rows[at] !== undefined && rowText(rows[at]) === rowText(row)),
  );
  const commonNames = new Set(common.map((row) => `${row.to} ${actorText(row.actor)}`));
  const special = byRule.map(({ joinRule, rows }) =>
    format(
      `join rule ${joinRule}`,
      rows.filter((row) => !commonNames.has(`${row.to} ${actorText(row.actor)}`)),
    ),
  );
  const title = [
    `Room version ${knownRules(roomVersion).version}: membership transitions (+ allowed, - rejected, by clause)`,
    "other, may …: a member with the level for that, which is above the user's",
    ...(knownRules(roomVersion).restrictedJoins
      ? ["vouched for: the join names a member who may invite, whose server has signed it"]
      : []),
  ].join("\n");
  return `${[title, format("whatever the join rule", common), ...special].join("\n\n")}\n`;
}

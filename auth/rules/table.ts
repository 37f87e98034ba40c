/** The rules as a table: for every room version, which number each key has. */
import type { AnyRoomVersion, RoomVersion } from "../room-version/rules.js";
import { roomVersionRules } from "../room-version/table.js";
import type { RuleKey } from "./keys.js";
import { type NumberedClause, rulesOf } from "./numbering.js";

/** One outcome of one clause in one room version. */
export interface RuleEntry {
  readonly key: RuleKey;
  readonly number: string;
  readonly outcome: "allow" | "reject";
  readonly text: string;
}

function entries(nodes: readonly NumberedClause[]): RuleEntry[] {
  return nodes.flatMap((node): RuleEntry[] => {
    if ("below" in node) return entries(node.below);
    const { clause, number } = node;
    if (clause.kind !== "either")
      return [{ key: clause.key, number, outcome: clause.kind, text: clause.text }];
    return [
      { key: clause.allowKey, number, outcome: "allow", text: clause.text },
      { key: clause.rejectKey, number, outcome: "reject", text: clause.text },
    ];
  });
}

/** Every clause that can be a verdict, by room version, in the specification's order. */
export const RULE_TABLE: Readonly<Record<RoomVersion, readonly RuleEntry[]>> = {
  "1": entries(rulesOf("1")),
  "2": entries(rulesOf("2")),
  "3": entries(rulesOf("3")),
  "4": entries(rulesOf("4")),
  "5": entries(rulesOf("5")),
  "6": entries(rulesOf("6")),
  "7": entries(rulesOf("7")),
  "8": entries(rulesOf("8")),
  "9": entries(rulesOf("9")),
  "10": entries(rulesOf("10")),
  "11": entries(rulesOf("11")),
  "12": entries(rulesOf("12")),
};

/** The clauses that can be a verdict in any room version, such as one of your own. Throws a `RoomVersionError`. */
export function ruleEntries(version: AnyRoomVersion): readonly RuleEntry[] {
  return entries(rulesOf(version));
}

/** The clause number of a rule in a room version, or undefined where that version does not have it, or is not known. */
export function ruleNumber(key: RuleKey, version: AnyRoomVersion): string | undefined {
  const rules = roomVersionRules(version);
  return rules && ruleEntries(rules).find((entry) => entry.key === key)?.number;
}

/** The rules of one room version, with the numbers that its page shows. */
import type { AnyRoomVersion, RoomVersionRules } from "../room-version/rules.js";
import { knownRules } from "../room-version/table.js";
import type { Clause, ClauseGroup, ClauseNode, EitherClause } from "./clause.js";
import { OUTLINE } from "./outline.js";

/** A clause, or a heading with the clauses below it, and its number in one room version. */
export type NumberedClause =
  | { readonly number: string; readonly clause: Clause | EitherClause }
  | { readonly number: string; readonly clause: ClauseGroup; readonly below: readonly NumberedClause[] };

function number(nodes: readonly ClauseNode[], rules: RoomVersionRules, prefix: string): NumberedClause[] {
  const present = nodes.filter(({ only }) => only?.(rules) ?? true);
  return present.map((clause, at): NumberedClause => {
    const own = `${prefix}${at + 1}`;
    if (clause.kind !== "group") return { number: own, clause };
    return { number: own, clause, below: number(clause.clauses, rules, `${own}.`) };
  });
}

/** By the rules and not by their name: a version of the caller's own may be called anything. */
const numbered = new WeakMap<RoomVersionRules, readonly NumberedClause[]>();

/** The rules of a room version, in order. Throws a `RoomVersionError`. */
export function rulesOf(version: AnyRoomVersion): readonly NumberedClause[] {
  const rules = knownRules(version);
  const known = numbered.get(rules);
  if (known !== undefined) return known;
  const clauses = number(OUTLINE, rules, "");
  numbered.set(rules, clauses);
  return clauses;
}

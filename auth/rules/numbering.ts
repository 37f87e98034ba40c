/** The rules of one room version, with the numbers that its page shows. */
import type { RoomVersion, RoomVersionRules } from "../room-version/rules.js";
import { ROOM_VERSIONS } from "../room-version/table.js";
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

const numbered = new Map<RoomVersion, readonly NumberedClause[]>(
  Object.values(ROOM_VERSIONS).map((rules) => [rules.version, number(OUTLINE, rules, "")]),
);

/** The rules of a room version, in order. */
export function rulesOf(version: RoomVersion): readonly NumberedClause[] {
  return numbered.get(version) ?? [];
}

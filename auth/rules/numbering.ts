/** The rules of one room version, with the numbers that its page shows. */
import type { RoomVersion } from "../room-version/rules.js";
import { ROOM_VERSIONS } from "../room-version/table.js";
import type { Clause, ClauseGroup, ClauseNode, EitherClause } from "./clause.js";
import { OUTLINE } from "./outline.js";

/** A clause, or a heading with the clauses below it, and its number in one room version. */
export type NumberedClause =
  | { readonly number: string; readonly clause: Clause | EitherClause }
  | { readonly number: string; readonly clause: ClauseGroup; readonly below: readonly NumberedClause[] };

function number(nodes: readonly ClauseNode[], version: number, prefix: string): NumberedClause[] {
  const present = nodes.filter(
    ({ from = 1, to = Number.POSITIVE_INFINITY }) => from <= version && version <= to,
  );
  return present.map((clause, at): NumberedClause => {
    const own = `${prefix}${at + 1}`;
    if (clause.kind !== "group") return { number: own, clause };
    return { number: own, clause, below: number(clause.clauses, version, `${own}.`) };
  });
}

const numbered = new Map<RoomVersion, readonly NumberedClause[]>(
  Object.values(ROOM_VERSIONS).map((rules) => [rules.version, number(OUTLINE, rules.number, "")]),
);

/** The rules of a room version, in order. */
export function rulesOf(version: RoomVersion): readonly NumberedClause[] {
  return numbered.get(version) ?? [];
}

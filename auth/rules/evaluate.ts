/** Asks the clauses of a room version one after the other, for those who want to watch. */
import { refuse, type Verdict } from "../verdict.js";
import type { Clause, ClauseGroup, EitherClause, Judgement, Outcome } from "./clause.js";
import type { NumberedClause } from "./numbering.js";

/** Told of every clause that was asked and what it said; how explanations are made. */
export type Observer = (
  node: NumberedClause,
  outcome: Outcome,
  verdict: Verdict | undefined,
  judgement: Judgement,
) => void;

/** Which clauses to ask, and who watches. */
export interface EvaluateOptions {
  /** Leave out the clauses that do not depend on the room state, because they were asked before. */
  readonly stateOnly: boolean;
  readonly observe: Observer;
}

function decide(
  number: string,
  clause: Clause | EitherClause,
  outcome: boolean,
  judgement: Judgement,
): Verdict | undefined {
  if (clause.kind === "either") {
    if (outcome) return { allowed: true, rule: number, ruleKey: clause.allowKey };
    return { allowed: false, rule: number, ruleKey: clause.rejectKey, reason: clause.finds(judgement) };
  }
  if (!outcome) return undefined;
  if (clause.kind === "allow") return { allowed: true, rule: number, ruleKey: clause.key };
  return { allowed: false, rule: number, ruleKey: clause.key, reason: clause.finds(judgement) };
}

/** Whether the clauses of a group are to be asked. */
function groupApplies({ on }: ClauseGroup, judgement: Judgement): boolean {
  if (typeof on === "function") return on(judgement);
  if ("type" in on) return judgement.event.type === on.type;
  return judgement.event.membership === on.membership;
}

/** The verdict of the first clause that decides, or undefined if none of these does. */
export function evaluate(
  nodes: readonly NumberedClause[],
  judgement: Judgement,
  options: EvaluateOptions,
): Verdict | undefined {
  for (const node of nodes) {
    if (options.stateOnly && node.clause.stateless === true) continue;
    const verdict = isGroup(node)
      ? enter(node, judgement, options)
      : ask(node, node.clause, judgement, options.observe);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

type NumberedGroup = Extract<NumberedClause, { readonly clause: ClauseGroup }>;

function isGroup(node: NumberedClause): node is NumberedGroup {
  return "below" in node;
}

function enter(node: NumberedGroup, judgement: Judgement, options: EvaluateOptions): Verdict | undefined {
  const applies = groupApplies(node.clause, judgement);
  options.observe(node, applies, undefined, judgement);
  return applies ? evaluate(node.below, judgement, options) : undefined;
}

function ask(
  node: NumberedClause,
  clause: Clause | EitherClause,
  judgement: Judgement,
  observe: Observer,
): Verdict | undefined {
  if (clause.kind === "either" && !clause.applies(judgement)) return undefined;
  const outcome = clause.when(judgement);
  const verdict =
    typeof outcome === "string"
      ? refuse("unspecified", `${outcome}: ${clause.finds(judgement)}`)
      : decide(node.number, clause, outcome, judgement);
  observe(node, outcome, verdict, judgement);
  return verdict;
}

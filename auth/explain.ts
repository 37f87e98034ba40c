/** A judgement, clause by clause, for a person. */
import { type Case, judge } from "./judge.js";
import type { Judgement, Outcome } from "./rules/clause.js";
import type { NumberedClause } from "./rules/numbering.js";
import type { Verdict } from "./verdict.js";

/** Outcome of one clause. */
export type StepOutcome = "allows" | "rejects" | "applies" | "passes" | "unreadable";

/** One clause that was asked. */
export interface Step {
  readonly number: string;
  /** Text of the clause, in our words. */
  readonly text: string;
  /** The values that it looked at; empty for headings. */
  readonly looked: string;
  readonly outcome: StepOutcome;
}

/** The clauses that were asked, in order, and where that led. */
export interface Explanation {
  readonly steps: readonly Step[];
  readonly verdict: Verdict;
}

function outcomeOf(node: NumberedClause, outcome: Outcome, verdict: Verdict | undefined): StepOutcome {
  if (typeof outcome === "string") return "unreadable";
  if (verdict !== undefined) return verdict.allowed ? "allows" : "rejects";
  return outcome && "below" in node ? "applies" : "passes";
}

/** One clause that was asked, as an observer is told of it. */
export function stepOf(
  node: NumberedClause,
  outcome: Outcome,
  decided: Verdict | undefined,
  judgement: Judgement,
): Step {
  return {
    number: node.number,
    text: node.clause.text,
    looked: node.clause.kind === "group" ? "" : node.clause.finds(judgement),
    outcome: outcomeOf(node, outcome, decided),
  };
}

/** Judges a case and tells of every clause that was asked. */
export function explain(question: Case): Explanation {
  const steps: Step[] = [];
  const verdict = judge({
    ...question,
    observe: (...told) => {
      steps.push(stepOf(...told));
    },
  });
  return { steps, verdict };
}

/**
 * The rules again, laid out for speed: of each room version, the clauses that an event of some type and membership can
 * meet, in one list. What `evaluate` does for those who watch, this does for everyone else; a test keeps them equal.
 */
import type { RoomVersionRules } from "../room-version/rules.js";
import { refuse, type Verdict } from "../verdict.js";
import {
  always,
  type Clause,
  type ClauseGroup,
  type ClauseNode,
  type Condition,
  type EitherClause,
  type Judgement,
} from "./clause.js";
import type { RuleKey } from "./keys.js";
import { type NumberedClause, rulesOf } from "./numbering.js";
import { OUTLINE } from "./outline.js";

/**
 * One clause, or a group whose condition only the event can answer. A class, so that all steps surely have one hidden
 * class: made by spreading, each had its own, and every read of a step went the slowest way there is.
 */
class Step {
  readonly number: string;
  readonly applies: Condition | undefined;
  readonly below: Program | undefined;
  readonly when: Clause["when"];
  readonly finds: Clause["finds"];
  /** The verdict if the condition holds and that allows. */
  readonly allowed: Verdict | undefined;
  /** The key of the rejection, if the condition holds and that rejects, or fails and that does. */
  readonly rejectKey: RuleKey | undefined;
  /** Whether it rejects when the condition fails, and not when it holds. */
  readonly either: boolean;

  constructor(number: string, clause: Clause | EitherClause | ClauseGroup, below: Program | undefined) {
    this.number = number;
    this.below = below;
    this.when = clause.kind === "group" ? always : clause.when;
    this.finds = clause.kind === "group" ? () => "" : clause.finds;
    this.applies = conditionOf(clause);
    const allowKey = allowKeyOf(clause);
    this.allowed = allowKey && { allowed: true, rule: number, ruleKey: allowKey };
    this.rejectKey = rejectKeyOf(clause);
    this.either = clause.kind === "either";
  }
}

type Program = readonly Step[];

function conditionOf(clause: ClauseNode): Condition | undefined {
  if (clause.kind === "either") return clause.applies;
  return clause.kind === "group" && typeof clause.on === "function" ? clause.on : undefined;
}

function allowKeyOf(clause: ClauseNode): RuleKey | undefined {
  if (clause.kind === "either") return clause.allowKey;
  return clause.kind === "allow" ? clause.key : undefined;
}

function rejectKeyOf(clause: ClauseNode): RuleKey | undefined {
  if (clause.kind === "either") return clause.rejectKey;
  return clause.kind === "reject" ? clause.key : undefined;
}

/** The kind of event that a program is for: undefined stands for every type or membership that no group names. */
interface Kind {
  readonly type: string | undefined;
  readonly membership: string | undefined;
  readonly stateOnly: boolean;
}

function steps(nodes: readonly NumberedClause[], kind: Kind): Step[] {
  return nodes.flatMap((node): Step[] => {
    const { number, clause } = node;
    if (kind.stateOnly && clause.stateless === true) return [];
    if (!("below" in node)) return clause.kind === "group" ? [] : [new Step(number, clause, undefined)];
    const { on } = node.clause;
    const below = steps(node.below, kind);
    if (on === always) return below;
    if (typeof on === "function") return [new Step(number, clause, below)];
    const met = "type" in on ? on.type === kind.type : on.membership === kind.membership;
    return met ? below : [];
  });
}

/** The types and memberships that some group is for. */
function named(nodes: readonly ClauseNode[], pick: (group: ClauseGroup) => string | undefined): Set<string> {
  const names = new Set<string>();
  for (const node of nodes) {
    if (node.kind !== "group") continue;
    const name = pick(node);
    if (name !== undefined) names.add(name);
    for (const below of named(node.clauses, pick)) names.add(below);
  }
  return names;
}

const typeOf = ({ on }: ClauseGroup): string | undefined => ("type" in on ? on.type : undefined);
const membershipOf = ({ on }: ClauseGroup): string | undefined =>
  "membership" in on ? on.membership : undefined;

/** The programs of a room version, by type and, for member events, by membership. */
interface Programs {
  readonly byType: ReadonlyMap<string, Program>;
  readonly byMembership: ReadonlyMap<string, Program>;
  readonly otherMembership: Program;
  readonly otherType: Program;
}

const MEMBER = "m.room.member";

function compile(rules: RoomVersionRules, stateOnly: boolean): Programs {
  const nodes = rulesOf(rules);
  const program = (type: string | undefined, membership?: string): Program =>
    steps(nodes, { type, membership, stateOnly });
  return {
    byType: new Map([...named(OUTLINE, typeOf)].map((type) => [type, program(type)])),
    byMembership: new Map([...named(OUTLINE, membershipOf)].map((word) => [word, program(MEMBER, word)])),
    otherMembership: program(MEMBER),
    otherType: program(undefined),
  };
}

const full = new WeakMap<RoomVersionRules, Programs>();
const againstState = new WeakMap<RoomVersionRules, Programs>();

function programsOf(rules: RoomVersionRules, stateOnly: boolean): Programs {
  const compiled = stateOnly ? againstState : full;
  const known = compiled.get(rules);
  if (known !== undefined) return known;
  const programs = compile(rules, stateOnly);
  compiled.set(rules, programs);
  return programs;
}

/** The clauses that an event can meet. */
export function programFor({ rules, event }: Judgement, stateOnly: boolean): Program {
  const programs = programsOf(rules, stateOnly);
  if (event.type !== MEMBER) return programs.byType.get(event.type) ?? programs.otherType;
  return programs.byMembership.get(event.membership ?? "") ?? programs.otherMembership;
}

/** The verdict of the first clause that decides, or undefined if none does. */
export function runProgram(program: Program, judgement: Judgement): Verdict | undefined {
  for (const step of program) {
    const { applies, below } = step;
    if (applies !== undefined && !applies(judgement)) continue;
    if (below !== undefined) {
      const verdict = runProgram(below, judgement);
      if (verdict !== undefined) return verdict;
      continue;
    }
    const outcome = step.when(judgement);
    if (typeof outcome === "string") return refuse("unspecified", `${outcome}: ${step.finds(judgement)}`);
    const { allowed, rejectKey } = step;
    if (outcome && allowed !== undefined) return allowed;
    if (rejectKey !== undefined && outcome !== step.either)
      return { allowed: false, rule: step.number, ruleKey: rejectKey, reason: step.finds(judgement) };
  }
  return undefined;
}

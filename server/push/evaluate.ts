/** Evaluation of push rules: the first enabled one that matches an event decides (C195). Pure, and bounded in time. */
import type { PushRule } from "@knockgen/matrix/client-server";
import { DISPLAY_NAME, eventMatch, type RuleReader, type Test, testOf } from "./conditions.js";
import type { ConsideredEvent } from "./considered-event.js";
import { type Action, KINDS, type RuleKind, type Rules } from "./kinds.js";

/** How an event is counted: not at all, as one that notifies, or as a highlight too. */
export type Level = 0 | 1 | 2;

/** Rules of one user, read. */
export interface CompiledRules {
  readonly rules: readonly { readonly tests: readonly Test[]; readonly level: Level }[];
  /** Some of them ask for the user's name in the room. */
  readonly readsName: boolean;
}

/** Steps that matching may take for one event, all users together. */
const STEPS = 40_000_000;
/** Bounds for one user: a hundred keywords in a message of 2,000 letters, or of 400 where all members have as many. */
const MIN_STEPS = 40_000;
const MAX_STEPS = 200_000;

/** Steps for each of some users. */
export function stepsFor(users: number): number {
  return Math.min(MAX_STEPS, Math.max(MIN_STEPS, Math.floor(STEPS / Math.max(1, users))));
}

/** Reads the enabled rules of a user. */
export function compileRules(rules: Rules): CompiledRules {
  const enabled = KINDS.flatMap((kind) =>
    rules[kind].flatMap((rule) => (rule.enabled ? [[kind, rule] as const] : [])),
  );
  return {
    rules: enabled.map(([kind, rule]) => ({ tests: testsOf(kind, rule), level: levelOf(rule.actions) })),
    readsName: enabled.some(
      ([, rule]) => rule.conditions?.some(({ kind }) => kind === DISPLAY_NAME) === true,
    ),
  };
}

/** How an event counts for a user. What takes too long does not match. */
export function evaluate(
  { rules }: CompiledRules,
  event: ConsideredEvent,
  {
    displayName,
    steps = MAX_STEPS,
  }: { readonly displayName?: string | undefined; readonly steps?: number } = {},
): Level {
  const reader: RuleReader = { displayName, meter: { left: steps } };
  return rules.find(({ tests }) => tests.every((test) => test(event, reader)))?.level ?? 0;
}

function testsOf(kind: RuleKind, { rule_id, conditions = [], pattern = "" }: PushRule): Test[] {
  switch (kind) {
    case "content":
      return [eventMatch("content.body", pattern)];
    case "room":
      return [({ room }) => room.roomId === rule_id];
    case "sender":
      return [({ sender }) => sender === rule_id];
    default:
      return conditions.map(testOf);
  }
}

/** Tweaks count with `notify` alone; of several, the last one holds. A highlight without a value is one (C197). */
function levelOf(actions: readonly Action[]): Level {
  if (!actions.includes("notify")) return 0;
  const tweak = actions.findLast((action) => typeof action === "object" && action.set_tweak === "highlight");
  return typeof tweak === "object" && tweak.value !== false ? 2 : 1;
}

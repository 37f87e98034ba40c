/** Push rules about a room, for the one that takes its place (C123). */
import type { PushRule } from "@knockgen/matrix/client-server";
import type { KeptRules } from "./kept-rules.js";
import { byKind, type RuleKind } from "./kinds.js";

/** With a copy of each rule about one room that is about another, unless there is one of its ID. */
export function withRulesFor(kept: KeptRules, from: string, to: string): KeptRules {
  const rules = byKind((kind) => {
    const list = kept.rules[kind];
    const ids = new Set(list.map(({ rule_id }) => rule_id));
    return list.flatMap((rule) => {
      const copy = copyOf(kind, rule, from, to);
      return copy === undefined || ids.has(copy.rule_id) ? [rule] : [copy, rule];
    });
  });
  return { ...kept, rules };
}

/** Rooms are named by the ID of a rule, or by a condition, as clients mute whole rooms. */
function copyOf(kind: RuleKind, rule: PushRule, from: string, to: string): PushRule | undefined {
  if (kind === "room") return rule.rule_id === from ? { ...rule, rule_id: to } : undefined;
  const isAbout = (condition: NonNullable<PushRule["conditions"]>[number]): boolean =>
    condition.kind === "event_match" && condition.key === "room_id" && condition.pattern === from;
  if (rule.conditions?.some(isAbout) !== true) return undefined;
  const conditions = rule.conditions.map((each) => (isAbout(each) ? { ...each, pattern: to } : each));
  const renamed = rule.rule_id.replaceAll(from, to);
  return { ...rule, rule_id: renamed === rule.rule_id ? `${rule.rule_id} ${to}` : renamed, conditions };
}

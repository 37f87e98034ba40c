/** Changes of a user's push rules (C189 to C192). */
import type { PushRule } from "@knockgen/matrix/client-server";
import { invalidParam, notFound } from "../errors.js";
import type { KeptRules, RuleChange } from "./kept-rules.js";
import type { RuleKind } from "./kinds.js";

/** Where a rule goes among the user's rules of its kind; `before` decides where both are given. */
export interface Place {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

/** Adds a rule, or replaces the one of its ID, which stays enabled or not, and in its place unless another is given. */
export function withRule(kept: KeptRules, kind: RuleKind, rule: PushRule, place: Place): KeptRules {
  const list = kept.rules[kind];
  const present = list.find(({ rule_id }) => rule_id === rule.rule_id);
  const changed = { ...rule, enabled: present?.enabled ?? true };
  if (present !== undefined && place.before === undefined && place.after === undefined)
    return withList(
      kept,
      kind,
      list.map((each) => (each === present ? changed : each)),
    );
  const others = list.filter((each) => each !== present);
  const at = indexOf(others, place);
  return withList(kept, kind, [...others.slice(0, at), changed, ...others.slice(at)]);
}

function indexOf(rules: readonly PushRule[], { before, after }: Place): number {
  const next = before ?? after;
  if (next === undefined) return 0;
  const at = rules.findIndex(({ rule_id }) => rule_id === next);
  if (at === -1) throw notFound("There is no rule of yours to place it next to");
  return before === undefined ? at + 1 : at;
}

/** Without a rule of the user; 404 where there is none, 400 for a predefined one. */
export function withoutRule(kept: KeptRules, kind: RuleKind, id: string): KeptRules {
  const list = kept.rules[kind];
  const rest = list.filter(({ rule_id }) => rule_id !== id);
  if (rest.length === list.length) throw noSuchRule();
  return withList(kept, kind, rest);
}

/** Changes the switch or the actions of any rule, a predefined one included. */
export function withChange(kept: KeptRules, kind: RuleKind, id: string, change: RuleChange): KeptRules {
  if (!id.startsWith("."))
    return withList(
      kept,
      kind,
      kept.rules[kind].map((rule) => (rule.rule_id === id ? { ...rule, ...change } : rule)),
    );
  return { ...kept, changes: new Map(kept.changes).set(id, { ...kept.changes.get(id), ...change }) };
}

/** Refuses to change what every user has. */
export function requireOwnRule(id: string): void {
  if (id.startsWith(".")) throw invalidParam("Rules whose IDs begin with a dot are predefined");
}

export function noSuchRule(): Error {
  return notFound("There is no such push rule");
}

function withList(kept: KeptRules, kind: RuleKind, list: PushRule[]): KeptRules {
  return { ...kept, rules: { ...kept.rules, [kind]: list } };
}

/**
 * Push rules as they are kept: those that users have made, and changes to predefined ones. They are account data, so that every
 * change has its place in the stream; predefined rules are not among them, so that users get those of the release that runs.
 */
import { isJsonObject, type JsonObject, own } from "@knockgen/auth";
import type { PushRule } from "@knockgen/matrix/client-server";
import { isPushRule } from "@knockgen/matrix/validators/client-server";
import { type AccountDataKey, PUSH_RULES } from "../store/accounts/account-data.js";
import { objectIn } from "../values/json-members.js";
import { plain } from "../values/plain.js";
import { type Action, byKind, type RuleKind, type Rules } from "./kinds.js";
import { type PushConfig, predefinedOf, unchangedRule } from "./predefined-rules.js";

export { PUSH_RULES };

/** Whether a piece of account data holds a user's rules. Of a room there are none. */
export function isPushRules({ roomId, type }: Pick<AccountDataKey, "roomId" | "type">): boolean {
  return roomId === undefined && type === PUSH_RULES;
}

/** A predefined rule, as far as a user has changed it. */
export interface RuleChange {
  readonly enabled?: boolean;
  readonly actions?: Action[];
}

/** Everything that is kept of one user. */
export interface KeptRules {
  readonly rules: Rules;
  /** By ID. */
  readonly changes: ReadonlyMap<string, RuleChange>;
}

/** Reads what is kept; undefined stands for a user who has changed nothing. */
export function readKept(data: JsonObject | undefined): KeptRules {
  const rules = objectIn(data ?? {}, "rules");
  const rulesOf = (kind: RuleKind): PushRule[] => {
    const list = own(rules, kind);
    return Array.isArray(list) ? list.map(plain).filter(isPushRule) : [];
  };
  const changes = Object.entries(objectIn(data ?? {}, "changes")).flatMap(([id, change]) =>
    isJsonObject(change) ? [[id, readChange(id, change)] as const] : [],
  );
  return { rules: byKind(rulesOf), changes: new Map(changes) };
}

function readChange(rule_id: string, change: JsonObject): RuleChange {
  const enabled = own(change, "enabled");
  const whole = { rule_id, default: true, enabled: true, actions: plain(own(change, "actions") ?? null) };
  return {
    ...(typeof enabled === "boolean" && { enabled }),
    ...(isPushRule(whole) && { actions: whole.actions }),
  };
}

/** All rules of a user, predefined ones included (C185). */
export function wholeRules(userId: string, kept: KeptRules, config: PushConfig): Rules {
  return byKind((kind) => {
    const own: PushRule[] = kept.rules[kind];
    const rows = predefinedOf(kind, config);
    const changed = (isMaster: boolean): PushRule[] =>
      rows
        .filter((row) => (row.isMaster === true) === isMaster)
        .map((row) => ({ ...unchangedRule(row, userId), ...kept.changes.get(row.id) }));
    return [...changed(true), ...own, ...changed(false)];
  });
}

/** Rules of users who have changed none, without those that look for the user. */
export function usualRules(config: PushConfig): Rules {
  return byKind((kind) =>
    predefinedOf(kind, config)
      .filter(({ isPersonal }) => isPersonal !== true)
      .map((row) => unchangedRule(row, "")),
  );
}

/** Push rules as clients give them, checked (C190). */
import { own } from "@knockgen/auth";
import type { PushRule } from "@knockgen/matrix/client-server";
import { isPushRule } from "@knockgen/matrix/validators/client-server";
import { invalidParam, missingParam } from "../errors.js";
import { checkId } from "../values/check-id.js";
import { asJsonObject } from "../values/json.js";
import { plain } from "../values/plain.js";
import { requireOwnRule } from "./change-rules.js";
import type { Action, RuleKind } from "./kinds.js";

/** Actions that are words; the last two do nothing (C193). */
const WORDS: ReadonlySet<unknown> = new Set(["notify", "dont_notify", "coalesce"]);

/** The rule of a request to add or to change one; refuses with 400 what is not one. */
export function givenRule(kind: RuleKind, id: string, body: unknown): PushRule {
  requireOwnRule(id);
  checkId(id, "rule's ID");
  if (/[/\\]/.test(id)) throw invalidParam("IDs of rules hold no slashes");
  const given = asJsonObject(body);
  const part = (key: string): unknown => plain(own(given, key) ?? null);
  const [conditions, pattern] = [part("conditions"), part("pattern")];
  if (kind === "content" && pattern === null) throw missingParam("A rule on content has a `pattern`");
  const whole = {
    rule_id: id,
    default: false,
    enabled: true,
    actions: givenActions(body),
    ...(conditions !== null && { conditions }),
    ...(pattern !== null && { pattern }),
  };
  if (!isPushRule(whole)) throw invalidParam("These are not the conditions, or the pattern, of a push rule");
  // Each kind keeps its own parts, but those of others have to be right as well.
  const { conditions: tests, pattern: glob, ...rule } = whole;
  return {
    ...rule,
    ...(tests !== undefined && (kind === "override" || kind === "underride") && { conditions: tests }),
    ...(glob !== undefined && kind === "content" && { pattern: glob }),
  };
}

/** The actions of a body; refuses those that are not known. */
export function givenActions(body: unknown): Action[] {
  const given = own(asJsonObject(body), "actions");
  if (given === undefined) throw missingParam("`actions` is missing");
  const whole = { rule_id: "", default: false, enabled: true, actions: plain(given) };
  if (!isPushRule(whole) || !whole.actions.every(isAction)) throw invalidParam("There is an unknown action");
  return whole.actions;
}

function isAction(action: Action): boolean {
  return WORDS.has(action) || (typeof action === "object" && typeof action.set_tweak === "string");
}

/** The switch of a body. */
export function givenSwitch(body: unknown): boolean {
  const enabled = own(asJsonObject(body), "enabled");
  if (enabled === undefined) throw missingParam("`enabled` is missing");
  if (typeof enabled !== "boolean") throw invalidParam("`enabled` is true or false");
  return enabled;
}

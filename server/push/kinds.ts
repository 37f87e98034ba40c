/** Kinds of push rules (client-server API, "Push rules"). */
import type { PushRule, PushRuleset } from "@knockgen/matrix/client-server";

export type RuleKind = "override" | "content" | "room" | "sender" | "underride";

/** In the order in which they are tried. */
export const KINDS: readonly RuleKind[] = ["override", "content", "room", "sender", "underride"];

/** All rules of a user by kind, each list in the order of priority. */
export type Rules = Required<PushRuleset>;

export type Action = PushRule["actions"][number];

/** Whether a text from a path names a kind. */
export function isKind(text: string): text is RuleKind {
  return KINDS.some((kind) => kind === text);
}

/** Rules made kind by kind. */
export function byKind(rulesOf: (kind: RuleKind) => PushRule[]): Rules {
  return {
    override: rulesOf("override"),
    content: rulesOf("content"),
    room: rulesOf("room"),
    sender: rulesOf("sender"),
    underride: rulesOf("underride"),
  };
}

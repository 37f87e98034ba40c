/** Clauses on the membership `knock`, from version 7. */
import { currentJoinRule, joinRuleMeaning } from "../read/join-rule.js";
import { always, type ClauseNode, type Judgement } from "./clause.js";
import { findsMembership } from "./sender.js";

const SHUT: ReadonlySet<string> = new Set(["ban", "invite", "join"]);

function needed({ rules }: Judgement): string {
  return rules.knockRestricted ? "knock or knock_restricted" : "knock";
}

export const KNOCK: readonly ClauseNode[] = [
  {
    kind: "reject",
    key: "member.knock.join_rule",
    text: "Reject if the join rule is not knock (from version 10: nor knock_restricted)",
    when: ({ state, rules }) => !joinRuleMeaning(currentJoinRule(state), rules).knock,
    finds: (judgement) => {
      const rule = currentJoinRule(judgement.state);
      return joinRuleMeaning(rule, judgement.rules).knock
        ? `the join rule is ${rule}`
        : `the join rule is ${rule}, not ${needed(judgement)}`;
    },
  },
  {
    kind: "reject",
    key: "member.knock.sender",
    text: "Reject if the sender is not the state key",
    when: ({ event }) => event.sender !== event.stateKey,
    finds: ({ event }) => `the sender is ${event.sender}, who knocks is ${event.stateKey ?? "nobody"}`,
  },
  {
    kind: "allow",
    key: "member.knock.allow",
    text: "Allow if the sender is not banned, invited or joined",
    when: (judgement) => !SHUT.has(judgement.senderMembership),
    finds: findsMembership,
  },
  {
    kind: "reject",
    key: "member.knock.otherwise",
    text: "Otherwise, reject",
    when: always,
    finds: findsMembership,
  },
];

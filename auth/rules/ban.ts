/** Clauses on the membership `ban`. */
import { always, type ClauseNode } from "./clause.js";
import { findsPower, hasPowerOver } from "./power-over-target.js";
import { findsMembership, isNotJoined } from "./sender.js";

export const BAN: readonly ClauseNode[] = [
  {
    kind: "reject",
    key: "member.ban.sender",
    text: "Reject if the sender is not joined",
    when: isNotJoined,
    finds: findsMembership,
  },
  {
    kind: "allow",
    key: "member.ban.allow",
    text: "Allow if the sender's level is at least the ban level and above the target's",
    when: (judgement) => hasPowerOver(judgement, "ban"),
    finds: (judgement) => findsPower(judgement, "ban"),
  },
  {
    kind: "reject",
    key: "member.ban.otherwise",
    text: "Otherwise, reject",
    when: always,
    finds: (judgement) => findsPower(judgement, "ban"),
  },
];

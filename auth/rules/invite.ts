/** Clauses on the membership `invite`. */
import { targetMembership } from "../read/membership.js";
import { always, type ClauseNode, type Judgement } from "./clause.js";
import { THIRD_PARTY } from "./invite-third-party.js";
import { findsLevelFor, findsMembership, hasLevelFor, isNotJoined } from "./sender.js";

const findsLevels = (judgement: Judgement): string => findsLevelFor(judgement, "invite");

export const INVITE: readonly ClauseNode[] = [
  THIRD_PARTY,
  {
    kind: "reject",
    key: "member.invite.sender",
    text: "Reject if the sender is not joined",
    when: isNotJoined,
    finds: findsMembership,
  },
  {
    kind: "reject",
    key: "member.invite.target",
    text: "Reject if the target is joined or banned",
    when: (judgement) => {
      const membership = targetMembership(judgement);
      return membership === "join" || membership === "ban";
    },
    finds: (judgement) => `the target's membership is ${targetMembership(judgement)}`,
  },
  {
    kind: "allow",
    key: "member.invite.allow",
    text: "Allow if the sender's level is at least the invite level",
    when: (judgement) => hasLevelFor(judgement, "invite"),
    finds: findsLevels,
  },
  {
    kind: "reject",
    key: "member.invite.otherwise",
    text: "Otherwise, reject",
    when: always,
    finds: findsLevels,
  },
];

/** Clauses on the membership `invite`. */
import { atLeast, levelText } from "../read/level.js";
import { targetMembership } from "../read/membership.js";
import { actionLevel, userLevel } from "../read/power-levels.js";
import { always, type ClauseNode, type Judgement } from "./clause.js";
import { THIRD_PARTY } from "./invite-third-party.js";

function findsLevels(judgement: Judgement): string {
  const level = levelText(userLevel(judgement, judgement.event.sender));
  return `the sender's level is ${level}, inviting needs ${levelText(actionLevel(judgement, "invite"))}`;
}

export const INVITE: readonly ClauseNode[] = [
  THIRD_PARTY,
  {
    kind: "reject",
    key: "member.invite.sender",
    text: "Reject if the sender is not joined",
    when: (judgement) => judgement.senderMembership !== "join",
    finds: (judgement) => `the sender's membership is ${judgement.senderMembership}`,
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
    when: (judgement) =>
      atLeast(userLevel(judgement, judgement.event.sender), actionLevel(judgement, "invite")),
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

/** Clauses on the membership `leave`: leaving, refusing an invite, withdrawing a knock, kicking, unbanning. */
import { atLeast, levelText, not } from "../read/level.js";
import { targetMembership } from "../read/membership.js";
import { actionLevel } from "../read/power-levels.js";
import { always, type ClauseNode, type Judgement, type Outcome } from "./clause.js";
import { findsPower, hasPowerOver } from "./power-over-target.js";
import { findsMembership, isNotJoined, senderLevel } from "./sender.js";

function canLeave(judgement: Judgement): boolean {
  const membership = judgement.senderMembership;
  if (membership === "knock") return judgement.rules.knocking;
  return membership === "invite" || membership === "join";
}

function cannotUnban(judgement: Judgement): Outcome {
  if (targetMembership(judgement) !== "ban") return false;
  return not(atLeast(senderLevel(judgement), actionLevel(judgement, "ban")));
}

export const LEAVE: readonly ClauseNode[] = [
  {
    kind: "either",
    allowKey: "member.leave.self.allow",
    rejectKey: "member.leave.self.reject",
    text: "If the sender is the state key, allow if and only if they are invited, joined (from version 7: or knocking)",
    applies: ({ event }) => event.sender === event.stateKey,
    when: canLeave,
    finds: findsMembership,
  },
  {
    kind: "reject",
    key: "member.leave.sender",
    text: "Reject if the sender is not joined",
    when: isNotJoined,
    finds: findsMembership,
  },
  {
    kind: "reject",
    key: "member.leave.unban",
    text: "Reject if the target is banned and the sender's level is below the ban level",
    when: cannotUnban,
    finds: (judgement) =>
      `the target's membership is ${targetMembership(judgement)}, the sender's level is ${levelText(
        senderLevel(judgement),
      )}, the ban level ${levelText(actionLevel(judgement, "ban"))}`,
  },
  {
    kind: "allow",
    key: "member.leave.allow",
    text: "Allow if the sender's level is at least the kick level and above the target's",
    when: (judgement) => hasPowerOver(judgement, "kick"),
    finds: (judgement) => findsPower(judgement, "kick"),
  },
  {
    kind: "reject",
    key: "member.leave.otherwise",
    text: "Otherwise, reject",
    when: always,
    finds: (judgement) => findsPower(judgement, "kick"),
  },
];

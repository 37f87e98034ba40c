/** Clauses on the membership `join`. */
import { own } from "../json/value.js";
import { isFirstCreator } from "../read/create.js";
import { currentJoinRule, joinRuleMeaning } from "../read/join-rule.js";
import { atLeast, both, levelText, not } from "../read/level.js";
import { currentMembership } from "../read/membership.js";
import { actionLevel, userLevel } from "../read/power-levels.js";
import { always, type ClauseGroup, type ClauseNode, type Judgement, type Outcome } from "./clause.js";
import { findsMembership } from "./sender.js";

function followsCreate({ event, create }: Judgement): boolean {
  return create !== undefined && event.prevEventIds.length === 1 && event.prevEventIds[0] === create.eventId;
}

function isMemberOrInvited(judgement: Judgement): boolean {
  const membership = judgement.senderMembership;
  return membership === "invite" || membership === "join";
}

function permits(judgement: Judgement): string {
  return joinRuleMeaning(currentJoinRule(judgement.state), judgement.rules).join;
}

function findsRule(judgement: Judgement): string {
  return `the join rule is ${currentJoinRule(judgement.state)}, the sender's membership is ${judgement.senderMembership}`;
}

function authoriser({ event }: Judgement): string | undefined {
  const user = own(event.content, "join_authorised_via_users_server");
  return typeof user === "string" ? user : undefined;
}

function mayInvite(judgement: Judgement, user: string): Outcome {
  if (currentMembership(judgement.state, user) !== "join") return false;
  return atLeast(userLevel(judgement, user), actionLevel(judgement, "invite"));
}

const RESTRICTED: ClauseGroup = {
  kind: "group",
  name: "member.join.restricted",
  text: "If the join rule is restricted (from version 10: or knock_restricted)",
  only: ({ restrictedJoins }) => restrictedJoins,
  on: (judgement) => permits(judgement) === "authorised",
  clauses: [
    {
      kind: "allow",
      key: "member.join.restricted.member",
      text: "Allow if the sender is invited or joined",
      when: isMemberOrInvited,
      finds: findsRule,
    },
    {
      kind: "reject",
      key: "member.join.restricted.authoriser",
      text: "Reject if join_authorised_via_users_server is not a joined user who may invite",
      when: (judgement) => {
        const user = authoriser(judgement);
        return user === undefined || not(mayInvite(judgement, user));
      },
      finds: (judgement) => {
        const user = authoriser(judgement);
        if (user === undefined) return "no user of the room vouches for the join";
        const level = levelText(userLevel(judgement, user));
        const needed = levelText(actionLevel(judgement, "invite"));
        const membership = currentMembership(judgement.state, user);
        return `${user} vouches, whose membership is ${membership} and level ${level}; inviting needs ${needed}`;
      },
    },
    {
      kind: "allow",
      key: "member.join.restricted.allow",
      text: "Otherwise, allow",
      when: always,
      finds: (judgement) => `${authoriser(judgement) ?? "nobody"} vouches for the join`,
    },
  ],
};

export const JOIN: readonly ClauseNode[] = [
  {
    kind: "allow",
    key: "member.join.first",
    text: "Allow if the only previous event is the create event and the state key is the creator",
    when: (judgement) =>
      both(followsCreate(judgement), () =>
        isFirstCreator(judgement.create, judgement.event.stateKey ?? "", judgement.rules),
      ),
    finds: ({ event, create, rules }) =>
      `previous events: ${event.prevEventIds.length}; the state key ${
        isFirstCreator(create, event.stateKey ?? "", rules) ? "is" : "is not"
      } the creator`,
  },
  {
    kind: "reject",
    key: "member.join.sender",
    text: "Reject if the sender is not the state key",
    when: ({ event }) => event.sender !== event.stateKey,
    finds: ({ event }) => `the sender is ${event.sender}, who joins is ${event.stateKey ?? "nobody"}`,
  },
  {
    kind: "reject",
    key: "member.join.banned",
    text: "Reject if the sender is banned",
    when: (judgement) => judgement.senderMembership === "ban",
    finds: findsMembership,
  },
  {
    kind: "allow",
    key: "member.join.invite",
    text: "Allow if the join rule is invite (from version 7: or knock) and the sender is invited or joined",
    when: (judgement) => permits(judgement) === "invited" && isMemberOrInvited(judgement),
    finds: findsRule,
  },
  RESTRICTED,
  {
    kind: "allow",
    key: "member.join.public",
    text: "Allow if the join rule is public",
    when: (judgement) => permits(judgement) === "anyone",
    finds: findsRule,
  },
  {
    kind: "reject",
    key: "member.join.otherwise",
    text: "Otherwise, reject",
    when: always,
    finds: findsRule,
  },
];

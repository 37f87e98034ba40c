/** Clauses on who may send at all, and what. */
import { above, atLeast, levelText } from "../read/level.js";
import { actionLevel, requiredLevel, userLevel } from "../read/power-levels.js";
import { always, type Clause, type ClauseGroup } from "./clause.js";

/** Everyone who sends anything else than a member event must be in the room. */
export const SENDER_JOINED: Clause = {
  kind: "reject",
  key: "sender_not_joined",
  text: "Reject if the sender is not joined",
  when: (judgement) => judgement.senderMembership !== "join",
  finds: (judgement) => `the sender's membership is ${judgement.senderMembership}`,
};

/** Third-party invites need the level for inviting, whatever their type needs. */
export const THIRD_PARTY_INVITE: ClauseGroup = {
  kind: "group",
  name: "third_party_invite",
  text: "If the type is m.room.third_party_invite",
  on: { type: "m.room.third_party_invite" },
  clauses: [
    {
      kind: "either",
      allowKey: "third_party_invite.allow",
      rejectKey: "third_party_invite.reject",
      text: "Allow if and only if the sender's level is at least the invite level",
      applies: always,
      when: (judgement) =>
        atLeast(userLevel(judgement, judgement.event.sender), actionLevel(judgement, "invite")),
      finds: (judgement) =>
        `the sender's level is ${levelText(userLevel(judgement, judgement.event.sender))}, inviting needs ${levelText(
          actionLevel(judgement, "invite"),
        )}`,
    },
  ],
};

export const REQUIRED_LEVEL: Clause = {
  kind: "reject",
  key: "required_level",
  text: "Reject if the type needs a higher level than the sender has",
  when: (judgement) =>
    above(requiredLevel(judgement, judgement.event), userLevel(judgement, judgement.event.sender)),
  finds: (judgement) =>
    `the sender's level is ${levelText(userLevel(judgement, judgement.event.sender))}, ${
      judgement.event.type
    } needs ${levelText(requiredLevel(judgement, judgement.event))}`,
};

/** A state key that is a user ID belongs to that user. */
export const AT_STATE_KEY: Clause = {
  kind: "reject",
  key: "at_state_key",
  text: "Reject if the state key begins with @ and is not the sender",
  stateless: true,
  when: ({ event }) => event.stateKey?.startsWith("@") === true && event.stateKey !== event.sender,
  finds: ({ event }) =>
    event.stateKey === undefined
      ? "there is no state key"
      : `the state key is "${event.stateKey}", the sender is ${event.sender}`,
};

export const OTHERWISE: Clause = {
  kind: "allow",
  key: "allow",
  text: "Otherwise, allow",
  when: always,
  finds: () => "no other clause applies",
};

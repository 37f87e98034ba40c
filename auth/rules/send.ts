/** Clauses on who may send at all, and what. */
import { isUserId } from "@knockgen/matrix/identifiers";
import { above, levelText, not } from "../read/level.js";
import { requiredLevel, userLevel } from "../read/power-levels.js";
import { always, type Clause, type ClauseGroup } from "./clause.js";
import { findsLevelFor, findsMembership, hasLevelFor, isNotJoined, senderLevel } from "./sender.js";

/** Everyone who sends anything else than a member event must be in the room. */
export const SENDER_JOINED: Clause = {
  kind: "reject",
  key: "sender_not_joined",
  text: "Reject if the sender is not joined",
  when: isNotJoined,
  finds: findsMembership,
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
      when: (judgement) => hasLevelFor(judgement, "invite"),
      finds: (judgement) => findsLevelFor(judgement, "invite"),
    },
  ],
};

export const REQUIRED_LEVEL: Clause = {
  kind: "reject",
  key: "required_level",
  text: "Reject if the type needs a higher level than the sender has",
  when: (judgement) => above(requiredLevel(judgement, judgement.event), senderLevel(judgement)),
  finds: (judgement) =>
    `the sender's level is ${levelText(senderLevel(judgement))}, ${
      judgement.event.type
    } needs ${levelText(requiredLevel(judgement, judgement.event))}`,
};

/** A state key that is a user ID belongs to that user. */
export const AT_STATE_KEY: Clause = {
  kind: "reject",
  key: "at_state_key",
  only: ({ ownedState }) => !ownedState,
  text: "Reject if the state key begins with @ and is not the sender",
  stateless: true,
  when: ({ event }) => event.stateKey?.startsWith("@") === true && event.stateKey !== event.sender,
  finds: ({ event }) =>
    event.stateKey === undefined
      ? "there is no state key"
      : `the state key is "${event.stateKey}", the sender is ${event.sender}`,
};

/** The user who owns a state key that begins with `@`: the whole key, or the part before the first `_` in the server's name. */
function ownerOf(stateKey: string): string | undefined {
  const colon = stateKey.indexOf(":", 1);
  const end = colon < 0 ? -1 : stateKey.indexOf("_", colon + 1);
  const owner = end < 0 ? stateKey : stateKey.slice(0, end);
  return isUserId(owner) ? owner : undefined;
}

/**
 * MSC3757: a user may own many state keys, and users with a higher level may set them as well. That proposal lets state
 * keys grow to 511 bytes; servers that have these versions stay at 255, and so does the engine.
 */
export const OWNED_STATE_KEY: Clause = {
  kind: "reject",
  key: "at_state_key",
  text: "Reject if the state key begins with @ and belongs to another user, who is not below the sender",
  only: ({ ownedState }) => ownedState,
  when: (judgement) => {
    const { stateKey, sender } = judgement.event;
    if (stateKey?.startsWith("@") !== true || stateKey === sender) return false;
    const owner = ownerOf(stateKey);
    if (owner === undefined) return true;
    if (owner === sender) return false;
    return not(above(senderLevel(judgement), userLevel(judgement, owner)));
  },
  finds: (judgement) => {
    const { stateKey } = judgement.event;
    if (stateKey?.startsWith("@") !== true) return "the state key does not begin with @";
    const owner = ownerOf(stateKey);
    if (owner === undefined) return `the state key "${stateKey}" does not begin with a user ID`;
    const level = levelText(senderLevel(judgement));
    return `the state key is that of ${owner}, whose level is ${levelText(userLevel(judgement, owner))}; the sender's level is ${level}`;
  },
};

export const OTHERWISE: Clause = {
  kind: "allow",
  key: "allow",
  text: "Otherwise, allow",
  when: always,
  finds: () => "no other clause applies",
};

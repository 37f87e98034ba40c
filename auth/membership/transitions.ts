/** Membership transitions, as the engine itself decides them. */
import { authorizeAgainstState } from "../authorize.js";
import type { JoinRule, Membership } from "../generated-types.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import { knownRules } from "../room-version/table.js";
import type { CheckKey, RuleKey } from "../rules/keys.js";
import { type Power, type Scene, sceneEvent, sceneState } from "./scene.js";

/** Every membership, in the order of tables. A new one does not compile until it has a place. */
const MEMBERSHIP_ORDER: Readonly<Record<Membership, number>> = {
  leave: 0,
  invite: 1,
  join: 2,
  ban: 3,
  knock: 4,
};

/** Every join rule, in the order of tables. */
const JOIN_RULE_ORDER: Readonly<Record<JoinRule, number>> = {
  public: 0,
  invite: 1,
  knock: 2,
  restricted: 3,
  knock_restricted: 4,
  private: 5,
};

function isKeyOf<K extends string>(order: Readonly<Record<K, number>>, key: string): key is K {
  return Object.hasOwn(order, key);
}

function ordered<K extends string>(order: Readonly<Record<K, number>>): K[] {
  return Object.keys(order)
    .filter((key) => isKeyOf(order, key))
    .sort((a, b) => order[a] - order[b]);
}

/** All memberships. */
export const MEMBERSHIPS: readonly Membership[] = ordered(MEMBERSHIP_ORDER);

/** All join rules. */
export const JOIN_RULE_NAMES: readonly JoinRule[] = ordered(JOIN_RULE_ORDER);

/** Who acts, and with what. */
export interface Actor {
  readonly by: Scene["by"];
  readonly power: Power;
  readonly joined: boolean;
  readonly vouched: boolean;
}

/** One cell of the table: whether an actor may take a user from one membership to another. */
export interface Transition extends Actor {
  readonly joinRule: JoinRule;
  readonly from: Membership;
  readonly to: Membership;
  readonly allowed: boolean;
  readonly rule: string;
  readonly ruleKey: RuleKey | CheckKey;
}

const SELF: Actor = { by: "self", power: "none", joined: false, vouched: false };
const OTHER: Actor = { by: "other", power: "none", joined: true, vouched: false };

/** The actors that make a difference. */
export const ACTORS: readonly Actor[] = [
  SELF,
  { ...SELF, vouched: true },
  { ...OTHER, joined: false, power: "ban" },
  OTHER,
  { ...OTHER, power: "invite" },
  { ...OTHER, power: "kick" },
  { ...OTHER, power: "ban" },
];

/** Asks the engine. */
export function transition(
  roomVersion: AnyRoomVersion,
  joinRule: JoinRule,
  from: Membership,
  to: Membership,
  actor: Actor,
): Transition {
  const scene: Scene = { joinRule, from, to, ...actor, actorJoined: actor.joined };
  const verdict = authorizeAgainstState(sceneEvent(scene), { roomVersion, state: sceneState(scene) });
  return {
    joinRule,
    from,
    to,
    ...actor,
    allowed: verdict.allowed,
    rule: verdict.rule,
    ruleKey: verdict.ruleKey,
  };
}

/**
 * Every transition of a room version, for each join rule, each pair of memberships and each kind of actor. What is
 * allowed regardless of state (the creator's first join) and third-party invites are left out.
 */
export function membershipTransitions(roomVersion: AnyRoomVersion): Transition[] {
  const rules = knownRules(roomVersion);
  const all: Transition[] = [];
  for (const joinRule of JOIN_RULE_NAMES)
    for (const from of MEMBERSHIPS)
      for (const to of MEMBERSHIPS)
        for (const actor of ACTORS) all.push(transition(rules, joinRule, from, to, actor));
  return all;
}

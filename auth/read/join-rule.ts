/** Join rules and what they permit. */
import type { JoinRule } from "../generated-types.js";
import { own } from "../json/value.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import type { StateLookup } from "../rules/clause.js";

/** Ways to join that a join rule permits. */
export interface JoinRuleMeaning {
  /** Whether a room version knows the word. In one that does not, it permits nothing. */
  readonly isKnown: (rules: RoomVersionRules) => boolean;
  /** Who may join: anyone, those invited, those invited or let in by a member of the right room, or no one. */
  readonly join: "anyone" | "invited" | "authorised" | "nobody";
  /** Whether users may knock. */
  readonly knock: boolean;
}

const always = (): boolean => true;

/** Every join rule of the schemas. A new one does not compile until someone has said here what it means. */
export const JOIN_RULES: Readonly<Record<JoinRule, JoinRuleMeaning>> = {
  public: { isKnown: always, join: "anyone", knock: false },
  invite: { isKnown: always, join: "invited", knock: false },
  private: { isKnown: always, join: "nobody", knock: false },
  knock: { isKnown: ({ knocking }) => knocking, join: "invited", knock: true },
  restricted: { isKnown: ({ restrictedJoins }) => restrictedJoins, join: "authorised", knock: false },
  knock_restricted: { isKnown: ({ knockRestricted }) => knockRestricted, join: "authorised", knock: true },
};

const NOTHING: JoinRuleMeaning = { isKnown: always, join: "nobody", knock: false };

const meanings: ReadonlyMap<string, JoinRuleMeaning> = new Map(Object.entries(JOIN_RULES));

/** Ways to join that a join rule permits in a room version. */
export function joinRuleMeaning(rule: string, rules: RoomVersionRules): JoinRuleMeaning {
  const meaning = meanings.get(rule);
  return meaning?.isKnown(rules) ? meaning : NOTHING;
}

/** The room's join rule: `invite` where the state has none or does not say, as most servers assume. */
export function currentJoinRule(state: StateLookup): string {
  const event = state("m.room.join_rules", "");
  const rule = event === undefined ? undefined : own(event.content, "join_rule");
  if (rule === undefined) return "invite";
  return typeof rule === "string" ? rule : "";
}

/** Join rules and what they permit. */
import type { JoinRule } from "../generated-types.js";
import { own } from "../json/value.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import type { StateLookup } from "../rules/clause.js";

/** What a join rule permits. */
export interface JoinRuleMeaning {
  /** The first room version that knows the word. Before, it permits nothing. */
  readonly since: number;
  /** Who may join: anyone, those invited, those invited or let in by a member of the right room, nobody. */
  readonly join: "anyone" | "invited" | "authorised" | "nobody";
  /** Whether users may knock. */
  readonly knock: boolean;
}

/** Every join rule of the schemas. A new one does not compile until someone has said here what it means. */
export const JOIN_RULES: Readonly<Record<JoinRule, JoinRuleMeaning>> = {
  public: { since: 1, join: "anyone", knock: false },
  invite: { since: 1, join: "invited", knock: false },
  private: { since: 1, join: "nobody", knock: false },
  knock: { since: 7, join: "invited", knock: true },
  restricted: { since: 8, join: "authorised", knock: false },
  knock_restricted: { since: 10, join: "authorised", knock: true },
};

const NOTHING: JoinRuleMeaning = { since: 1, join: "nobody", knock: false };

const meanings: ReadonlyMap<string, JoinRuleMeaning> = new Map(Object.entries(JOIN_RULES));

/** What a join rule permits in a room version. */
export function joinRuleMeaning(rule: string, rules: RoomVersionRules): JoinRuleMeaning {
  const meaning = meanings.get(rule);
  return meaning !== undefined && meaning.since <= rules.number ? meaning : NOTHING;
}

/** The room's join rule: `invite` where the state has none or does not say, as most servers assume. */
export function currentJoinRule(state: StateLookup): string {
  const event = state("m.room.join_rules", "");
  const rule = event === undefined ? undefined : own(event.content, "join_rule");
  if (rule === undefined) return "invite";
  return typeof rule === "string" ? rule : "";
}

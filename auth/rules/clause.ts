/** Structure of a clause of the authorisation rules. The order and nesting of clauses give them their numbers. */
import type { Pdu } from "../pdu/pdu.js";
import type { RoomVersionRules } from "../room-version/rules.js";
import type { RuleKey } from "./keys.js";

/** The state that an event is judged against: the event at a type and state key, if there is one. */
export type StateLookup = (type: string, stateKey: string) => Pdu | undefined;

/** All that clauses look at while one event is judged. */
export interface Judgement {
  readonly rules: RoomVersionRules;
  readonly event: Pdu;
  readonly state: StateLookup;
  /** The create event of the room. In version 12 it is found through the room ID. */
  readonly create: Pdu | undefined;
  /** The room's `m.room.power_levels` event. */
  readonly powerLevels: Pdu | undefined;
  /** The membership of the event's sender. */
  readonly senderMembership: string;
  /** The events that the event itself lists, in its order. */
  readonly authEvents: readonly Pdu[];
  /** IDs of events that were themselves rejected. */
  readonly rejected: ReadonlySet<string> | undefined;
  /** The servers whose signatures are known to be valid; undefined takes them from the event. */
  readonly signedBy: ReadonlySet<string> | undefined;
}

/** Whether a condition holds; or, as text, why it cannot be decided: a power level in it is not a number. */
export type Outcome = boolean | string;

/** A condition that is never in doubt. */
export type Condition = (judgement: Judgement) => boolean;

interface Position {
  /** One line for tables and explanations. */
  readonly text: string;
  /** Whether a room version has this clause. The default is that all do. */
  readonly only?: (rules: RoomVersionRules) => boolean;
  /** Whether the outcome is the same whatever the room state, so that it is asked once an event. */
  readonly stateless?: boolean;
}

/** A clause that allows, or rejects, when its condition holds; otherwise the next clause is asked. */
export interface Clause extends Position {
  readonly kind: "allow" | "reject";
  readonly key: RuleKey;
  readonly when: (judgement: Judgement) => Outcome;
  /** The values that the clause looked at, as the first half of a sentence; the reason of a rejection. */
  readonly finds: (judgement: Judgement) => string;
}

/** A clause that settles the matter both ways once it applies. */
export interface EitherClause extends Position {
  readonly kind: "either";
  readonly allowKey: RuleKey;
  readonly rejectKey: RuleKey;
  readonly applies: Condition;
  readonly when: (judgement: Judgement) => Outcome;
  readonly finds: (judgement: Judgement) => string;
}

/** A heading with clauses of its own. When none of them decides, the clause after the group is asked. */
export interface ClauseGroup extends Position {
  readonly kind: "group";
  /** Names the group; not a rule, since a heading decides nothing. */
  readonly name: string;
  /** When the clauses below are asked: for an event type, for a membership that the event states, or as told. */
  readonly on: { readonly type: string } | { readonly membership: string } | Condition;
  readonly clauses: readonly ClauseNode[];
}

/** Anything that takes a number in the rules. */
export type ClauseNode = Clause | EitherClause | ClauseGroup;

/** For the last clause of a list. */
export const always = (): boolean => true;

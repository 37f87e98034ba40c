/** The rules that every user begins with (client-server API, "Predefined Rules"; C186, C187). */
import type { PushCondition, PushRule } from "@knockgen/matrix/client-server";
import type { Action, RuleKind } from "./kinds.js";

/** A row of the table. */
export interface PredefinedRule {
  readonly kind: RuleKind;
  readonly id: string;
  readonly actions: readonly Action[];
  /** Undefined for a rule of content. The ID is that of the user whose rule it is. */
  readonly conditions?: (userId: string) => PushCondition[];
  /** Of a rule of content. */
  readonly pattern?: (userId: string) => string;
  /** Comes before the user's own rules, and begins disabled. */
  readonly isMaster?: boolean;
  /** Looks for the user whose rule it is. */
  readonly isPersonal?: boolean;
  /** Only there where the configuration asks for mentions by name. */
  readonly isLegacy?: boolean;
}

/** How the server's configuration changes the table. */
export interface PushConfig {
  readonly legacyMentions?: boolean | undefined;
}

const sound = (value: string): Action => ({ set_tweak: "sound", value });
const HIGHLIGHT: Action = { set_tweak: "highlight" };
const QUIET: readonly Action[] = [];

const match = (key: string, pattern: string): PushCondition => ({ kind: "event_match", key, pattern });
const isType = (type: string): PushCondition => match("type", type);
const TWO_MEMBERS: PushCondition = { kind: "room_member_count", is: "2" };

/** In the order of priority within each kind. */
const PREDEFINED: readonly PredefinedRule[] = [
  { kind: "override", id: ".m.rule.master", actions: QUIET, conditions: () => [], isMaster: true },
  {
    kind: "override",
    id: ".m.rule.suppress_notices",
    actions: QUIET,
    conditions: () => [match("content.msgtype", "m.notice")],
  },
  {
    kind: "override",
    id: ".m.rule.invite_for_me",
    isPersonal: true,
    actions: ["notify", sound("default")],
    conditions: (userId) => [
      isType("m.room.member"),
      match("content.membership", "invite"),
      match("state_key", userId),
    ],
  },
  {
    kind: "override",
    id: ".m.rule.member_event",
    actions: QUIET,
    conditions: () => [isType("m.room.member")],
  },
  {
    kind: "override",
    id: ".m.rule.is_user_mention",
    isPersonal: true,
    actions: ["notify", sound("default"), HIGHLIGHT],
    conditions: (value) => [{ kind: "event_property_contains", key: "content.m\\.mentions.user_ids", value }],
  },
  {
    kind: "override",
    id: ".m.rule.is_room_mention",
    actions: ["notify", HIGHLIGHT],
    conditions: () => [
      { kind: "event_property_is", key: "content.m\\.mentions.room", value: true },
      { kind: "sender_notification_permission", key: "room" },
    ],
  },
  {
    kind: "override",
    id: ".m.rule.tombstone",
    actions: ["notify", HIGHLIGHT],
    conditions: () => [isType("m.room.tombstone"), match("state_key", "")],
  },
  {
    kind: "override",
    id: ".m.rule.reaction",
    actions: QUIET,
    conditions: () => [isType("m.reaction")],
  },
  {
    kind: "override",
    id: ".m.rule.room.server_acl",
    actions: QUIET,
    conditions: () => [isType("m.room.server_acl"), match("state_key", "")],
  },
  {
    kind: "override",
    id: ".m.rule.suppress_edits",
    actions: QUIET,
    conditions: () => [
      { kind: "event_property_is", key: "content.m\\.relates_to.rel_type", value: "m.replace" },
    ],
  },
  {
    // C188: gone from the specification since 1.17.
    kind: "content",
    id: ".m.rule.contains_user_name",
    isPersonal: true,
    actions: ["notify", sound("default"), HIGHLIGHT],
    pattern: (userId) => userId.slice(1, userId.indexOf(":")),
    isLegacy: true,
  },
  {
    kind: "underride",
    id: ".m.rule.call",
    actions: ["notify", sound("ring")],
    conditions: () => [isType("m.call.invite")],
  },
  {
    kind: "underride",
    id: ".m.rule.encrypted_room_one_to_one",
    actions: ["notify", sound("default")],
    conditions: () => [TWO_MEMBERS, isType("m.room.encrypted")],
  },
  {
    kind: "underride",
    id: ".m.rule.room_one_to_one",
    actions: ["notify", sound("default")],
    conditions: () => [TWO_MEMBERS, isType("m.room.message")],
  },
  {
    kind: "underride",
    id: ".m.rule.message",
    actions: ["notify"],
    conditions: () => [isType("m.room.message")],
  },
  {
    kind: "underride",
    id: ".m.rule.encrypted",
    actions: ["notify"],
    conditions: () => [isType("m.room.encrypted")],
  },
];

/** The rows of a kind that a configuration has. */
export function predefinedOf(kind: RuleKind, { legacyMentions = false }: PushConfig): PredefinedRule[] {
  return PREDEFINED.filter((row) => row.kind === kind && (legacyMentions || row.isLegacy !== true));
}

/** A row as a rule of a user who has not changed it. */
export function unchangedRule(row: PredefinedRule, userId: string): PushRule {
  return {
    rule_id: row.id,
    default: true,
    enabled: row.isMaster !== true,
    actions: [...row.actions],
    ...(row.conditions && { conditions: row.conditions(userId) }),
    ...(row.pattern && { pattern: row.pattern(userId) }),
  };
}

/** The redaction algorithm of each room version, as sets of keys. */
import type { RedactionRules } from "./rules.js";

const TOP_LEVEL = [
  "auth_events",
  "content",
  "depth",
  "event_id",
  "hashes",
  "origin_server_ts",
  "prev_events",
  "room_id",
  "sender",
  "signatures",
  "state_key",
  "type",
] as const;

const LEVELS = [
  "ban",
  "events",
  "events_default",
  "kick",
  "redact",
  "state_default",
  "users",
  "users_default",
] as const;

export const REDACTION_V1: RedactionRules = {
  topLevel: [...TOP_LEVEL, "prev_state", "origin", "membership"].sort(),
  content: {
    "m.room.member": ["membership"],
    "m.room.create": ["creator"],
    "m.room.join_rules": ["join_rule"],
    "m.room.power_levels": LEVELS,
    "m.room.aliases": ["aliases"],
    "m.room.history_visibility": ["history_visibility"],
  },
  keepSignedInvite: false,
};

/** Version 6: aliases lose their protection. */
export const REDACTION_V6: RedactionRules = {
  ...REDACTION_V1,
  content: { ...REDACTION_V1.content, "m.room.aliases": [] },
};

/** Version 8: the conditions of restricted rooms stay. */
export const REDACTION_V8: RedactionRules = {
  ...REDACTION_V6,
  content: { ...REDACTION_V6.content, "m.room.join_rules": ["join_rule", "allow"] },
};

/** Version 9: so does who let a member into a restricted room. */
export const REDACTION_V9: RedactionRules = {
  ...REDACTION_V8,
  content: { ...REDACTION_V8.content, "m.room.member": ["membership", "join_authorised_via_users_server"] },
};

/** Version 11: create events stay whole, more of what the rules read stays, unused top-level keys go. */
export const REDACTION_V11: RedactionRules = {
  topLevel: TOP_LEVEL,
  content: {
    ...REDACTION_V9.content,
    "m.room.create": "all",
    "m.room.power_levels": [...LEVELS, "invite"],
    "m.room.redaction": ["redacts"],
  },
  keepSignedInvite: true,
};

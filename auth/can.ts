/** Common questions of clients, each a draft for `may`. */
import { sameDomain } from "./identifier/domain.js";
import type { JsonObject } from "./json/value.js";
import { type MayContext, type MayVerdict, may } from "./may.js";
import type { Pdu } from "./pdu/pdu.js";
import { atLeast, levelText } from "./read/level.js";
import { actionLevel, type LevelSource, userLevel } from "./read/power-levels.js";
import { roomVersionRules } from "./room-version/table.js";

function membership(sender: string, target: string, word: string, context: MayContext): MayVerdict {
  return may({ type: "m.room.member", sender, stateKey: target, content: { membership: word } }, context);
}

/** Whether a user may send an event of a type: a state event if a state key is given. Content counts where rules read it. */
export function canSend(
  sender: string,
  type: string,
  context: MayContext,
  event: { readonly stateKey?: string | undefined; readonly content?: JsonObject } = {},
): MayVerdict {
  return may({ type, sender, stateKey: event.stateKey, content: event.content ?? {} }, context);
}

/** Whether a user may remove another from the room, or reject their knock or withdraw their invite. */
export function canKick(sender: string, target: string, context: MayContext): MayVerdict {
  return membership(sender, target, "leave", context);
}

/** Whether a user may ban another. */
export function canBan(sender: string, target: string, context: MayContext): MayVerdict {
  return membership(sender, target, "ban", context);
}

/** Whether a user may invite another, which is also how a knock is accepted. */
export function canInvite(sender: string, target: string, context: MayContext): MayVerdict {
  return membership(sender, target, "invite", context);
}

/**
 * Whether a user may redact an event so that the redaction takes effect: from room version 3 on the rules let every
 * redaction pass that its sender may send, and servers apply it by the redact level or the sender's server.
 */
export function canRedact(sender: string, target: Pdu, context: MayContext): MayVerdict {
  const verdict = may(
    {
      type: "m.room.redaction",
      sender,
      content: { redacts: target.eventId },
      redacts: target.eventId,
    },
    context,
  );
  const rules = roomVersionRules(context.roomVersion);
  if (!verdict.allowed || rules === undefined || rules.redactionRule) return verdict;
  const { state } = context;
  const levels: LevelSource = {
    rules,
    create: state("m.room.create", ""),
    powerLevels: state("m.room.power_levels", ""),
  };
  const needed = actionLevel(levels, "redact");
  const level = userLevel(levels, sender);
  if (sameDomain(sender, target.sender) || atLeast(level, needed) === true) return verdict;
  const reason = `the redaction would have no effect: the sender's level is ${levelText(level)}, redacting needs ${levelText(needed)}, and the event is of another server`;
  return { ...verdict, allowed: false, rule: "redaction", ruleKey: "redaction", reason };
}

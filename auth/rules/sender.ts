/** The sender of an event, as clauses ask for them: whether they are in the room, and what their level suffices for. */
import { atLeast, type Level, levelText } from "../read/level.js";
import { actionLevel, userLevel } from "../read/power-levels.js";
import type { Judgement, Outcome } from "./clause.js";

export function isNotJoined({ senderMembership }: Judgement): boolean {
  return senderMembership !== "join";
}

export function findsMembership({ senderMembership }: Judgement): string {
  return `the sender's membership is ${senderMembership}`;
}

export function senderLevel(judgement: Judgement): Level | undefined {
  return userLevel(judgement, judgement.event.sender);
}

/** The acts that need a level and nothing else. */
const ACTS = { invite: "inviting", redact: "redacting" } as const;

export function hasLevelFor(judgement: Judgement, act: keyof typeof ACTS): Outcome {
  return atLeast(senderLevel(judgement), actionLevel(judgement, act));
}

export function findsLevelFor(judgement: Judgement, act: keyof typeof ACTS): string {
  const needed = levelText(actionLevel(judgement, act));
  return `the sender's level is ${levelText(senderLevel(judgement))}, ${ACTS[act]} needs ${needed}`;
}

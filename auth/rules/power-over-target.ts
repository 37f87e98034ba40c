/** The comparison that kicking and banning share. */
import { above, atLeast, both, levelText } from "../read/level.js";
import { actionLevel, userLevel } from "../read/power-levels.js";
import type { Judgement, Outcome } from "./clause.js";
import { senderLevel } from "./sender.js";

/** Whether the sender has the level that the act needs, and more than the target has. */
export function hasPowerOver(judgement: Judgement, action: "ban" | "kick"): Outcome {
  const level = senderLevel(judgement);
  return both(atLeast(level, actionLevel(judgement, action)), () =>
    above(level, userLevel(judgement, judgement.event.stateKey ?? "")),
  );
}

/** The three levels, for a reason. */
export function findsPower(judgement: Judgement, action: "ban" | "kick"): string {
  const level = levelText(senderLevel(judgement));
  const target = levelText(userLevel(judgement, judgement.event.stateKey ?? ""));
  return `the sender's level is ${level}, the target's ${target}, the ${action} level ${levelText(actionLevel(judgement, action))}`;
}

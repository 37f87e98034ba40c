/** Judges what authorises others, however much it is, while everybody else has their turn (O1). */
import { judgeInSteps, type KnownEvents, type RoomVersion, type VerifiedEvent } from "@knockgen/auth";
import { Turns } from "../bounds/turns.js";

/** As `rejectedAmong` of the engine. */
export async function rejectedInTurns(
  all: ReadonlyMap<string, VerifiedEvent>,
  version: RoomVersion,
  known?: KnownEvents,
): Promise<Set<string>> {
  const turns = new Turns();
  const steps = judgeInSteps(all, version, known);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (turns.areDue) await turns.next();
  }
}

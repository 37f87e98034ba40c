/** Memberships, as a room state has them. */
import type { Judgement, StateLookup } from "../rules/clause.js";

/** A user's membership: `leave` for those the room does not know. Unknown words stay what they are. */
export function currentMembership(state: StateLookup, user: string): string {
  const event = state("m.room.member", user);
  return event === undefined ? "leave" : (event.membership ?? "leave");
}

/** The membership of the user that a member event is about. */
export function targetMembership({ state, event }: Judgement): string {
  return currentMembership(state, event.stateKey ?? "");
}

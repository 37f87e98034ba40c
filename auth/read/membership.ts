/** Memberships, as a room state has them. */
import { own } from "../json/value.js";
import type { Pdu } from "../pdu/pdu.js";
import type { Judgement, StateLookup } from "../rules/clause.js";

/** The membership that an event states: any text, or undefined if it is none. */
export function membershipOf(event: Pdu): string | undefined {
  const value = own(event.content, "membership");
  return typeof value === "string" ? value : undefined;
}

/** A user's membership: `leave` for those the room does not know. Unknown words stay what they are. */
export function currentMembership(state: StateLookup, user: string): string {
  const event = state("m.room.member", user);
  return event === undefined ? "leave" : (membershipOf(event) ?? "leave");
}

/** The membership of the sender of the event that is judged. */
export function senderMembership({ state, event }: Judgement): string {
  return currentMembership(state, event.sender);
}

/** The membership of the user that a member event is about. */
export function targetMembership({ state, event }: Judgement): string {
  return currentMembership(state, event.stateKey ?? "");
}

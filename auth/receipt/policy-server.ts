/** The policy server that a room may ask every event to be signed by (server-server API, check 7). */
import { own, ownIn } from "../json/value.js";
import type { Pdu } from "../pdu/pdu.js";
import { redact } from "../redact.js";
import type { AnyRoomVersion } from "../room-version/rules.js";
import type { StateLookup } from "../rules/clause.js";
import { signaturesOf, verifyJson } from "../signing/json.js";

/** The only key that policy servers sign with. */
export const POLICY_KEY_ID = "ed25519:policy_server";

/** A room's policy server, as its state names it. */
export interface PolicyServer {
  readonly server: string;
  readonly publicKey: string;
}

/**
 * The policy server of a room. `hasJoinedUser` says whether a server has a joined user; without one it has no say.
 */
export function policyServerOf(
  state: StateLookup,
  hasJoinedUser: (server: string) => boolean,
): PolicyServer | undefined {
  const event = state("m.room.policy", "");
  if (event === undefined) return undefined;
  const server = own(event.content, "via");
  const publicKey = ownIn(own(event.content, "public_keys"), "ed25519");
  if (typeof server !== "string" || typeof publicKey !== "string" || !hasJoinedUser(server)) return undefined;
  return { server, publicKey };
}

/** Whether an event lacks a good signature of the room's policy server. The policy itself needs none. */
export function lacksPolicySignature(event: Pdu, roomVersion: AnyRoomVersion, policy: PolicyServer): boolean {
  if (event.type === "m.room.policy" && event.stateKey === "") return false;
  const redacted = redact(event.json, roomVersion);
  if (signaturesOf(redacted, policy.server).length === 0) return true;
  return !verifyJson(redacted, policy.server, new Map([[POLICY_KEY_ID, policy.publicKey]])).ok;
}

/** Who has signed an event, as far as the rules ask. */
import { isJsonObject, own } from "../json/value.js";
import type { Pdu } from "../pdu/pdu.js";
import type { Judgement } from "../rules/clause.js";
import { ED25519_PREFIX } from "../signing/ed25519.js";

/** Whether `signatures` has an ed25519 entry of a server, valid or not. */
function hasSignatureOf(event: Pdu, server: string): boolean {
  const signatures = own(event.json, "signatures");
  const keys = isJsonObject(signatures) ? own(signatures, server) : undefined;
  return isJsonObject(keys) && Object.keys(keys).some((id) => id.startsWith(ED25519_PREFIX));
}

/** Whether the event bears a signature of a server that counts as valid. */
export function isSignedBy(
  { event, signedBy }: Pick<Judgement, "event" | "signedBy">,
  server: string,
): boolean {
  return hasSignatureOf(event, server) && (signedBy === undefined || signedBy.has(server));
}

/** Makes a registration with fresh secrets. */
import { randomBytes } from "node:crypto";
import { checkRegistration, describeProblems, type Registration } from "./check-registration.js";

/** A registration but for its secrets. */
export type RegistrationWishes = Omit<Registration, "as_token" | "hs_token">;

const TOKEN_BYTES = 32;
/** The name of `receive_ephemeral` by which Synapse before 1.156 goes. */
const RECEIVE_EPHEMERAL_BEFORE = "de.sorunome.msc2409.push_ephemeral";

/** Throws where the wishes do not make a registration. */
export function newRegistration(wishes: RegistrationWishes): Registration {
  const token = (): string => randomBytes(TOKEN_BYTES).toString("hex");
  const checked = checkRegistration({
    ...wishes,
    ...(wishes.receive_ephemeral === true && { [RECEIVE_EPHEMERAL_BEFORE]: true }),
    as_token: token(),
    hs_token: token(),
  });
  if (checked.ok) return checked.value;
  throw new TypeError(describeProblems(checked.issues));
}

/** Lets in the homeserver, by the token that only it and the registration know. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { Authenticate } from "@knockgen/matrix/runtime/credentials";
import { MatrixHttpError } from "@knockgen/matrix/runtime/matrix-http-error";

/** Facts about the caller, for handlers: there is only one who may call. */
export interface FromHomeserver {
  readonly homeserver: true;
}

/** How long it takes does not depend on how much of the token is right. */
export function authenticateHomeserver(hsToken: string): Authenticate<FromHomeserver> {
  const expected = digest(hsToken);
  return (credential) =>
    "token" in credential && timingSafeEqual(digest(credential.token), expected)
      ? { homeserver: true }
      : new MatrixHttpError(403, "M_FORBIDDEN", "Not the homeserver's token");
}

function digest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

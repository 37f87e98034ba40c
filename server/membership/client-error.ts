/** Answers to clients where other servers fail, or refuse. */
import { badGateway, badJson, MatrixHttpError, notFound, unavailable } from "../errors.js";
import { NONE_TO_TRY } from "../federation/calls/try-servers.js";
import type { FederationError } from "../federation/transport/transport.js";

/**
 * Codes on which clients log out, bother their users, or do without a part of the API; whether they are right is for their own
 * server alone to say.
 */
const OWN_SERVER_ONLY = new Set([
  "M_UNKNOWN_TOKEN",
  "M_MISSING_TOKEN",
  "M_USER_DEACTIVATED",
  "M_USER_LOCKED",
  "M_USER_SUSPENDED",
  "M_CONSENT_NOT_GIVEN",
  "M_GUEST_ACCESS_FORBIDDEN",
  "M_RESOURCE_LIMIT_EXCEEDED",
  "M_UNRECOGNIZED",
]);

/** Until what keeps us busy is likely to be over. */
const BUSY_S = 5;

function isForClients(errcode: string): boolean {
  return errcode !== "" && !OWN_SERVER_ONLY.has(errcode);
}

/** The error of a call to other servers as the client gets it. */
export function clientError(error: FederationError): MatrixHttpError {
  if (error === NONE_TO_TRY)
    return notFound("There is no such room here, and no server is known that has it");
  if (error.kind === "unsendable") return badJson(error.message);
  if (error.kind === "busy") return unavailable(`No server could help yet: ${error.message}`, BUSY_S);
  if (error.kind !== "http") return badGateway(`No server could help: ${error.message}`);
  const { status, errcode, message, body } = error;
  if (errcode === "M_INCOMPATIBLE_ROOM_VERSION") {
    const version = body.room_version;
    return new MatrixHttpError(
      400,
      errcode,
      message,
      typeof version === "string" ? { room_version: version } : {},
    );
  }
  if (status === 429) {
    const wait = error.retryAfterMs ?? 1_000;
    return new MatrixHttpError(
      429,
      "M_LIMIT_EXCEEDED",
      message,
      { retry_after_ms: wait },
      {
        "retry-after": String(Math.ceil(wait / 1000)),
      },
    );
  }
  // Refusals of our server are not the client's fault, and redirects are not for the client to follow.
  if (status === 401 || status < 400 || status >= 500) return badGateway(`No server could help: ${message}`);
  return new MatrixHttpError(status, isForClients(errcode) ? errcode : "M_UNKNOWN", message);
}

/** The errors that handlers answer with: one function a kind, so that status and code always fit. */
import { MatrixHttpError } from "@knockgen/matrix/runtime/matrix-http-error";

export { MatrixHttpError };

/** A name that a message repeats may be as long as the request. */
const MAX_MESSAGE = 1_000;

function refusal(status: number, errcode: string, message: string): MatrixHttpError {
  const isLong = message.length > MAX_MESSAGE;
  return new MatrixHttpError(status, errcode, isLong ? `${message.slice(0, MAX_MESSAGE)}…` : message);
}

/** 403: the rules of the room, or of this server, say no. */
export function forbidden(message: string): MatrixHttpError {
  return refusal(403, "M_FORBIDDEN", message);
}

/** 401: an access token that is not, or is no longer. */
export function unknownToken(): MatrixHttpError {
  return new MatrixHttpError(401, "M_UNKNOWN_TOKEN", "The access token is not known");
}

/** 401: an access token that has ended, which a new one may follow (C71). */
export function endedToken(): MatrixHttpError {
  return new MatrixHttpError(401, "M_UNKNOWN_TOKEN", "The access token has ended", { soft_logout: true });
}

/** 401: no access token where one is needed. */
export function missingToken(): MatrixHttpError {
  return new MatrixHttpError(401, "M_MISSING_TOKEN", "There is no access token");
}

/** 404: no such thing, or none that the caller may know of. */
export function notFound(message: string): MatrixHttpError {
  return refusal(404, "M_NOT_FOUND", message);
}

/** The answer about an event that is not there, or that the user may not see: which of both is not told. */
export function noSuchEvent(): MatrixHttpError {
  return notFound("There is no such event, or none that you may see");
}

/** 400: a value that cannot be what it should. */
export function invalidParam(message: string): MatrixHttpError {
  return refusal(400, "M_INVALID_PARAM", message);
}

/** 400: something that has to be there. */
export function missingParam(message: string): MatrixHttpError {
  return refusal(400, "M_MISSING_PARAM", message);
}

/** 400: JSON of the wrong shape. */
export function badJson(message: string): MatrixHttpError {
  return refusal(400, "M_BAD_JSON", message);
}

/** 413: an event that is larger than events may be. */
export function entityTooLarge(message: string): MatrixHttpError {
  return refusal(413, "M_TOO_LARGE", message);
}

/** 502: another server is needed and does not help. */
export function badGateway(message: string): MatrixHttpError {
  return refusal(502, "M_UNKNOWN", message);
}

/** 503: what the answer rests on is gone for the moment. */
export function unavailable(message: string, retryAfterS = 1): MatrixHttpError {
  return new MatrixHttpError(503, "M_UNKNOWN", message, {}, { "retry-after": String(retryAfterS) });
}

/** 429, with the time to wait in the body and in the header. */
export function limitExceeded(retryAfterMs: number, message = "Too many requests"): MatrixHttpError {
  return new MatrixHttpError(
    429,
    "M_LIMIT_EXCEEDED",
    message,
    { retry_after_ms: retryAfterMs },
    { "retry-after": String(Math.ceil(retryAfterMs / 1000)) },
  );
}

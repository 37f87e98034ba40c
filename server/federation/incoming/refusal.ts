/** Answers to requests of servers that are refused. */

/** Why a request is refused, as it is answered. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 413 | 429;
  readonly errcode:
    | "M_UNAUTHORIZED"
    | "M_FORBIDDEN"
    | "M_NOT_JSON"
    | "M_BAD_JSON"
    | "M_TOO_LARGE"
    | "M_LIMIT_EXCEEDED";
  readonly message: string;
  /** How long to wait before the next attempt. */
  readonly retryAfterMs?: number;
}

/** A refusal in the place of a result. */
export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

/** A request is refused. */
export function refuse(status: Refusal["status"], errcode: Refusal["errcode"], message: string): Refused {
  return { ok: false, refusal: { status, errcode, message } };
}

/** The other side asks too much at the moment. */
export function tooMany(message: string, retryAfterMs: number): Refused {
  return { ok: false, refusal: { status: 429, errcode: "M_LIMIT_EXCEEDED", message, retryAfterMs } };
}

/** The sender of a request is not established. */
export function unauthorized(message: string): Refused {
  return refuse(401, "M_UNAUTHORIZED", message);
}

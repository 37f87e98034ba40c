/** Email addresses and telephone numbers, of which this server keeps none (C252), and bridges, of which it has none (C139). */
import { MatrixHttpError, notFound } from "../../errors.js";

/** 403: none is taken. */
export function denied(): MatrixHttpError {
  return new MatrixHttpError(403, "M_THREEPID_DENIED", "This server keeps no addresses and numbers");
}

/** 400: no message goes to such an address. */
export function noMedium(): MatrixHttpError {
  return new MatrixHttpError(
    400,
    "M_THREEPID_MEDIUM_NOT_SUPPORTED",
    "This server sends no messages outside of Matrix",
  );
}

/** 400: no identity server finds users for this one (C253). */
export function notTrusted(): MatrixHttpError {
  return new MatrixHttpError(400, "M_SERVER_NOT_TRUSTED", "Users are invited by their Matrix IDs here");
}

/** There was nothing to remove. */
export const NOTHING_BOUND = { status: 200, body: { id_server_unbind_result: "no-support" } } as const;

/** 404: this server has no bridge. */
export function noBridge(): MatrixHttpError {
  return notFound("There is no bridge to such a network here");
}

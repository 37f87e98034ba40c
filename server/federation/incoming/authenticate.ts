/** `authenticate` for the generated server-server routes. */
import type { Authenticate } from "@knockgen/matrix/runtime/credentials";
import { MatrixHttpError } from "@knockgen/matrix/runtime/matrix-http-error";
import { withoutOrigin } from "@knockgen/matrix/runtime/target";
import { limitExceeded } from "../../errors.js";
import { type FederationAuth, type RequestAuthOptions, requestAuth } from "./request-auth.js";

/** Lets a request through to its handler when a server has signed it, as `auth.origin`. */
export function authenticateFederation(options: RequestAuthOptions): Authenticate<FederationAuth> {
  const check = requestAuth(options);
  return async (credential) => {
    if (credential.scheme !== "x-matrix")
      return new MatrixHttpError(401, "M_UNAUTHORIZED", "Missing X-Matrix authorization");
    const { request, authorization, bytes } = credential;
    const target = withoutOrigin(request.target);
    const { method, ip: address } = request;
    const result = await check({ method, target, authorization, address, bytes });
    if (result.ok) return result.auth;
    const { status, errcode, message, retryAfterMs } = result.refusal;
    if (retryAfterMs !== undefined) return limitExceeded(retryAfterMs, message);
    return new MatrixHttpError(status, errcode, message);
  };
}

/** Who sends a request: checks the X-Matrix headers (server-server API, "Request Authentication"). */
import {
  isKeyCurrent,
  isServerName,
  type JsonValue,
  parseXMatrix,
  type ServerKey,
  type XMatrix,
} from "@knockgen/auth";
import type { KeyRing, WantedKeys } from "./key-ring.js";
import { type Refused, refuse, unauthorized } from "./refusal.js";
import { checkRequest, type RequestChecker } from "./request-check.js";
import type { Clock } from "./types.js";

/** A request as it arrived. */
export interface ArrivedRequest {
  readonly method: string;
  /** Path and query, byte for byte. */
  readonly target: string;
  /** Each `Authorization: X-Matrix …`. */
  readonly authorization: readonly string[];
  /** Reads the body; called only once each header is in order and names a key that its server has. */
  readonly bytes: () => Promise<Uint8Array>;
}

/** A server that has proved who it is. */
export interface FederationAuth {
  readonly origin: string;
  /** The body without the losses of `JSON.parse`, for the auth engine; undefined where there is none. */
  readonly content: JsonValue | undefined;
}

/** Who it was, or what to answer. */
export type RequestAuthResult = { readonly ok: true; readonly auth: FederationAuth } | Refused;

/** Context of the check. */
export interface RequestAuthOptions {
  readonly serverName: string;
  readonly keys: Pick<KeyRing, "keysOf">;
  readonly clock?: Clock;
  /** Reads bodies and verifies signatures. The default does so here and now, however large the body is. */
  readonly check?: RequestChecker;
  /** Servers that are let in at all. The default is every server. */
  readonly isWelcome?: (origin: string) => boolean;
  /** Is told of each server that has called. */
  readonly observe?: (origin: string) => void;
}

/** More signatures on one request serve no purpose. */
const MAX_HEADERS = 5;

/**
 * Checks requests. The body comes last: what is wrong with a header, or with the key that it names, costs no more than
 * the header, however large the body is that follows.
 */
export function requestAuth(
  options: RequestAuthOptions,
): (request: ArrivedRequest) => Promise<RequestAuthResult> {
  const { serverName, keys, clock = Date.now, isWelcome = () => true, observe } = options;
  const { check = async (request) => checkRequest(request) } = options;
  return async ({ method, target, authorization, bytes }) => {
    const headers = authorization.map(parseXMatrix).filter((header) => header !== undefined);
    const [first] = headers;
    if (first === undefined || headers.length < authorization.length || headers.length > MAX_HEADERS)
      return unauthorized("The Authorization header is malformed");
    const fault = headers.map((header) => faultOf(header, first.origin, serverName)).find(Boolean);
    if (fault !== undefined) return unauthorized(fault);
    const { origin } = first;
    if (!isWelcome(origin)) return refuse(403, "M_FORBIDDEN", `${origin} may not take part here`);
    const arrivedTs = clock();
    const wanted: WantedKeys[] = headers.map(({ key }) => ({ keyIds: [key], ts: arrivedTs }));
    const found: readonly ServerKey[] = await keys.keysOf(origin, wanted);
    if (!headers.every(({ key }) => isInUse(found, key, clock())))
      return unauthorized("The request is signed with a key that its server is not known to use");
    const body = await bytes();
    const checked = await check({
      method,
      target,
      origin,
      destination: serverName,
      authorization,
      keys: found,
      // The body may have taken its time.
      now: clock(),
      bytes: body,
    });
    if (!checked.ok) return checked;
    observe?.(origin);
    return { ok: true, auth: { origin, content: checked.content } };
  };
}

function faultOf(header: XMatrix, origin: string, serverName: string): string | undefined {
  if (!isServerName(header.origin)) return "The origin is not a server name";
  if (header.origin !== origin) return "The Authorization headers name several servers";
  // Servers from before the parameter existed leave it out; then the signature alone ties the request to us.
  if (header.destination !== undefined && header.destination !== serverName)
    return "The request is meant for another server";
  return undefined;
}

/** Each header has to verify, so one with such a key is enough to refuse the request. */
function isInUse(found: readonly ServerKey[], keyId: string, now: number): boolean {
  return found.some((key) => key.keyId === keyId && isKeyCurrent(key, now));
}

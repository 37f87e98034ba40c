/** Who sends a request: checks the X-Matrix headers (server-server API, "Request Authentication"). */
import {
  isKeyCurrent,
  isServerName,
  type JsonValue,
  parseXMatrix,
  type ServerKey,
  type XMatrix,
} from "@knockgen/auth";
import { addressKey } from "../../limits/address-key.js";
import type { Clock } from "../../values/clock.js";
import type { KeyRing, WantedKeys } from "../keys/key-ring.js";
import type { FailedSignatures } from "./failed-signatures.js";
import { type Refused, tooMany, unauthorized } from "./refusal.js";
import { checkRequest, type RequestChecker } from "./request-check.js";

/** A request as it arrived. */
export interface ArrivedRequest {
  readonly method: string;
  /** Path and query, byte for byte. */
  readonly target: string;
  /** Each `Authorization: X-Matrix …`. */
  readonly authorization: readonly string[];
  /** Address of the other side, where it is known. */
  readonly address?: string | undefined;
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
  readonly keys: Pick<KeyRing, "keysOfCaller">;
  readonly clock?: Clock;
  /** Reads bodies and verifies signatures. The default does so here and now, however large the body is. */
  readonly check?: RequestChecker;
  /** Counts requests that are signed badly. The default counts nothing. */
  readonly failures?: Pick<FailedSignatures, "standing" | "failed" | "verified">;
  /** Is told of each server that has called, and with how many bytes. */
  readonly observe?: (origin: string, bytes: number) => void;
}

const WAIT = "There were too many requests with bad signatures";
const BUSY = "Too many requests wait for the keys of their servers";
const BUSY_MS = 5_000;
/** To verify a signature over as much costs less than a millisecond. */
const CHEAP_BYTES = 4096;
/** More signatures on one request serve no purpose. */
const MAX_HEADERS = 5;

/**
 * Checks requests. The body comes last: what is wrong with a header, or with the key that it names, costs no more than
 * the header, however large the body is that follows.
 */
export function requestAuth(
  options: RequestAuthOptions,
): (request: ArrivedRequest) => Promise<RequestAuthResult> {
  const { serverName, keys, clock = Date.now, observe, failures } = options;
  const { check = async (request) => checkRequest(request) } = options;
  return async ({ method, target, authorization, address, bytes }) => {
    const headers = readHeaders(authorization, serverName);
    if (typeof headers === "string") return unauthorized(headers);
    const [{ origin }] = headers;
    const claim = { address, origin };
    const standing = failures?.standing(claim) ?? { kind: "welcome" };
    // O6: without a look at the body, or at keys that might have to be fetched.
    if (standing.kind === "refused") return tooMany(WAIT, standing.waitMs);
    const failed = (refused: Refused): Refused => {
      failures?.failed(claim);
      return standing.kind === "doubtful" ? tooMany(WAIT, standing.waitMs) : refused;
    };
    const arrivedTs = clock();
    const wanted: WantedKeys[] = headers.map(({ key }) => ({ keyIds: [key], ts: arrivedTs }));
    const found = await keys.keysOfCaller(origin, wanted, addressKey(address));
    if (found === undefined) return tooMany(BUSY, BUSY_MS);
    if (!headers.every(({ key }) => isInUse(found, key, clock())))
      return failed(unauthorized("The request is signed with a key that its server is not known to use"));
    const body = await bytes();
    if (standing.kind === "doubtful" && body.length > CHEAP_BYTES) return tooMany(WAIT, standing.waitMs);
    const checked = await check({
      method,
      target,
      origin,
      address,
      destination: serverName,
      authorization,
      keys: found,
      // The body may have taken its time.
      now: clock(),
      bytes: body,
    });
    // That too much is waiting says nothing about the signature.
    if (!checked.ok) return checked.refusal.status === 429 ? checked : failed(checked);
    failures?.verified(claim);
    observe?.(origin, body.length);
    return { ok: true, auth: { origin, content: checked.content } };
  };
}

/** All headers, which name one origin; a text says what is wrong with them. */
function readHeaders(
  authorization: readonly string[],
  serverName: string,
): readonly [XMatrix, ...XMatrix[]] | string {
  const headers = authorization.map(parseXMatrix).filter((header) => header !== undefined);
  const [first, ...more] = headers;
  if (first === undefined || headers.length < authorization.length || headers.length > MAX_HEADERS)
    return "The Authorization header is malformed";
  const fault = headers.map((header) => faultOf(header, first.origin, serverName)).find(Boolean);
  return fault ?? [first, ...more];
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

/** Signed federation requests. */
import { emptyObject, type JsonObject, type JsonValue } from "../json/value.js";
import { addSignature, signatureOf, verifyJson } from "./json.js";
import { isKeyCurrent, type KeyLookup, type KeyPair } from "./keys.js";
import { formatXMatrix, parseXMatrix } from "./x-matrix.js";

/** A request as it is signed. */
export interface SignableRequest {
  readonly method: string;
  /** Path and query exactly as sent, from `/_matrix/` on. */
  readonly uri: string;
  readonly origin: string;
  readonly destination: string;
  /** The parsed body; undefined where there is none, as for GET. */
  readonly content?: JsonValue | undefined;
}

/** A request as it came. */
export interface ReceivedRequest {
  readonly method: string;
  readonly uri: string;
  /** Our own server name. */
  readonly destination: string;
  readonly content?: JsonValue | undefined;
  /** Every `Authorization` header of the request. All X-Matrix ones must verify. */
  readonly authorization: string | readonly string[];
}

/** Reasons why a request is not from the server that it names. */
export type RequestErrorCode =
  | "request/unsigned"
  | "request/malformed-header"
  | "request/other-destination"
  | "request/several-origins"
  | "request/bad-signature";

/** The server that sent a request, or why that cannot be established. */
export type RequestCheck =
  | { readonly ok: true; readonly origin: string }
  | { readonly ok: false; readonly code: RequestErrorCode; readonly message: string };

function refuse(code: RequestErrorCode, message: string): RequestCheck {
  return { ok: false, code, message };
}

function signedObject(request: SignableRequest): JsonObject {
  const object = emptyObject();
  object.method = request.method;
  object.uri = request.uri;
  object.origin = request.origin;
  object.destination = request.destination;
  if (request.content !== undefined) object.content = request.content;
  return object;
}

/** The `Authorization` header for a request. */
export function signRequest(request: SignableRequest, key: KeyPair): string {
  const { origin, destination } = request;
  return formatXMatrix({ origin, destination, key: key.keyId, sig: signatureOf(signedObject(request), key) });
}

function verifyHeader(
  header: string,
  request: ReceivedRequest,
  keysOf: KeyLookup,
  now: number,
): RequestCheck {
  const parsed = parseXMatrix(header);
  if (parsed === undefined)
    return refuse("request/malformed-header", "the Authorization header is malformed");
  const { origin, key, sig } = parsed;
  if (parsed.destination !== undefined && parsed.destination !== request.destination)
    return refuse("request/other-destination", `the request is for ${parsed.destination}`);
  const keys = new Map<string, string>();
  for (const known of keysOf(origin))
    if (known.keyId === key && isKeyCurrent(known, now)) keys.set(key, known.publicKey);
  const object = addSignature(signedObject({ ...request, origin }), origin, key, sig);
  const signature = verifyJson(object, origin, keys);
  return signature.ok ? { ok: true, origin } : refuse("request/bad-signature", signature.message);
}

/** Checks who sent a request, with the keys at hand and the time in milliseconds. */
export function verifyRequest(request: ReceivedRequest, keysOf: KeyLookup, now: number): RequestCheck {
  const given = typeof request.authorization === "string" ? [request.authorization] : request.authorization;
  const headers = given.filter((header) => /^x-matrix /i.test(header));
  let origin: string | undefined;
  for (const header of headers) {
    const check = verifyHeader(header, request, keysOf, now);
    if (!check.ok) return check;
    if (origin !== undefined && origin !== check.origin)
      return refuse("request/several-origins", "the headers name several servers");
    origin = check.origin;
  }
  if (origin === undefined) return refuse("request/unsigned", "the request bears no X-Matrix header");
  return { ok: true, origin };
}

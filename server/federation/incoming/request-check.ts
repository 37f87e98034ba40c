/** Whether a request is what its server has signed. A computation and nothing else, so that any thread can do it. */
import { type JsonError, type JsonValue, type Result, type ServerKey, verifyRequest } from "@knockgen/auth";
import { readJson } from "../transport/read-json.js";
import { type Refused, refuse, unauthorized } from "./refusal.js";

/** All that the check depends on. */
export interface RequestToCheck {
  readonly method: string;
  /** Path and query, byte for byte. */
  readonly target: string;
  readonly origin: string;
  /** Address of the other side, where it is known: who has to wait when there is too much. */
  readonly address?: string | undefined;
  /** Our own server name. */
  readonly destination: string;
  /** Each `Authorization: X-Matrix …`, all of them of the origin. */
  readonly authorization: readonly string[];
  /** The origin's. */
  readonly keys: readonly ServerKey[];
  readonly now: number;
  readonly bytes: Uint8Array;
}

/** The content of a request that is what it says; undefined where there is none. */
export type CheckedRequest = { readonly ok: true; readonly content: JsonValue | undefined } | Refused;

/** Does the check, here or elsewhere. */
export type RequestChecker = (request: RequestToCheck) => Promise<CheckedRequest>;

/** Reads the body, and verifies the signatures over it. */
export function checkRequest({ bytes, ...request }: RequestToCheck): CheckedRequest {
  const { method, target: uri, origin, destination, authorization, keys, now } = request;
  const read = bytes.length === 0 ? NOTHING : readContent(readJson(bytes));
  if (!read.ok) return read;
  const { content } = read;
  const check = verifyRequest(
    { method, uri, destination, content, authorization },
    (server) => (server === origin ? keys : []),
    now,
  );
  return check.ok ? read : unauthorized(`Invalid signature: ${check.message}`);
}

const NOTHING: CheckedRequest = { ok: true, content: undefined };

const TOO_MUCH: ReadonlySet<string> = new Set([
  "json/too-deep",
  "json/too-many-keys",
  "json/too-many-values",
  "json/too-long",
]);

/** The content, or what is wrong with the text; nothing was read where that is not UTF-8. */
export function readContent(json: Result<JsonValue, JsonError> | undefined): CheckedRequest {
  if (json === undefined) return refuse(400, "M_NOT_JSON", "The body is not UTF-8");
  if (json.ok) return { ok: true, content: json.value };
  const errcode = TOO_MUCH.has(json.error.code) ? "M_BAD_JSON" : "M_NOT_JSON";
  return refuse(400, errcode, `The body is not usable JSON: ${json.error.message}`);
}

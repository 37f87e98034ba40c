/** Requests whose answers are read before anybody sees them. */
import type { JsonObject, JsonValue } from "@knockgen/auth";
import { holdingIfGood } from "../transport/held-answers.js";
import {
  type FederationError,
  type FederationRequest,
  type FederationResult,
  type FederationTransport,
  failed,
} from "../transport/transport.js";
import { buildUri, type QueryValue } from "../transport/uri.js";

/** Deadline and end of a call, and how much to read of its answer. */
export type Call = Pick<FederationRequest, "signal" | "timeoutMs" | "maxBytes">;

/** Takes what is needed out of an answer; undefined where it is not there. */
export type Reader<T> = (value: JsonValue) => T | undefined | Promise<T | undefined>;

/** The operation to call, and its input. */
export interface Endpoint {
  /** `/v1/make_knock/{roomId}/{userId}`: what follows `/_matrix/federation`. */
  readonly path: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly method?: FederationRequest["method"];
  readonly content?: JsonObject;
}

/** One call to another server; never rejects. */
export type Caller = <T>(
  server: string,
  endpoint: Endpoint,
  read: Reader<T>,
  call?: Call,
) => Promise<FederationResult<T>>;

/** Calls through a transport. The method is GET, or with content PUT, unless it is given. */
export function createCaller(transport: FederationTransport): Caller {
  return async (destination, { path, params, query, content, method }, read, call = {}) => {
    const uri = buildUri(`/_matrix/federation${path}`, params, query);
    if (uri === undefined) return failed("unsendable", "Half a surrogate pair stands in what is asked for");
    return holdingIfGood(async () => {
      const answer = await transport.request({
        maxBytes: ORDINARY_BYTES,
        ...call,
        destination,
        method: method ?? (content === undefined ? "GET" : "PUT"),
        uri,
        ...(content === undefined ? {} : { content }),
      });
      if (!answer.ok) return answer;
      const value = await read(answer.value);
      if (value !== undefined) return { ok: true, value };
      return failed("malformed", `${destination} answered something else than was asked for`);
    });
  };
}

/** Whether the other server does not know an endpoint at all, as opposed to what was asked for there. */
export function isUnknownEndpoint(error: FederationError): boolean {
  if (error.kind !== "http" || ![400, 404, 405].includes(error.status)) return false;
  return error.errcode === "M_UNRECOGNIZED" || (error.errcode === "" && error.status !== 400);
}

/** The state of a large room takes its time, and its place. */
export const LARGE: { readonly timeoutMs: number; readonly maxBytes: number } = {
  timeoutMs: 120_000,
  maxBytes: Number.POSITIVE_INFINITY,
};

/** One event of 64 KiB, and what others put around it. */
export const ONE_EVENT: { readonly maxBytes: number } = { maxBytes: 256 * 1024 };

/** Some events that a room shows to those outside. */
export const FEW_EVENTS: { readonly maxBytes: number } = { maxBytes: 1024 * 1024 };

/** A hundred events of 64 KiB, and more than anything else that is asked for. */
const ORDINARY_BYTES = 8 * 1024 * 1024;

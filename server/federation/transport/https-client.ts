/** One exchange over TLS with one address: bounded in time and size, verified, without redirects. */
import { setMaxListeners } from "node:events";
import { Agent, type RequestOptions, request } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { checkServerIdentity, createSecureContext, rootCertificates } from "node:tls";
import { Arriving } from "../../bounds/arriving.js";
import { Deadline } from "../../bounds/deadline.js";
import type { GiveWay } from "../../bounds/share.js";
import { type AddressPolicy, publicAddress } from "./address.js";
import { guardedLookup, type HostResolver, RefusedAddressError, systemHosts } from "./guarded-lookup.js";
import { receiveAnswer } from "./receive-answer.js";
import type { FederationError } from "./transport.js";

/** Where to connect: a host name or an address without brackets. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** A request. */
export interface HttpsRequest extends HostPort {
  /** Name that the certificate must be valid for: a host name or an address. */
  readonly certificateName: string;
  readonly hostHeader: string;
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** From the start to the last byte of the answer, without what is spent on waiting for room. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Awaited before more is read of a large answer than there is room for; may call `giveWay`, which breaks it off. */
  readonly roomFor?: (bytes: number, giveWay: GiveWay) => Promise<void>;
}

/** The whole answer. */
export interface HttpsAnswer {
  readonly status: number;
  /** By their names in lower case; repeated headers are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** As it came: to put the state of a large room together takes long, and its reader needs no more than a part at a time. */
  readonly body: readonly Uint8Array[];
}

/** An answer, or why there is none. `sent`: the other side may have seen the request. */
export type HttpsOutcome =
  | { readonly ok: true; readonly answer: HttpsAnswer }
  | { readonly ok: false; readonly sent: boolean; readonly error: FederationError };

/** TLS trust and address policy. */
export interface HttpsClientOptions {
  /** Certificates in PEM of authorities to trust besides those that Node trusts. */
  readonly ca?: readonly string[];
  /** The default is public addresses only. */
  readonly addresses?: AddressPolicy;
  readonly hosts?: HostResolver;
  /** How long a connection may take. The default is 10 seconds. */
  readonly connectTimeoutMs?: number;
  /** The default is one with room for four answers of the largest size. */
  readonly arriving?: Arriving;
}

const MAX_HEADER_BYTES = 16 * 1024;
/** Answers of the kind 1xx before the one that counts: their bytes count towards no limit. */
const MAX_HINTS = 20;

/** Calls servers over TLS, and keeps connections open for the next call. */
export class HttpsClient {
  readonly #authorities: readonly string[];
  #opened: Agent | undefined;
  readonly #addresses: AddressPolicy;
  readonly #lookup: LookupFunction;
  readonly #connectTimeoutMs: number;
  readonly #arriving: Arriving;
  readonly #closing = new AbortController();

  constructor(options: HttpsClientOptions = {}) {
    const { ca = [], addresses = publicAddress, hosts = systemHosts, connectTimeoutMs = 10_000 } = options;
    this.#authorities = ca;
    this.#addresses = addresses;
    this.#lookup = guardedLookup(addresses, hosts);
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#arriving = options.arriving ?? new Arriving();
    // Each call that is under way listens.
    setMaxListeners(0, this.#closing.signal);
  }

  /**
   * Made for the first call, and once: reading all authorities takes longer than the rest of a start, or of a handshake. Without
   * any of our own, the defaults of Node hold, and with them NODE_EXTRA_CA_CERTS.
   */
  get #agent(): Agent {
    const ca = this.#authorities;
    this.#opened ??= new Agent({
      keepAlive: true,
      maxFreeSockets: 2,
      // An idle connection closes after that; waiting answers have deadlines of their own.
      timeout: 60_000,
      secureContext: createSecureContext({
        minVersion: "TLSv1.2",
        ...(ca.length === 0 ? {} : { ca: [...rootCertificates, ...ca] }),
      }),
    });
    return this.#opened;
  }

  /** Never rejects. */
  async exchange(call: HttpsRequest): Promise<HttpsOutcome> {
    // Literals are connected to without a lookup, so they are judged here.
    if (isIP(call.host) !== 0 && !this.#addresses(call.host))
      return failure(false, "refused-address", new RefusedAddressError(call.host).message);
    const begun = performance.now();
    const first = await this.#attempt(call, call.timeoutMs);
    if (first.ok || !first.stale) return first;
    // A kept connection may be closed by the other side just as we use it: retry once on a fresh one, in the time that is left.
    return this.#attempt(call, call.timeoutMs - (performance.now() - begun));
  }

  /** Breaks off what is on its way, closes what is open, and opens nothing any more. */
  close(): void {
    this.#closing.abort();
    this.#opened?.destroy();
  }

  #optionsOf(call: HttpsRequest): RequestOptions {
    const name = call.certificateName;
    const length = call.body === undefined ? {} : { "content-length": String(call.body.length) };
    return {
      agent: this.#agent,
      host: call.host,
      port: call.port,
      method: call.method,
      path: call.path,
      // Without a word on encodings, all are welcome; answers are read as they come.
      headers: { "accept-encoding": "identity", ...call.headers, ...length, host: call.hostHeader },
      setHost: false,
      lookup: this.#lookup,
      // SNI carries host names only.
      servername: isIP(name) === 0 ? name : "",
      checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
      maxHeaderSize: MAX_HEADER_BYTES,
    };
  }

  #attempt(call: HttpsRequest, leftMs: number): Promise<HttpsOutcome & { readonly stale?: boolean }> {
    const ends = [this.#closing.signal, ...(call.signal === undefined ? [] : [call.signal])];
    if (ends.some(({ aborted }) => aborted))
      return Promise.resolve(failure(false, "aborted", "given up before it was sent"));
    return new Promise((resolve) => {
      let connected = false;
      let answered = false;
      const outgoing = request(this.#optionsOf(call));
      const giveWay = (why: string): void => fail("busy", why);
      const arrival = this.#arriving.begin(() => giveWay("too much was arriving at once"));
      const settle = (outcome: HttpsOutcome & { readonly stale?: boolean }): void => {
        arrival.end();
        clearTimeout(connecting);
        deadline.end();
        for (const end of ends) end.removeEventListener("abort", abort);
        resolve(outcome);
        if (!outcome.ok) outgoing.destroy();
      };
      const fail = (kind: FailureKind, message: string): void => settle(failure(connected, kind, message));
      const abort = (): void => fail("aborted", "given up");
      const connecting = setTimeout(() => {
        if (!connected) fail("timeout", `no connection within ${this.#connectTimeoutMs} ms`);
      }, this.#connectTimeoutMs);
      const deadline = new Deadline(leftMs, () =>
        fail("timeout", `no whole answer within ${call.timeoutMs} ms`),
      );
      for (const end of ends) end.addEventListener("abort", abort);

      outgoing.on("socket", (socket) => {
        connected = outgoing.reusedSocket;
        if (connected) return;
        socket.once("secureConnect", () => {
          connected = true;
        });
      });
      outgoing.on("error", (error) => {
        if (error instanceof RefusedAddressError) return fail("refused-address", error.message);
        const stale = outgoing.reusedSocket && !answered;
        settle({ ...failure(connected, "unreachable", error.message), stale });
      });
      let hints = 0;
      outgoing.on("information", () => {
        if (++hints > MAX_HINTS) fail("malformed", "no answer, but many announcements of one");
      });
      // Without a listener, the connection is closed and the call told of nothing.
      outgoing.on("upgrade", (_, socket) => {
        socket.destroy();
        fail("malformed", "another protocol in the place of an answer");
      });
      outgoing.on("response", (incoming) => {
        answered = true;
        const { statusCode: status = 0 } = incoming;
        receiveAnswer(incoming, {
          maxBytes: call.maxBytes,
          roomFor: call.roomFor,
          giveWay,
          arrival,
          deadline,
          onBody: (body) =>
            settle({ ok: true, answer: { status, headers: joinHeaders(incoming.rawHeaders), body } }),
          onFailure: fail,
        });
      });
      outgoing.end(call.body);
    });
  }
}

type FailureKind = Exclude<FederationError["kind"], "http">;

function failure(
  sent: boolean,
  kind: FailureKind,
  message: string,
): Extract<HttpsOutcome, { readonly ok: false }> {
  return { ok: false, sent, error: { kind, message } };
}

function joinHeaders(raw: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at]?.toLowerCase() ?? "";
    const value = raw[at + 1] ?? "";
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

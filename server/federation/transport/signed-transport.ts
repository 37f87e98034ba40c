/** Signed requests to other servers: find them, sign, send, read the answer. */
import { type JsonValue, type KeyPair, signRequest, tryCanonicalEventJson } from "@knockgen/auth";
import { BoundedMap } from "../../bounds/bounded-map.js";
import { Slots, type SlotsOptions } from "../../bounds/slots.js";
import type { Discovered, Discovery } from "./discovery.js";
import { currentCaller } from "./for-callers.js";
import { holdingIfGood } from "./held-answers.js";
import type { HttpsClient, HttpsOutcome } from "./https-client.js";
import { type ArrivingAnswer, LargeAnswers } from "./large-answers.js";
import { readAnswer } from "./read-answer.js";
import { lengthOf } from "./read-json.js";
import {
  type FederationFailure,
  type FederationRequest,
  type FederationResult,
  type FederationTransport,
  failed,
} from "./transport.js";

/** Context of sending. */
export interface SignedTransportOptions {
  readonly serverName: string;
  /** The key to sign with at the moment. */
  readonly signingKey: () => KeyPair;
  readonly https: HttpsClient;
  readonly discovery: Pick<Discovery, "discover">;
  /** The default is 30 seconds. */
  readonly timeoutMs?: number;
  /** The default is 32 MiB, which the state of a large room may need. */
  readonly maxBytes?: number;
  /** The default is 8 requests to a server at once, and 100 that wait. */
  readonly slots?: SlotsOptions;
  readonly large?: LargeAnswers;
  /** Is told of every server that has answered, and that has not. */
  readonly observe?: (destination: string, answered: boolean) => void;
}

const MIB = 1024 * 1024;
/** Requests for one user, or for all clients without an account: at once, and waiting. */
const FOR_CALLER: SlotsOptions = { perKey: 6, waitingPerKey: 250 };
/** The same to servers that were silent: in a line of their own, as they may be again and hold the others up. */
const TO_SILENT: SlotsOptions = { ...FOR_CALLER, perKey: 2 };
/** The same for all callers together. */
const FOR_ALL: SlotsOptions = { perKey: 128, waitingPerKey: Number.POSITIVE_INFINITY };
/** Servers that have not answered lately. */
const MAX_SILENT = 10_000;
const MAX_ADDRESSES = 5;

/** Sends signed requests over TLS. Follows no redirects: only the well-known file says where a server is. */
export class SignedTransport implements FederationTransport {
  readonly #options: SignedTransportOptions;
  readonly #slots: Slots;
  readonly #forCallers = new Slots(FOR_CALLER);
  readonly #toSilent = new Slots(TO_SILENT);
  readonly #forAll = new Slots(FOR_ALL);
  readonly #silent = new BoundedMap<string, true>(MAX_SILENT);
  readonly #large: LargeAnswers;

  constructor(options: SignedTransportOptions) {
    this.#options = options;
    this.#large = options.large ?? new LargeAnswers();
    this.#slots = new Slots(options.slots ?? { perKey: 8, waitingPerKey: 100 });
  }

  async request(request: FederationRequest): Promise<FederationResult<JsonValue>> {
    const { destination, signal } = request;
    // Waiting for a slot, or for name servers, does not outlast the caller's patience either.
    const result = await holdingIfGood(() => orAborted(this.#sendInTurn(request), signal));
    return result ?? failed("busy", `too many requests to ${destination} wait already`);
  }

  #sendInTurn(request: FederationRequest): Promise<FederationResult<JsonValue> | undefined> {
    const caller = currentCaller();
    if (caller !== undefined) return this.#sendFor(caller, request);
    return this.#slots.run(request.destination, (release) => this.#send(request, release));
  }

  /** The slot that all callers share is taken last, and not while waiting for the server. */
  #sendFor(caller: string, request: FederationRequest): Promise<FederationResult<JsonValue> | undefined> {
    const { destination } = request;
    const ofCaller = this.#silent.get(destination) ? this.#toSilent : this.#forCallers;
    return ofCaller.run(caller, (ofTheCaller) =>
      this.#slots.run(destination, (ofTheServer) =>
        this.#forAll.run("", (ofAll) =>
          this.#send(request, () => {
            for (const release of [ofAll, ofTheServer, ofTheCaller]) release();
          }),
        ),
      ),
    );
  }

  /** An answer that waits for room gives its slots back: those who wait for them may be the ones that it waits for. */
  async #send(request: FederationRequest, release: () => void): Promise<FederationResult<JsonValue>> {
    const { destination, content, signal } = request;
    if (signal?.aborted) return GIVEN_UP;
    const text = content === undefined ? undefined : tryCanonicalEventJson(content);
    if (text?.ok === false) return failed("unsendable", text.error.message);
    const found = await this.#options.discovery.discover(destination);
    if (!found.ok) {
      this.#silent.set(destination, true);
      return found;
    }
    const arriving = this.#large.begin(destination, release);
    const outcome = await this.#exchange(request, text?.value, found.value, arriving.roomFor);
    this.#note(destination, outcome);
    if (!outcome.ok || signal?.aborted) {
      arriving.drop();
      return outcome.ok ? GIVEN_UP : outcome;
    }
    arriving.settle(lengthOf(outcome.answer.body));
    return readAnswer(outcome.answer);
  }

  /** Keeps in mind which servers are silent. */
  #note(destination: string, outcome: HttpsOutcome): void {
    const { kind } = outcome.ok ? { kind: undefined } : outcome.error;
    const answered = outcome.ok || kind === "too-large" || kind === "busy";
    if (answered) this.#silent.delete(destination);
    else this.#silent.set(destination, true);
    if (kind !== "aborted") this.#options.observe?.(destination, answered);
  }

  /** The next address is tried as long as none has seen the request. */
  async #exchange(
    request: FederationRequest,
    text: string | undefined,
    { addresses, hostHeader, certificateName }: Discovered,
    roomFor: ArrivingAnswer["roomFor"],
  ): Promise<HttpsOutcome> {
    const { https, serverName, signingKey, timeoutMs = 30_000, maxBytes = 32 * MIB } = this.#options;
    const { destination, method, uri, content, signal } = request;
    const authorization = signRequest(
      { method, uri, origin: serverName, destination, content },
      signingKey(),
    );
    const body = text === undefined ? undefined : new TextEncoder().encode(text);
    const headers = {
      authorization,
      accept: "application/json",
      "user-agent": "knockgen",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    let last: HttpsOutcome = {
      ok: false,
      sent: false,
      error: { kind: "unreachable", message: `${destination} offers no federation` },
    };
    for (const address of addresses.slice(0, MAX_ADDRESSES)) {
      last = await https.exchange({
        ...address,
        certificateName,
        hostHeader,
        method,
        path: uri,
        headers,
        ...(body === undefined ? {} : { body }),
        timeoutMs: request.timeoutMs ?? timeoutMs,
        maxBytes: Math.min(request.maxBytes ?? maxBytes, maxBytes),
        signal,
        roomFor,
      });
      if (last.ok || last.sent || last.error.kind === "aborted") return last;
    }
    return last;
  }
}

const GIVEN_UP: FederationFailure = failed("aborted", "given up");

/** The outcome of some work, or that the caller has given up meanwhile. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | typeof GIVEN_UP> {
  if (signal === undefined) return work;
  let onAbort = (): void => {};
  const aborted = new Promise<typeof GIVEN_UP>((resolve) => {
    onAbort = () => resolve(GIVEN_UP);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

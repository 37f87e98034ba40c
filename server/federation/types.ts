/** Types that the parts of federation share, and their stores: the store implements the last four interfaces. */
import type { JsonObject, JsonValue, KeyPair, RetiredKey, ServerKey } from "@knockgen/auth";

/** Milliseconds since 1970. Tests pass their own. */
export type Clock = () => number;

/** Why an exchange with another server came to nothing. `http` is an answer, but not a good one. */
export type FederationError =
  | { readonly kind: "invalid-name"; readonly message: string }
  /** The server's address is one that we do not call. */
  | { readonly kind: "refused-address"; readonly message: string }
  /** No address, no connection, no valid certificate, or the connection broke. */
  | { readonly kind: "unreachable"; readonly message: string }
  | { readonly kind: "timeout"; readonly message: string }
  /** The answer is larger than we read. */
  | { readonly kind: "too-large"; readonly message: string }
  /** The answer is not JSON, or lacks a required property. */
  | { readonly kind: "malformed"; readonly message: string }
  /** Too many requests to this server wait already. */
  | { readonly kind: "busy"; readonly message: string }
  /** The caller has given up. */
  | { readonly kind: "aborted"; readonly message: string }
  | {
      readonly kind: "http";
      readonly status: number;
      readonly message: string;
      /** Empty where the answer has none. */
      readonly errcode: string;
      /** The whole answer, `{}` if it is not a JSON object. */
      readonly body: JsonObject;
      /** When to ask again, if the answer says so. */
      readonly retryAfterMs?: number;
    };

/** A value from another server, or why there is none. */
export type FederationResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: FederationError };

/** A request to another server, before it is signed. */
export interface FederationRequest {
  readonly destination: string;
  readonly method: "GET" | "PUT" | "POST";
  /** Path and query, encoded as they are to be sent and signed. */
  readonly uri: string;
  readonly content?: JsonValue;
  readonly timeoutMs?: number;
  /** The largest answer to read. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

/** Sends requests; everything that calls other servers asks for no more than this. */
export interface FederationTransport {
  request(request: FederationRequest): Promise<FederationResult<JsonValue>>;
}

/** Our signing keys: those in use, and those that were. */
export interface OwnKeys {
  /** Never empty; the first one signs. */
  readonly current: readonly [KeyPair, ...KeyPair[]];
  readonly retired: readonly RetiredKey[];
}

/** Known keys of another server. */
export interface KnownServerKeys {
  readonly server: string;
  /** Keys of earlier documents included, as old events need them. */
  readonly keys: readonly ServerKey[];
  /** The newest document as the server signed it, for those who ask us as a notary. */
  readonly document: JsonObject;
  /** Until when that document says it is good. */
  readonly validUntilTs: number;
  readonly obtainedTs: number;
}

/** Keeps signing keys. */
export interface KeyStore {
  /**
   * Our keys. Where there are none, `candidate` becomes the first, and is given back as stored: of several processes
   * that start at once on an empty store, one wins and all get its key.
   */
  ownKeys(candidate: () => KeyPair): Promise<OwnKeys>;
  /** Signs with this key from now on; those in use so far count for nothing that is younger than a time. */
  rotateOwnKeys(next: KeyPair, expiredTs: number): Promise<OwnKeys>;
  loadServerKeys(server: string): Promise<KnownServerKeys | undefined>;
  /** Replaces what is known of a server. */
  saveServerKeys(known: KnownServerKeys): Promise<void>;
}

/** Something to be sent to a server. */
export interface OutboxItem {
  /** An EDU that is of use only while it is new, such as a receipt, is an `edu`; one that has to arrive is a `message`. */
  readonly kind: "pdu" | "edu" | "message";
  /** As it is sent. */
  readonly json: JsonObject;
}

/** Something that waits in the outbox. */
export interface OutboxEntry extends OutboxItem {
  /** Grows with every entry for the destination; entries are sent in this order. */
  readonly sequence: number;
  readonly queuedTs: number;
}

/** How sending to a server has gone. */
export interface DestinationState {
  readonly destination: string;
  /** Failures since the last success. */
  readonly failures: number;
  /** Not to be called before that. 0: at any time. */
  readonly retryAt: number;
  /** 0: never. */
  readonly lastSuccessTs: number;
}

/** Keeps what is to be sent to other servers until they have it. */
export interface OutboxStore {
  /**
   * Adds items for each destination, all or nothing. A store that saves an event and its outbox entries in one
   * database transaction does so by itself, and calls `TransactionQueue.wake` afterwards.
   */
  append(destinations: readonly string[], items: readonly OutboxItem[], now: number): Promise<void>;
  /** The oldest entries: in order, up to `pdus` events and `edus` of the other kinds. */
  peek(destination: string, pdus: number, edus: number): Promise<readonly OutboxEntry[]>;
  remove(destination: string, sequences: readonly number[]): Promise<void>;
  /** Drops the oldest entries beyond these numbers, and says how many; as many messages as events are kept. */
  trim(destination: string, pdus: number, edus: number): Promise<number>;
  /** The destinations for which something waits. */
  waiting(): Promise<readonly string[]>;
  /** Undefined for a server that has never been sent anything. */
  loadDestination(destination: string): Promise<DestinationState | undefined>;
  saveDestination(state: DestinationState): Promise<void>;
  /**
   * Takes, or prolongs, the right to send to a destination; false while another process has it. It ends by itself, so
   * a process that dies does not block others for long.
   */
  claim(destination: string, owner: string, now: number, untilTs: number): Promise<boolean>;
  release(destination: string, owner: string): Promise<void>;
}

/** Keeps the answers that transactions were given, so that a repeat is answered alike. */
export interface InboxStore {
  loadAnswer(origin: string, txnId: string): Promise<JsonObject | undefined>;
  saveAnswer(origin: string, txnId: string, answer: JsonObject, now: number): Promise<void>;
  /** Forgets answers that were given before a time. */
  forgetAnswers(beforeTs: number): Promise<void>;
}

/** The keys of other servers: fetched when they are needed, kept, and asked for no more often than sensible. */
import { isKeyCurrent, isServerName, type KeyLookup, type ServerKey } from "@knockgen/auth";
import { heapBytes, shareOfHeap } from "../../bounds/heap-size.js";
import { SingleFlight } from "../../bounds/single-flight.js";
import { SizedCache } from "../../bounds/sized-cache.js";
import { Slots } from "../../bounds/slots.js";
import type { Clock } from "../../values/clock.js";
import { AskingPauses } from "./asking-pauses.js";
import type { FetchedKeys, KeyFetcher } from "./key-fetcher.js";
import type { KeyStore, KnownServerKeys } from "./key-store.js";
import { mergeKeys } from "./known-keys.js";
import type { OwnKeyRing } from "./own-keys.js";

/** Keys needed for one check. */
export interface WantedKeys {
  /** Any one of them will do: a signature by an unknown key counts for nothing, and one good signature is enough. */
  readonly keyIds: readonly string[];
  /** When the signature was made: now for requests, `origin_server_ts` for events. */
  readonly ts: number;
}

/** Parts of the ring. */
export interface KeyRingOptions {
  readonly own: OwnKeyRing;
  readonly store: KeyStore;
  readonly fetcher: KeyFetcher;
  /** Servers to ask about servers that do not answer. They are trusted with that. The default is none. */
  readonly notaries?: readonly string[];
  readonly clock?: Clock;
  /** How many silent servers to remember. The default is 10,000. */
  readonly remember?: number;
}

/** Servers to ask at once for all strangers together, and how many may wait for it. */
const FOR_OTHERS = { perKey: 4, waitingPerKey: 200 };
/** The same for those that say they call, all together and from one address. */
const CALLERS = { perKey: 32, waitingPerKey: 1_000 };
const CALLERS_AT_ADDRESS = { perKey: 4, waitingPerKey: 50 };
/** How many servers to ask at once for one caller. */
const AT_ONCE = 16;
/** Of heap, for a key beside the document that lists it. */
const KEY_BYTES = 300;

/** Finds keys for the engine's checks, which are synchronous and see only what is at hand. */
export class KeyRing {
  readonly #options: KeyRingOptions;
  readonly #clock: Clock;
  /** O8: a stranger's document may be 64 KiB of anything, and strangers may have any number of names. */
  readonly #known = new SizedCache<string, KnownServerKeys>({
    maxBytes: shareOfHeap(1 / 32, 64),
    sizeOf: ({ document, keys }) => heapBytes(document) + keys.length * KEY_BYTES,
  });
  readonly #pauses: AskingPauses;
  /** O11: a question may name a hundred servers, and cost its sender nothing. */
  readonly #forOthers = new Slots(FOR_OTHERS);
  /** Nor does a request that names a server which it is not from. */
  readonly #forCallers = new Slots(CALLERS);
  readonly #forAddresses = new Slots(CALLERS_AT_ADDRESS);
  readonly #flights = new SingleFlight<KnownServerKeys | undefined>();

  constructor(options: KeyRingOptions) {
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
    this.#pauses = new AskingPauses(options.remember ?? 10_000);
  }

  /** Of heap, about. */
  get bytes(): number {
    return this.#known.bytes;
  }

  /**
   * Fetches what is missing, and gives a lookup of all that is known of these servers. Never rejects for what others
   * do: of a server that does not answer, no keys are known.
   */
  async lookup(wanted: ReadonlyMap<string, readonly WantedKeys[]>): Promise<KeyLookup> {
    const found = new Map<string, readonly ServerKey[]>();
    const queue = [...wanted];
    const worker = async (): Promise<void> => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop())
        found.set(next[0], await this.keysOf(...next));
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, worker));
    return (server) => found.get(server) ?? [];
  }

  /** Keys of one server, after asking for missing ones. */
  async keysOf(server: string, wanted: readonly WantedKeys[]): Promise<readonly ServerKey[]> {
    const { own } = this.#options;
    if (server === own.serverName) return own.publicKeys;
    return (await this.refresh(server, (present) => this.#hasAll(present, wanted)))?.keys ?? [];
  }

  /** As `keysOf`, of the server that a request says it is from; undefined where too many wait for theirs. */
  async keysOfCaller(
    server: string,
    wanted: readonly WantedKeys[],
    address: string,
  ): Promise<readonly ServerKey[] | undefined> {
    const known = await this.#present(server);
    if (known !== undefined && this.#hasAll(known, wanted)) return known.keys;
    return this.#forAddresses.run(address, () => this.#forCallers.run("", () => this.keysOf(server, wanted)));
  }

  #hasAll(known: KnownServerKeys, wanted: readonly WantedKeys[]): boolean {
    const now = this.#clock();
    return wanted.every((keys) => satisfies(known, keys, now));
  }

  /** Keys of a server, requested again if the known ones do not suffice. */
  async refresh(
    server: string,
    isEnough: (known: KnownServerKeys) => boolean,
  ): Promise<KnownServerKeys | undefined> {
    const known = await this.#present(server);
    if (known !== undefined && isEnough(known)) return known;
    if (!isServerName(server) || !this.#pauses.isOver(server, this.#clock())) return known;
    return this.#flights.run(server, () => this.#fetch(server, isEnough));
  }

  /**
   * As `refresh`, on behalf of callers who are not known. All of them together have a few connections at a time; one that finds
   * no place, or none while it waits, is given what is known.
   */
  async refreshForOthers(
    server: string,
    isEnough: (known: KnownServerKeys) => boolean,
    waits: AbortSignal,
  ): Promise<KnownServerKeys | undefined> {
    const known = await this.#present(server);
    if (known !== undefined && isEnough(known)) return known;
    const ask = async (): Promise<KnownServerKeys | undefined> =>
      waits.aborted ? undefined : this.refresh(server, isEnough);
    return (await this.#forOthers.run("", ask)) ?? known;
  }

  /** Keys that are known without asking. */
  async #present(server: string): Promise<KnownServerKeys | undefined> {
    const known = this.#known.get(server);
    if (known !== undefined) return known;
    const stored = await this.#options.store.loadServerKeys(server);
    if (stored !== undefined) this.#known.set(server, stored);
    return stored;
  }

  async #fetch(
    server: string,
    isEnough: (known: KnownServerKeys) => boolean,
  ): Promise<KnownServerKeys | undefined> {
    const { fetcher, notaries = [] } = this.#options;
    let known = this.#known.get(server);
    let answered = false;
    const take = async (fetched: FetchedKeys | undefined): Promise<boolean> => {
      if (fetched === undefined) return false;
      answered = true;
      known = await this.#keep(server, known, fetched);
      return isEnough(known);
    };
    let enough = await take(await fetcher.direct(server));
    for (const notary of notaries) {
      if (enough || notary === server) continue;
      const keys = await this.#notaryKeys(notary);
      enough = await take(await fetcher.fromNotary(notary, keys, server, this.#clock()));
    }
    this.#pauses.note(server, this.#clock(), enough ? "enough" : answered ? "answered" : "silent");
    return known;
  }

  async #keep(
    server: string,
    before: KnownServerKeys | undefined,
    fetched: FetchedKeys,
  ): Promise<KnownServerKeys> {
    const known = mergeKeys(server, before, fetched);
    this.#known.set(server, known);
    await this.#options.store.saveServerKeys(known);
    return known;
  }

  /** A notary's keys come from itself only; else two notaries could send us round in circles. */
  async #notaryKeys(notary: string): Promise<ReadonlyMap<string, string>> {
    const now = this.#clock();
    let known = await this.#present(notary);
    if (known === undefined || known.validUntilTs <= now) {
      const fetched = await this.#options.fetcher.direct(notary);
      if (fetched !== undefined) known = await this.#keep(notary, known, fetched);
    }
    const current = (known?.keys ?? []).filter((key) => isKeyCurrent(key, now));
    return new Map(current.map(({ keyId, publicKey }) => [keyId, publicKey]));
  }
}

/** True if one of the keys is known and valid at the time; a time in the future is never certain. */
function satisfies(known: KnownServerKeys, { keyIds, ts }: WantedKeys, now: number): boolean {
  return known.keys.some(
    (key) =>
      keyIds.includes(key.keyId) && (key.expiredTs !== undefined || isKeyCurrent(key, Math.min(ts, now))),
  );
}

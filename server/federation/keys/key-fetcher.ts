/** Other servers' key documents: from the server itself, or from a notary that we trust. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  own,
  type ServerKey,
  tryCanonicalJson,
  verifyJson,
  verifyKeyDocument,
} from "@knockgen/auth";
import type { Clock } from "../../values/clock.js";
import type { FederationTransport } from "../transport/transport.js";

/** A document that was checked. */
export interface FetchedKeys {
  readonly source: "server" | "notary";
  readonly document: JsonObject;
  readonly keys: readonly ServerKey[];
  readonly validUntilTs: number;
  readonly obtainedTs: number;
}

/** How to fetch. */
export interface KeyFetcherOptions {
  readonly transport: FederationTransport;
  readonly clock?: Clock;
  /** For each server asked. The default is 10 seconds. */
  readonly timeoutMs?: number;
}

/** Far more than honest documents have, little enough to keep. */
const MAX_BYTES = 64 * 1024;
const MAX_KEYS = 100;

/** Fetches and checks key documents; gives undefined for what is not there or not right. */
export class KeyFetcher {
  readonly #transport: FederationTransport;
  readonly #clock: Clock;
  readonly #timeoutMs: number;

  constructor({ transport, clock = Date.now, timeoutMs = 10_000 }: KeyFetcherOptions) {
    this.#transport = transport;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** Asks the server itself; its certificate vouches for it. */
  async direct(server: string): Promise<FetchedKeys | undefined> {
    const answer = await this.#get(server, "/_matrix/key/v2/server");
    return answer === undefined ? undefined : this.#check(answer, server, "server");
  }

  /**
   * Asks a notary whose keys are known. Anybody can sign a document with keys that it lists itself, so the notary's
   * signature is what makes it count.
   */
  async fromNotary(
    notary: string,
    notaryKeys: ReadonlyMap<string, string>,
    server: string,
    minimumValidUntilTs: number,
  ): Promise<FetchedKeys | undefined> {
    const query = `minimum_valid_until_ts=${Math.floor(minimumValidUntilTs)}`;
    const answer = await this.#get(notary, `/_matrix/key/v2/query/${encodeURIComponent(server)}?${query}`);
    const listed = isJsonObject(answer) ? own(answer, "server_keys") : undefined;
    const checked: FetchedKeys[] = [];
    for (const document of Array.isArray(listed) ? listed.slice(0, 10) : []) {
      if (!isJsonObject(document) || !verifyJson(document, notary, notaryKeys).ok) continue;
      const keys = this.#check(document, server, "notary");
      if (keys !== undefined) checked.push(keys);
    }
    return checked.sort((a, b) => b.validUntilTs - a.validUntilTs)[0];
  }

  async #get(destination: string, uri: string): Promise<JsonValue | undefined> {
    const answer = await this.#transport.request({
      destination,
      method: "GET",
      uri,
      timeoutMs: this.#timeoutMs,
      // All in all, with its turn to wait for and other addresses to try: others who need keys may wait for this question to
      // end, and who is asked decides for how long earlier questions take.
      signal: AbortSignal.timeout(3 * this.#timeoutMs),
      maxBytes: MAX_BYTES,
    });
    return answer.ok ? answer.value : undefined;
  }

  #check(document: JsonValue, server: string, source: FetchedKeys["source"]): FetchedKeys | undefined {
    // Floats and integers beyond 2^53-1 are not what is signed anywhere, and not what every store keeps.
    if (!isJsonObject(document) || !tryCanonicalJson(document, { strict: true }).ok) return undefined;
    const obtainedTs = this.#clock();
    const check = verifyKeyDocument(document, server, obtainedTs);
    if (!check.ok || check.keys.length > MAX_KEYS) return undefined;
    return { source, document, keys: check.keys, validUntilTs: check.validUntilTs, obtainedTs };
  }
}

/** Answers to servers that ask us for others' keys (server-server API, "Querying Keys Through Another Server"). */
import { canonicalEventJson, type JsonObject, signJson } from "@knockgen/auth";
import { endOf } from "../../bounds/end-of.js";
import { Turns } from "../../bounds/turns.js";
import type { Clock } from "../../values/clock.js";
import type { KeyRing } from "./key-ring.js";
import type { KnownServerKeys } from "./key-store.js";
import type { OwnKeyRing } from "./own-keys.js";

/** Whose keys are wanted, and until when they should be good at least. */
export type NotaryQuery = ReadonlyMap<string, number | undefined>;

/** The keys that are vouched for, and those that it is done with. */
interface Vouching {
  readonly keys: KeyRing;
  readonly ownKeys: OwnKeyRing;
  readonly now: Clock;
}

/** More servers than that are not looked up in one request. */
const MAX_SERVERS = 100;

/** Servers that have not answered by then are left out: anybody can ask for those that never do. */
const PATIENCE_MS = 20_000;

/** Bytes of all documents together: honest ones take a kilobyte or two, and anybody can ask. */
const MAX_BYTES = 512 * 1024;

/** `server_keys` of the answer; servers that are unknown and do not answer are left out. */
export async function notaryAnswer(
  { keys, ownKeys, now }: Vouching,
  query: NotaryQuery,
  patienceMs: number = PATIENCE_MS,
): Promise<readonly JsonObject[]> {
  const signal = AbortSignal.timeout(patienceMs);
  const documentOf = async ([server, minimumTs]: readonly [string, number | undefined]): Promise<
    JsonObject | undefined
  > => {
    if (server === ownKeys.serverName) return ownKeys.document();
    const isEnough = (known: KnownServerKeys): boolean => isFresh(known, minimumTs ?? now(), now());
    return (await keys.refreshForOthers(server, isEnough, signal))?.document;
  };
  const documents: (JsonObject | undefined)[] = [];
  const asked = [...query].slice(0, MAX_SERVERS).map(async (wanted, at) => {
    documents[at] = await documentOf(wanted);
  });
  await Promise.race([Promise.all(asked), endOf(signal)]);
  const signed: JsonObject[] = [];
  const turns = new Turns();
  let left = MAX_BYTES;
  for (const document of [...documents]) {
    if (document === undefined) continue;
    await turns.next();
    left -= Buffer.byteLength(canonicalEventJson(document));
    if (left < 0) break;
    signed.push(signJson(document, ownKeys.serverName, ownKeys.signingKey));
  }
  return signed;
}

/** Notaries keep an answer for half of its lifetime. */
function isFresh({ obtainedTs, validUntilTs }: KnownServerKeys, minimumTs: number, now: number): boolean {
  const half = obtainedTs + (validUntilTs - obtainedTs) / 2;
  return validUntilTs >= minimumTs && now <= half;
}

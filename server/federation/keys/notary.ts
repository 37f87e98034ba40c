/** Answers to servers that ask us for others' keys (server-server API, "Querying Keys Through Another Server"). */
import { canonicalEventJson, type JsonObject, signJson } from "@knockgen/auth";
import { Turns } from "../../bounds/turns.js";
import type { Clock } from "../../values/clock.js";
import type { KeyRing } from "./key-ring.js";
import type { KnownServerKeys } from "./key-store.js";
import type { OwnKeyRing } from "./own-keys.js";

/** Whose keys are wanted, and until when they should be good at least. */
export type NotaryQuery = ReadonlyMap<string, number | undefined>;

/** More servers than that are not looked up in one request. */
const MAX_SERVERS = 100;

/** Bytes of all documents together: honest ones take a kilobyte or two, and anybody can ask. */
const MAX_BYTES = 512 * 1024;

/** `server_keys` of the answer; servers that are unknown and do not answer are left out. */
export async function notaryAnswer(
  query: NotaryQuery,
  ring: KeyRing,
  own: OwnKeyRing,
  clock: Clock = Date.now,
): Promise<readonly JsonObject[]> {
  const documentOf = async ([server, minimumTs]: readonly [string, number | undefined]): Promise<
    JsonObject | undefined
  > => {
    if (server === own.serverName) return own.document();
    const known = await ring.refreshForOthers(server, (present) =>
      isFresh(present, minimumTs ?? clock(), clock()),
    );
    return known?.document;
  };
  const documents = await Promise.all([...query].slice(0, MAX_SERVERS).map(documentOf));
  const signed: JsonObject[] = [];
  const turns = new Turns();
  let left = MAX_BYTES;
  for (const document of documents) {
    if (document === undefined) continue;
    await turns.next();
    left -= Buffer.byteLength(canonicalEventJson(document));
    if (left < 0) break;
    signed.push(signJson(document, own.serverName, own.signingKey));
  }
  return signed;
}

/** Notaries keep an answer for half of its lifetime. */
function isFresh({ obtainedTs, validUntilTs }: KnownServerKeys, minimumTs: number, now: number): boolean {
  const half = obtainedTs + (validUntilTs - obtainedTs) / 2;
  return validUntilTs >= minimumTs && now <= half;
}

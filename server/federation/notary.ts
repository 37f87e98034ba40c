/** Answers to servers that ask us for others' keys (server-server API, "Querying Keys Through Another Server"). */
import { type JsonObject, signJson } from "@knockgen/auth";
import type { Clock } from "./clock.js";
import type { KeyRing } from "./key-ring.js";
import type { KnownServerKeys } from "./key-store.js";
import type { OwnKeyRing } from "./own-keys.js";

/** Whose keys are wanted, and until when they should be good at least. */
export type NotaryQuery = ReadonlyMap<string, number | undefined>;

/** More servers than that are not looked up in one request. */
const MAX_SERVERS = 100;

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
    // Our own signature is there already.
    if (server === own.serverName) return own.document();
    const known = await ring.refreshForOthers(server, (present) =>
      isFresh(present, minimumTs ?? clock(), clock()),
    );
    return known === undefined ? undefined : signJson(known.document, own.serverName, own.signingKey);
  };
  const documents = await Promise.all([...query].slice(0, MAX_SERVERS).map(documentOf));
  return documents.filter((document) => document !== undefined);
}

/** Notaries keep an answer for half of its lifetime. */
function isFresh({ obtainedTs, validUntilTs }: KnownServerKeys, minimumTs: number, now: number): boolean {
  const half = obtainedTs + (validUntilTs - obtainedTs) / 2;
  return validUntilTs >= minimumTs && now <= half;
}

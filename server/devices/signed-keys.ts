/** Keys with the signatures that were added to them later (C170). */
import { isJsonObject, type JsonObject, own } from "@knockgen/auth";
import type { KeySignature } from "../store/devices/cross-signing-store.js";
import { groupBy } from "../values/group.js";

/** By user and by the name of the key. */
export type SignaturesOn = (userId: string, keyName: string) => readonly KeySignature[];

/** Finds signatures by what they are on. */
export function signaturesBy(signatures: readonly KeySignature[]): SignaturesOn {
  const place = (userId: string, keyName: string): string => JSON.stringify([userId, keyName]);
  const found = groupBy(signatures, (each) => [place(each.userId, each.keyName), each]);
  return (userId, keyName) => found.get(place(userId, keyName)) ?? [];
}

/** The key as it was uploaded, but for `signatures`, which has them all, and `unsigned`, which says nothing. */
export function withSignatures(key: JsonObject, added: readonly KeySignature[]): JsonObject {
  const { unsigned: _, ...rest } = key;
  if (added.length === 0) return rest;
  const uploaded = own(key, "signatures");
  const signatures = new Map(Object.entries(isJsonObject(uploaded) ? uploaded : {}));
  for (const { signer, signerKey, signature } of added) {
    const before = signatures.get(signer);
    signatures.set(signer, { ...(isJsonObject(before) ? before : {}), [signerKey]: signature });
  }
  return { ...rest, signatures: Object.fromEntries(signatures) };
}

/** One-time keys and fallback keys as clients name them: `algorithm:id`. */
import type { JsonObject, JsonValue } from "@knockgen/auth";
import { invalidParam } from "../errors.js";
import type { NamedKey } from "../store/devices/device-key-store.js";
import { checkKeySize, MAX_CLAIMED_BYTES } from "./key-size.js";

/** Keys of one upload. Clients send no more than a hundred or so. */
const MAX_KEYS = 500;
const MAX_NAME_BYTES = 255;

/** Reads the keys of an upload. */
export function namedKeys(keys: JsonObject): readonly NamedKey[] {
  const entries = Object.entries(keys);
  if (entries.length > MAX_KEYS) throw invalidParam("These are too many keys at once");
  return entries.map(([name, key]) => namedKey(name, key));
}

function namedKey(name: string, key: JsonValue): NamedKey {
  const [algorithm = "", ...rest] = name.split(":");
  const keyId = rest.join(":");
  if (algorithm === "" || keyId === "" || Buffer.byteLength(name) > MAX_NAME_BYTES)
    throw invalidParam("A key is not named by algorithm and ID");
  checkKeySize(key, MAX_CLAIMED_BYTES);
  return { algorithm, keyId, key };
}

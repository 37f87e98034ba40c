/** SHA-256 of text: by the platform where it has one that answers at once, as Node, Deno and Bun do, else in JavaScript. */
import { sha256 } from "@noble/hashes/sha2.js";
import { encodeBase64, encodeBase64Url } from "./base64.js";

/** Hashes text as UTF-8; the hash is in unpadded base64 of one of the alphabets. */
export type Digest = (text: string, alphabet: "base64" | "base64url") => string;

const encoder = new TextEncoder();

/** Text as UTF-8. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Runs wherever JavaScript does. */
export const portableDigest: Digest = (text, alphabet) =>
  (alphabet === "base64" ? encodeBase64 : encodeBase64Url)(sha256(utf8(text)));

/** 32 bytes in base64, without the padding. */
const LETTERS = 43;

/** Platform functions in use; declared here, since the engine compiles without the types of any. */
interface Platform {
  readonly getBuiltinModule?: (name: string) => {
    readonly hash?: (algorithm: string, text: string, alphabet: string) => string;
  };
}

/** Nothing is imported for this: a bundle for browsers holds no trace of a module that they lack. */
function findPlatformDigest(): Digest | undefined {
  const platform: Platform | undefined = Reflect.get(globalThis, "process");
  const hash = platform?.getBuiltinModule?.("node:crypto")?.hash;
  return hash && ((text, alphabet) => hash("sha256", text, alphabet).slice(0, LETTERS));
}

/** About five times as fast. Undefined in browsers, whose own SHA-256 only answers later. */
export const platformDigest: Digest | undefined = findPlatformDigest();

/** The digest that hashes and event IDs are made with. Both give the same. */
export const digest: Digest = platformDigest ?? portableDigest;

/** Base64 as Matrix writes it: without padding, in the standard or the URL-safe alphabet. */

const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** By the code of a letter of either alphabet. A table: signatures of whole rooms are decoded. */
const VALUES: readonly (number | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code);
  const value = Math.max(STANDARD.indexOf(letter), URL_SAFE.indexOf(letter));
  return value < 0 ? undefined : value;
});

function encode(bytes: Uint8Array, alphabet: string): string {
  let out = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    out += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
    if (left > 1) out += alphabet.charAt((group >> 6) & 63);
    if (left > 2) out += alphabet.charAt(group & 63);
  }
  return out;
}

/** Unpadded base64 in the standard alphabet. */
export function encodeBase64(bytes: Uint8Array): string {
  return encode(bytes, STANDARD);
}

/** Unpadded base64 in the URL-safe alphabet. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return encode(bytes, URL_SAFE);
}

/** Decodes either alphabet, padded or not; undefined for anything else. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const end = text.endsWith("==") ? text.length - 2 : text.endsWith("=") ? text.length - 1 : text.length;
  if (end % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((end * 3) / 4));
  let written = 0;
  let buffer = 0;
  let bits = 0;
  for (let at = 0; at < end; at++) {
    const value = VALUES[text.charCodeAt(at)];
    if (value === undefined) return undefined;
    buffer = ((buffer << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[written++] = (buffer >> bits) & 0xff;
    }
  }
  return bytes;
}

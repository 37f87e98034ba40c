/** User IDs (appendices, "User Identifiers"), in the historical form that events may hold. */
import { isServerName } from "./server-name.js";

/** The longest identifier, in bytes. */
export const MAX_ID_BYTES = 255;

/** How many bytes text takes in UTF-8. A lone surrogate counts three, as its replacement would. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    bytes += code < 0x800 ? 1 : 2;
    const next = text.charCodeAt(at + 1);
    if (code >= 0xd800 && code < 0xdc00 && next >= 0xdc00 && next < 0xe000) at++;
  }
  return bytes;
}

/** Whether text takes more bytes than `limit`, without counting where the length alone decides. */
export function exceedsBytes(text: string, limit: number): boolean {
  if (text.length > limit) return true;
  return text.length * 3 > limit && utf8Length(text) > limit;
}

/** Whether text has the shape of a user ID, whatever its length: a valid server name after a localpart of whatever letters. */
export function hasUserIdShape(text: string): boolean {
  if (text.charCodeAt(0) !== 0x40) return false;
  const colon = text.indexOf(":");
  if (colon < 0) return false;
  const nul = text.indexOf("\0");
  return (nul < 0 || nul > colon) && isServerName(text.slice(colon + 1));
}

/** Whether a code unit may stand in the host name of a server. */
function isHostCode(code: number): boolean {
  // Lower-case letters, digits, dot and hyphen, capitals.
  if (code >= 0x61) return code <= 0x7a;
  if (code <= 0x39) return code >= 0x30 || code === 0x2e || code === 0x2d;
  return code >= 0x41 && code <= 0x5a;
}

/** Whether text is surely a user ID: short, of a host name without a port. What fails here is looked at closely. */
function isPlainUserId(text: string): boolean {
  const { length } = text;
  if (length > MAX_ID_BYTES / 3 || text.charCodeAt(0) !== 0x40) return false;
  let at = 1;
  for (; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x3a) break;
    if (code === 0) return false;
  }
  if (at + 1 >= length) return false;
  for (at++; at < length; at++) if (!isHostCode(text.charCodeAt(at))) return false;
  return true;
}

/** Whether text is a user ID that events may hold: the empty and the unprintable localpart included. */
export function isUserId(text: string): boolean {
  return isPlainUserId(text) || (!exceedsBytes(text, MAX_ID_BYTES) && hasUserIdShape(text));
}

/** Sizes of identifiers, and user IDs of any size (appendices, "User Identifiers"), in the historical form that events may hold. */
import { isServerName } from "@knockgen/matrix/identifiers";

/** The longest identifier, in bytes. */
export const MAX_ID_BYTES = 255;

/** How many bytes text takes in UTF-8. A lone surrogate counts three, as its replacement would. */
function utf8Length(text: string): number {
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

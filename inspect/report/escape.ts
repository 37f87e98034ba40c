/** Text in XML and HTML. */

/** Control characters that XML has no place for become question marks. */
export function escapeXml(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;")
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, "?");
}

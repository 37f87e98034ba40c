/** Percent-encoding in references (RFC 3986, section 2.1). */

/** Text without its escapes; as it stands where they are damaged. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

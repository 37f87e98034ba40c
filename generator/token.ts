/** Names that HTTP lets a header or a cookie have (RFC 9110, section 5.6.2; RFC 6265, section 4.1.1). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export function isToken(name: string): boolean {
  return TOKEN.test(name);
}

/** The server part of an identifier. */

/** Everything after the first colon, port included and case kept; undefined without a colon. */
export function domainOf(id: string): string | undefined {
  const colon = id.indexOf(":");
  return colon < 0 ? undefined : id.slice(colon + 1);
}

/** Whether two identifiers name the same server. An identifier without a colon names none. */
export function sameDomain(a: string, b: string): boolean {
  const domain = domainOf(a);
  return domain !== undefined && domain === domainOf(b);
}

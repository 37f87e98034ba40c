/** The little of URIs (RFC 3986) that references need. */

/** The URI of a file of the specification's folder; only ever compared, never fetched. */
export function fileUri(file: string): string {
  return `spec:/${encodeURI(file)}`;
}

export function withoutFragment(uri: string): string {
  return splitOnce(uri, "#")[0] ?? uri;
}

export function resolveUri(reference: string, base: string): string | undefined {
  try {
    return new URL(reference, base).href;
  } catch {
    return undefined;
  }
}

export function splitOnce(text: string, separator: string): [string, string?] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

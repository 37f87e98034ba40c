const IN_BRACES = /\{([^{}]*)\}/g;

/** The names that a path or an address has in braces, in order: parameters of a template, variables of a server. */
export function namesInBraces(text: string): string[] {
  return [...text.matchAll(IN_BRACES)].map(([, name = ""]) => name);
}

/** The text with each of them replaced, and its braces. */
export function replaceNamesInBraces(text: string, replace: (name: string, whole: string) => string): string {
  return text.replace(IN_BRACES, (whole, name: string) => replace(name, whole));
}

/** The names that a path or an address has in braces, in order: parameters of a template, variables of a server. */
export function namesInBraces(text: string): string[] {
  return [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name);
}

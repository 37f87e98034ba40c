/** Names under which handlers are imported: an operation may be called like something else in the file. */

export function freeName(local: string, taken: readonly string[]): string {
  return taken.includes(local) ? `${local}$` : local;
}

export function namedImport(local: string, name: string, specifier: string): string {
  return `import { ${local === name ? local : `${local} as ${name}`} } from ${JSON.stringify(specifier)};`;
}

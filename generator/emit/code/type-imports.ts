/** Prints imports of types: on one line, or with a line for each name. */

export function typeImport(names: readonly string[], from: string): string {
  const line = `import type { ${names.join(", ")} } from ${JSON.stringify(from)};\n`;
  if (line.length <= 121) return line;
  return `import type {\n${names.map((name) => `  ${name},\n`).join("")}} from ${JSON.stringify(from)};\n`;
}

/** Names of types that a text of TypeScript uses: not those of its members, nor words in comments and strings. */

const TOKEN = /\/\*[\s\S]*?\*\/|\/\/.*|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|[A-Za-z_$][\w$]*(?!\??:)\b/g;

export function typeNamesIn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const token of text.match(TOKEN) ?? []) {
    if (token.startsWith("`")) for (const [, name] of token.matchAll(/\$\{(\w+)\}/g)) names.add(name ?? "");
    else if (!/^["/]/.test(token)) names.add(token);
  }
  return names;
}

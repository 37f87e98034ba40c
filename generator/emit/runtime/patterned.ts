/** Expressions that texts of a pattern are made by: simpler than it, so that some of their texts may be wrong. */

const TOKEN = /\\[bB]|\\.|\[(?:\\.|[^\]\\])*\]|\(\?<?[=!]|\(|\)|[*+]\??|\{\d+(?:,\d*)?\}\??|[\s\S]/gu;
/** Letters that a text has beyond what it needs. */
const MORE = 20;

/** `least` is the length that the texts must have at least. */
export function expressionsOf(pattern: string, least: number): RegExp[] {
  const tokens = withoutLooks(pattern.match(TOKEN) ?? []);
  return [tokens, ...stretched(tokens, least)].map(closed);
}

/** Nothing is made by what only looks around. */
function withoutLooks(tokens: readonly string[]): string[] {
  const kept: string[] = [];
  // How many brackets are open since the first one that looks around.
  let open = 0;
  for (const token of tokens) {
    if (open > 0) open += token === ")" ? -1 : token.startsWith("(") ? 1 : 0;
    else if (/^\(\?<?[=!]/.test(token)) open = 1;
    else if (!/^\\[bB]$/.test(token)) kept.push(token);
  }
  return kept;
}

/** The last part that may be repeated so often is repeated until the text is long enough. */
function stretched(tokens: readonly string[], least: number): string[][] {
  if (least === 0) return [];
  const index = tokens.findLastIndex((token) => least <= mostOf(token));
  const most = mostOf(tokens[index] ?? "");
  if (index < 0) return [];
  const count = `{${least},${Math.min(most, least + MORE)}}`;
  return [[...tokens.slice(0, index), count, ...tokens.slice(index + 1)]];
}

function mostOf(token: string): number {
  if (/^[*+]/.test(token)) return Number.POSITIVE_INFINITY;
  const [, few, comma, many] = /^\{(\d+)(,?)(\d*)\}/.exec(token) ?? [];
  if (few === undefined) return 0;
  return comma === "" ? Number(few) : many === "" ? Number.POSITIVE_INFINITY : Number(many);
}

/** A pattern that is open at its end would give texts of any kind there; some letters will do. */
function closed(tokens: readonly string[]): RegExp {
  const source = tokens.join("");
  return new RegExp(tokens.at(-1) === "$" ? source : `(?:${source})[a-z0-9]{0,8}$`, "u");
}

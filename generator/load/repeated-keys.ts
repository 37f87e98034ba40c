/** The first key that an object of a JSON text has twice: `JSON.parse` keeps the last one and says nothing. */
import { JSON_TOKENS } from "./json-tokens.js";

/** Undefined where there is none. `text` must be JSON. */
export function repeatedKey(text: string): { readonly key: string; readonly offset: number } | undefined {
  /** Keys of the objects around; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let before = "";
  for (const { 0: token, index } of text.matchAll(JSON_TOKENS)) {
    const keys = open.at(-1);
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(undefined);
    else if (token === "}" || token === "]") open.pop();
    else if (token !== "," && keys !== undefined && (before === "{" || before === ",")) {
      const key = token.includes("\\") ? JSON.stringify(JSON.parse(token)) : token;
      if (keys.has(key)) return { key, offset: index };
      keys.add(key);
    }
    before = token;
  }
  return undefined;
}

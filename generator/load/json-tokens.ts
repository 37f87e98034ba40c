/** Strings of a JSON text, and the punctuation that says where they stand; nothing else of JSON holds either. */
export const JSON_TOKENS: RegExp = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/gs;

/** Where a text that is not JSON holds something else first, such as a comment or a comma after the last value; 0 if that is not seen. */
export function offsetOfOther(text: string): number {
  let end = 0;
  let before = "";
  for (const { 0: token, index } of text.matchAll(JSON_TOKENS)) {
    const other = text.slice(end, index).search(/[^\s:\w.+-]/);
    if (other >= 0) return end + other;
    if (before === "," && /[}\]]/.test(token)) return index;
    before = token;
    end = index + token.length;
  }
  return 0;
}

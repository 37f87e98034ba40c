/** Strings of a JSON text, and the punctuation that says where they stand; nothing else of JSON holds either. */
export const JSON_TOKENS: RegExp = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]/gs;

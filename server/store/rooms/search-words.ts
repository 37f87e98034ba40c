/** Words by which messages, names and topics are found (C128). */
import { isJsonObject, type JsonObject, type JsonValue, own } from "@knockgen/auth";

/** Where text is searched, as clients name it. */
export type SearchKey = "content.body" | "content.name" | "content.topic";

/** Texts of one type of event. */
const KEYS: ReadonlyMap<string, SearchKey> = new Map<string, SearchKey>([
  ["m.room.message", "content.body"],
  ["m.room.name", "content.name"],
  ["m.room.topic", "content.topic"],
]);

/** Words of one text, and of one search. */
const MAX_WORDS = 1_000;
const MAX_LENGTH = 64;

/** The text of an event that can be found, and where it stands. */
export function searchedText(
  json: JsonObject,
): { readonly key: SearchKey; readonly text: string } | undefined {
  const type = own(json, "type");
  const key = typeof type === "string" ? KEYS.get(type) : undefined;
  const content = own(json, "content");
  if (key === undefined || !isJsonObject(content)) return undefined;
  const main = own(content, key.slice("content.".length));
  const texts = [main, ...(key === "content.topic" ? topicTexts(own(content, "m.topic")) : [])];
  return { key, text: texts.filter((text) => typeof text === "string").join(" ") };
}

/** The plain forms of a topic as newer clients write it. */
function topicTexts(topic: JsonValue | undefined): readonly JsonValue[] {
  const forms = isJsonObject(topic) ? own(topic, "m.text") : undefined;
  return (Array.isArray(forms) ? forms : []).flatMap((form) =>
    isJsonObject(form) ? (own(form, "body") ?? []) : [],
  );
}

/** The words of a text in lower case, each once. */
export function wordsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words.slice(0, MAX_WORDS).map((word) => word.slice(0, MAX_LENGTH)))];
}

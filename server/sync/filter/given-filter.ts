/** Filters in queries, as JSON. */
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from "@knockgen/auth";

/** The filter in a text, where a null counts as absent, as it does in bodies (C4); undefined for anything but an object. */
export function givenFilter(text: string): JsonObject | undefined {
  const parsed = parseJson(text);
  return parsed.ok && isJsonObject(parsed.value) ? withoutNulls(parsed.value) : undefined;
}

function withoutNulls(object: JsonObject): JsonObject {
  const entries = Object.entries(object).filter(([, value]) => value !== null);
  return Object.fromEntries(
    entries.map(([key, value]): [string, JsonValue] => [
      key,
      isJsonObject(value) ? withoutNulls(value) : value,
    ]),
  );
}

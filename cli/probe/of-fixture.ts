/** An example with the rooms, events and users of a fixture in place of its own; its texts for people stay. */
import { isArray, isObject, type Json, type JsonObject } from "#generator/json.js";
import type { Fixture } from "./setup.js";

export function ofFixture(value: Json, fixture: Fixture): Json {
  if (typeof value === "string") return identifier(value, fixture);
  if (isArray(value)) return value.map((item) => ofFixture(item, fixture));
  if (!isObject(value)) return value;
  const swapped: JsonObject = Object.fromEntries(
    Object.entries(value).map(([name, item]) => [identifier(name, fixture), ofFixture(item, fixture)]),
  );
  // Keys that an account uploads are its own.
  const isKey = "user_id" in swapped && "keys" in swapped;
  return isKey ? { ...swapped, user_id: fixture.person.userId } : swapped;
}

function identifier(text: string, { other, roomId, eventId }: Fixture): string {
  if (text.includes(" ")) return text;
  if (/^@.+:/.test(text)) return other.userId;
  if (/^!./.test(text)) return roomId;
  return /^\$./.test(text) ? eventId : text;
}

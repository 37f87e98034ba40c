/** Answers of other servers of which one part may be odd: that is left out, and the rest is used (O37). */
import { isJsonObject, type JsonValue, own, takesMoreThan } from "@knockgen/auth";
import { Turns } from "../../bounds/turns.js";
import { plainObject } from "../../values/plain.js";

type Guard<T> = (value: unknown) => value is T;

/** Fields of one object that are looked at. */
const MAX_FIELDS = 256;

/** An object with those fields that a guard takes; undefined where a required one is missing or odd. */
export function withoutOddFields<T>(
  value: unknown,
  guard: Guard<T>,
  required: readonly string[],
): T | undefined {
  if (guard(value)) return value;
  if (!isJsonObject(value)) return undefined;
  const fields = Object.entries(value);
  const core = fields.filter(([key]) => required.includes(key));
  if (!guard(Object.fromEntries(core))) return undefined;
  const more = fields
    .slice(0, MAX_FIELDS)
    .filter((field) => !required.includes(field[0]) && guard(Object.fromEntries([...core, field])));
  const whole: unknown = Object.fromEntries([...core, ...more]);
  return guard(whole) ? whole : undefined;
}

/** Entries of one list that are looked at. */
const MAX_ENTRIES = 1_000;
/** Bytes of one entry, and of one field beside a list. */
const MAX_ENTRY_BYTES = 64 * 1024;

/** The entries of another server's list that a reader takes; others have their turn in between. */
export async function readEntries<Entry>(
  list: JsonValue | undefined,
  read: (entry: JsonValue) => Entry | undefined,
): Promise<Entry[]> {
  const good: Entry[] = [];
  const turns = new Turns();
  for (const entry of Array.isArray(list) ? list.slice(0, MAX_ENTRIES) : []) {
    await turns.next();
    const value = takesMoreThan(entry, MAX_ENTRY_BYTES) ? undefined : read(entry);
    if (value !== undefined) good.push(value);
  }
  return good;
}

/** As `withoutOddFields`, for an object with a list whose odd entries are dropped. */
export async function withoutOddEntries<T, Entry>(
  value: JsonValue,
  guard: Guard<T>,
  name: string,
  read: (entry: JsonValue) => Entry | undefined,
  required: readonly string[] = [name],
): Promise<T | undefined> {
  const list = isJsonObject(value) ? own(value, name) : undefined;
  if (!isJsonObject(value) || !Array.isArray(list)) return undefined;
  // Fields are tried beside an empty list: beside a full one, each would cost as much as all entries.
  const fields = Object.entries(value)
    .slice(0, MAX_FIELDS)
    .filter(([key, field]) => key !== name && !takesMoreThan(field, MAX_ENTRY_BYTES));
  const rest = withoutOddFields({ ...plainObject(Object.fromEntries(fields)), [name]: [] }, guard, required);
  if (rest === undefined) return undefined;
  const whole: unknown = { ...rest, [name]: await readEntries(list, read) };
  return guard(whole) ? whole : undefined;
}
